"""A spec's point in the independent reference: the equation and the formulas at many digits, from plain sums.

Nothing here comes from the solver: the spectrum is read off the spec and its files once more, mode by mode, and
`tests.reference.mp_matrices` solves lambda = kappa2 prod_l 1/S_l(z) (1 - z/P) and writes out every formula.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping
from math import exp, inf, log10
from typing import Any

import numpy as np
from mpmath import mp, mpf

from tests.reference import mp_matrices as ref
from tests.reference import mp_reference as plain
from tests.strategies.case import Case

_LAWS = ("power_law", "exponential")
_CROWD = 300  # decades of modes that stand for infinitely many
_LISTED = 150  # modes that are written out
_EFFORT = 10_000  # modes times digits
_SPARE = 60  # digits beyond those that the span of the numbers takes


def exact(case: Case, at: Mapping[str, float]) -> dict[str, mpf]:
    """All outputs at one point of the grid, whose coordinates are given by column name.

    Raises ArithmeticError where the reference does not see the limit of no ridge.
    """
    digits = _SPARE + _decades(case, at["ridge"])
    with mp.workdps(2 * max(ref.LIMIT_DPS, digits + 120)):  # so that what is scaled to mean 1 has it
        problem = _problem(case, at)
    if at["ridge"] > 0:
        return ref.predict(problem, at["ridge"], digits)
    return ref.predict(problem, 0, max(ref.LIMIT_DPS, digits + 120))


def _decades(case: Case, ridge: float) -> int:
    """How far apart the numbers of the problem are."""
    values = [*_eigenvalues(case)[0], *([ridge] if ridge else []), 1.0]
    return int(log10(max(values)) - log10(min(values))) + 1


def _problem(case: Case, at: Mapping[str, float]) -> ref.Problem:
    spec = case.spec
    ensemble = spec.get("ensemble")
    members = None
    if ensemble is not None:
        members = ref.Ensemble(at["members"], ensemble["draws"], ensemble.get("overlap", 0))
    features = spec.get("features", {})
    layers = tuple(_layer(case, one, at[name]) for one, name in _layers(features, at))
    return ref.Problem(
        _spectrum(case), at["samples"], layers, at["noise"], _nonlinearity(features), _correlation(case), members
    )


# --- the task


def _spectrum(case: Case) -> plain.Spectrum:
    spectrum, target = case.spec["spectrum"], case.spec["target"]
    values, counts = _eigenvalues(case)
    etas = [mpf(value) for value in values]
    if spectrum["kind"] == "power_law":
        etas = [mpf(spectrum.get("scale", 1)) * mpf(k) ** -mpf(spectrum["alpha"]) for k in range(1, len(values) + 1)]
    if spectrum["kind"] == "exponential":
        etas = [mpf(spectrum.get("scale", 1)) * mp.exp(-mpf(spectrum["rate"]) * k) for k in range(1, len(values) + 1)]
    powers = _powers(case, target, etas, [mpf(count) for count in counts])
    if (more := spectrum.get("unresolved")) is not None:
        many = mpf(10) ** _CROWD
        etas, counts = [*etas, mpf(more["trace"]) / many], [*counts, many]
        powers = [*powers, mpf(more.get("power", 0)) / many]
    return plain.Levels(etas, counts, powers)


def _eigenvalues(case: Case) -> tuple[list[float], list[float]]:
    """Eigenvalues and multiplicities, entry by entry."""
    spectrum = case.spec["spectrum"]
    if spectrum["kind"] == "isotropic":
        return [spectrum.get("scale", 1.0)], [spectrum["modes"]]
    if spectrum["kind"] == "power_law":
        ranks = range(1, int(spectrum["modes"]) + 1)
        values = [spectrum.get("scale", 1.0) * k ** -spectrum["alpha"] for k in ranks]
        return values, [1.0] * len(values)
    if spectrum["kind"] == "exponential":
        ranks = range(1, int(spectrum["modes"]) + 1)
        return [spectrum.get("scale", 1.0) * exp(-spectrum["rate"] * k) for k in ranks], [1.0] * len(ranks)
    if spectrum["kind"] == "levels":
        values = spectrum["values"]
        return values, spectrum.get("multiplicities", [1.0] * len(values))
    values = _column(case, spectrum)
    counted = {**spectrum, "column": spectrum.get("multiplicity")}
    return values, _column(case, counted) if "multiplicity" in spectrum else [1.0] * len(values)


def _powers(case: Case, target: dict[str, Any], etas: list[mpf], counts: list[mpf]) -> list[mpf]:
    """v_k of each mode of an entry, on the average."""
    if target["kind"] == "isotropic":
        return [eta * mpf(target.get("total", 1)) / mp.fsum(counts) for eta in etas]
    if target["kind"] == "power_law":
        return _power_law(case, target, etas, counts)
    if target["kind"] == "exponential":
        return _exponential(target, counts)
    if "powers" in target:
        return [mpf(power) for power in target["powers"]]
    if target["kind"] == "levels":
        return [eta * mpf(weight) for eta, weight in zip(etas, target["weights"], strict=True)]
    values = [mpf(value) for value in _column(case, target)]
    if len(etas) < len(values):  # an isotropic spectrum is one entry of many modes
        values = [mp.fsum(values) / len(values)]
    return values if target["column_is"] == "power" else [eta * v for eta, v in zip(etas, values, strict=True)]


def _power_law(case: Case, target: dict[str, Any], etas: list[mpf], counts: list[mpf]) -> list[mpf]:
    decay = target["decay"] if "decay" in target else 2 * case.spec["spectrum"]["alpha"] * target["r"] + 1
    sums, before = [], mpf(0)
    for count in counts:
        sums.append(plain.power_sum(decay, before + count) - (plain.power_sum(decay, before) if before else 0))
        before += count
    how, scale = target.get("normalize", "none"), mpf(target.get("scale", 1))
    if how == "power":
        scale /= mp.fsum(sums)
    if how == "weights":
        scale /= mp.fsum(one / eta for one, eta in zip(sums, etas, strict=True))
    return [scale * one / count for one, count in zip(sums, counts, strict=True)]


def _exponential(target: dict[str, Any], counts: list[mpf]) -> list[mpf]:
    rate, sums, before = mpf(target["rate"]), [], mpf(0)
    for count in counts:
        sums.append(mp.exp(-rate * (before + 1)) * mp.expm1(-rate * count) / mp.expm1(-rate))
        before += count
    return [mpf(target.get("scale", 1)) * one / count for one, count in zip(sums, counts, strict=True)]


# --- the random matrices


def _layers(features: dict[str, Any], at: Mapping[str, float]) -> list[tuple[dict[str, Any], str]]:
    listed = features.get("layers", [features] if features else [])
    return list(zip(listed, [name for name in at if name.startswith("width")], strict=True))


def _layer(case: Case, layer: dict[str, Any], width: float) -> ref.Layer:
    weights = layer.get("weights", "gaussian")
    if weights == "gaussian":
        return ref.White(width)
    if weights == "orthogonal":
        return ref.Orthogonal(width)
    if weights["kind"] == "power_law":
        return ref.PowerRows(width, weights["decay"]) if weights["decay"] else ref.White(width)
    rows = _column(case, weights)
    return ref.ListedRows(rows, [1] * len(rows))


def _nonlinearity(features: dict[str, Any]) -> ref.Nonlinearity | None:
    activation = features.get("activation")
    if isinstance(activation, dict):
        return ref.Moments(activation["mu1"], activation["mustar2"])
    if activation is not None:
        return ref.Activation(activation)
    return ref.AdditiveNoise(features["noise"]) if features.get("noise") else None


def _correlation(case: Case) -> ref.Correlation | None:
    correlation = case.spec.get("correlation")
    if correlation is None:
        return None
    if correlation["kind"] == "ar1":
        return ref.Autoregressive(correlation["rho"])
    if correlation["kind"] == "power_law":
        return ref.PowerCorrelation(correlation["decay"])
    values = [mpf(value) for value in _column(case, correlation)]
    mean = mp.fsum(values) / len(values)
    return ref.ListedCorrelation([value / mean for value in values], [1] * len(values))


def _column(case: Case, section: dict[str, Any]) -> list[float]:
    """The numbers of a data file, by Python's own readers."""
    content = case.files[section["path"]]
    if section["path"].endswith(".npy"):
        return [float(value) for value in np.load(io.BytesIO(content))]
    if section["path"].endswith(".npz"):
        return [float(value) for value in np.load(io.BytesIO(content))[section["column"]]]
    rows = csv.DictReader(io.StringIO(_text(content)), delimiter=_separator(_text(content)))
    return [float(row[section["column"]].replace(",", ".")) for row in rows]


def _text(content: bytes) -> str:
    plain = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    return plain.decode("utf-16" if plain.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")


def _separator(text: str) -> str:
    """That of the header; one column has none, and its commas are decimal marks."""
    header = text.partition("\n")[0]
    return next((mark for mark in "\t;," if mark in header), "\t")


def tractable(case: Case, at: Mapping[str, float]) -> bool:
    """Whether the reference answers in some hundredths of a second."""
    features, correlation = case.spec.get("features", {}), case.spec.get("correlation", {})
    spectrum = case.spec["spectrum"]
    if spectrum["kind"] == "sphere" or (spectrum["kind"] in _LAWS and spectrum["modes"] > _LISTED):
        return False
    values = _eigenvalues(case)[0]
    small = min(values) > 0 and max(values) < inf and len(values) * (50 + _decades(case, 0)) <= _EFFORT
    sums = all(at[name] <= 100 for name in at if name.startswith("width") and "kind" in str(features))
    return small and sums and features.get("activation") != "tanh" and (not correlation or at["samples"] <= 20)
