"""The random matrices of a spec: layers of features, their noise or activation, correlation, ensembles."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import Any

from hypothesis import strategies as st

from tests.strategies.building import RARELY, among, composite
from tests.strategies.datafiles import single, written
from tests.strategies.numbers import LARGEST_COUNT, Numbers, counts, exponents, log_uniform, several
from tests.strategies.sweeps import Swept, is_law, sweeps, width_laws

_MOST = 2  # values of a swept width


@dataclass(frozen=True)
class Layer:
    """A layer as a spec has it. size: of its axis. low, high: its widths; a law is taken to have any."""

    said: dict[str, Any]
    size: int
    low: float
    high: float
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def equal_rows(self) -> bool:
        return self.said.get("weights", "gaussian") in ("gaussian", "orthogonal")


@dataclass(frozen=True)
class Matrices:
    """The sections of a spec that are about random matrices.

    size: the product of the axes of widths and members.  whole, finite: what the numbers of samples must be.
    """

    said: dict[str, Any]
    size: int
    edges: tuple[float, ...]
    whole: bool
    finite: bool
    files: dict[str, bytes]


@composite
def matrices(draw: st.DrawFn, numbers: Numbers, modes: float) -> Matrices:
    """Features in three cases of four; the rest of it where it goes with them."""
    layers = tuple(draw(_stacks(numbers, modes)))
    said: dict[str, Any] = {"features": _features(draw, numbers, layers)} if layers else {}
    files = {name: content for layer in layers for name, content in layer.files.items()}
    size = 1
    for layer in layers:
        size *= layer.size
    kind = None
    nonlinear = layers and not {"noise", "activation"}.isdisjoint(said["features"])
    if not nonlinear and draw(RARELY):
        said["correlation"], more = draw(_correlations(numbers))
        kind, files = said["correlation"]["kind"], files | more
    if draw(RARELY):
        said["ensemble"], members = draw(_ensembles(numbers, bool(layers), kind is not None))
        size *= members
        if not said["ensemble"]:
            del said["ensemble"]
    edges = tuple(width for layer in layers for width in (layer.low, layer.high))
    return Matrices(said, size, edges, kind in ("ar1", "power_law"), kind == "power_law" or _grow(layers), files)


def _grow(layers: tuple[Layer, ...]) -> bool:
    """Whether a width follows the samples, and would be infinite with them."""
    return any(is_law(layer.said.get("width")) for layer in layers)


# --- features


@composite
def _stacks(draw: st.DrawFn, numbers: Numbers, modes: float) -> list[Layer]:
    layers: list[Layer] = []
    inputs, size = modes, 1
    for place in range(draw(among(0, 1, 1, 1, 2, 3))):
        layer = draw(_layers(numbers, inputs, place, 1 if size > 1 else _MOST))
        layers.append(layer)
        inputs, size = layer.low, size * layer.size
    return layers


@composite
def _layers(draw: st.DrawFn, numbers: Numbers, inputs: float, place: int, most: int) -> Layer:
    kind = draw(among("gaussian", "gaussian", "orthogonal", "power_law", "file"))
    if kind == "file":
        return draw(_measured_rows(numbers, place))
    if kind == "power_law":
        decay = draw(exponents(0.0, 3.0))
        widths = draw(sweeps(counts(numbers, (inputs,), whole=True, most=LARGEST_COUNT), most, counts=True))
        return _layer({"weights": {"kind": "power_law", "decay": decay}}, widths)
    if kind == "orthogonal":
        fitting = counts(numbers, (inputs,), most=inputs)
        return _layer({"weights": "orthogonal"}, draw(sweeps(fitting, most, counts=True)))
    if place == 0 and draw(RARELY):
        widths = draw(width_laws())
    else:
        widths = draw(sweeps(counts(numbers, (inputs,)), most, counts=True))
    return _layer({"weights": "gaussian"} if draw(st.booleans()) else {}, widths)


def _layer(weights: dict[str, Any], widths: Swept) -> Layer:
    said = widths.said
    if is_law(said):
        low, high = 1.0, inf
    elif isinstance(said, dict):
        low, high = said["from"], said["to"]
    else:
        values = said if isinstance(said, list) else [said]
        low, high = min(values), max(values)
    return Layer({"width": said, **weights}, widths.size, low, high)


@composite
def _measured_rows(draw: st.DrawFn, numbers: Numbers, place: int) -> Layer:
    rows = draw(several(numbers.positive, 8))
    width = {"width": float(len(rows))} if draw(st.booleans()) else {}
    named = draw(st.booleans())
    path, content = written(draw, f"rows_{place}", {"s": rows}) if named else single(f"rows_{place}", rows)
    said = {"weights": {"kind": "file", "path": path, **({"column": "s"} if named else {})}, **width}
    return Layer(said, 1, float(len(rows)), float(len(rows)), content)


def _features(draw: st.DrawFn, numbers: Numbers, layers: tuple[Layer, ...]) -> dict[str, Any]:
    together = len(layers) > 1 or draw(RARELY)
    said: dict[str, Any] = {"layers": [layer.said for layer in layers]} if together else dict(layers[0].said)
    kinds = [None, None, "relu", "erf", "tanh"] if layers[-1].equal_rows else [None]
    if layers[-1].high < inf:
        kinds += ["noise", "moments"] if layers[-1].equal_rows else ["noise"]
    kind = draw(among(*kinds))
    if kind == "noise":
        said["noise"] = draw(numbers.strength)
    elif kind == "moments":
        said["activation"] = {"mu1": draw(numbers.positive), "mustar2": draw(numbers.strength)}
    elif kind is not None:
        said["activation"] = kind
    return said


# --- correlation and ensemble


@composite
def _correlations(draw: st.DrawFn, numbers: Numbers) -> tuple[dict[str, Any], dict[str, bytes]]:
    kind = draw(among("ar1", "power_law", "file"))
    if kind == "ar1":
        return {"kind": "ar1", "rho": draw(among(0.0, 0.5, -0.5, 0.9, -0.9, 1e-8, 0.99))}, {}
    if kind == "power_law":
        return {"kind": "power_law", "decay": draw(exponents(0.01, 3.0))}, {}
    values = draw(several(log_uniform(-3, 2), 8))
    path, content = written(draw, "correlation", {"t": values})
    return {"kind": "file", "path": path, "column": "t"}, content


@composite
def _ensembles(draw: st.DrawFn, numbers: Numbers, features: bool, correlated: bool) -> tuple[dict[str, Any], int]:
    """None of those that the rest of the spec forbids."""
    if correlated and not features:
        return {}, 1
    kinds = ["features", "samples", "both"] if features else ["samples"]
    draws = "features" if correlated else draw(among(*kinds))
    members = draw(sweeps(counts(numbers, (1.0, 2.0, inf)), _MOST, counts=True))
    said: dict[str, Any] = {"members": members.said, "draws": draws}
    if draws != "features" and draw(st.booleans()):
        said["overlap"] = draw(among(0.0, 0.3, 0.5, 1.0))
    return said, members.size
