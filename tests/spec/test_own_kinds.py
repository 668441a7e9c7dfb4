"""Kinds of one's own, registered from outside the package, are as good as those in it."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, pi
from typing import Any, Literal

import numpy as np
import pytest

import scalecalc
from scalecalc import SpecError, UsageError
from scalecalc.kinds import (
    Activation,
    Correlation,
    Covariates,
    Entries,
    Field,
    Floats,
    Kernel,
    ModeCount,
    Nodes,
    Positive,
    Powers,
    Real,
    Spectrum,
    Target,
    nodes_of,
)
from scalecalc.spec.schema import json_schema
from tests.registering import registered


class BandLimited(Spectrum):
    """Two flat bands."""

    kind: Literal["bands"]
    high: Positive = Field(default=1.0, description="the eigenvalue of the upper band")
    low: Positive = Field(description="the eigenvalue of the lower band")
    modes: ModeCount = Field(description="the number of modes of each band")

    def levels(self) -> tuple[Floats, Floats]:
        """Two."""
        return np.array([self.low, self.high]), np.full(2, self.modes)


class Alternating(Target):
    """Every other entry."""

    kind: Literal["alternating"]

    def power_in(self, entries: Entries, given: Floats) -> Powers:
        """1 or 0."""
        return Powers(1.0 - np.arange(len(entries)) % 2)


class Linear(Kernel):
    """1 + t"""

    kind: Literal["linear"]

    def coefficients(self, dimension: float, degrees: int) -> Floats:
        """Those of the two degrees that it has."""
        return np.array([1.0, 1 / dimension] + [0.0] * degrees)[:degrees]

    @property
    def trace(self) -> float:
        return 2.0


class Mirrored(Activation):
    """max(-h, 0)"""

    plain_word = True
    curved = True
    nearly_linear = (1 - 2 / pi, 1.0, 0.25)

    kind: Literal["mirrored"]

    def phi(self, h: Real) -> Real:
        return np.asarray(np.maximum(-h, 0))

    def moments(self, variance: Floats) -> tuple[Floats, Floats]:
        return np.full_like(variance, -0.5), variance * (0.25 - 1 / (2 * pi))


class Independent(Correlation):
    """None at all."""

    kind: Literal["independent"]

    def nodes(self, samples: float) -> Nodes:
        return nodes_of(np.ones(1), np.array([samples]))

    def eigenvalues(self, samples: int) -> Floats:
        return np.ones(samples)


class LaplaceInputs(Covariates):
    """Coordinates from a Laplace distribution."""

    words = ("laplace",)

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], dtype: type) -> Real:
        return rng.laplace(0.0, np.sqrt(0.5), shape).astype(dtype)


@pytest.fixture
def own() -> Iterator[None]:
    with registered(BandLimited, Alternating, Linear, Mirrored, Independent, LaplaceInputs):
        yield


BANDS: dict[str, Any] = {"kind": "bands", "low": 0.1, "modes": 40}
LEVELS = {"kind": "levels", "values": [1, 0.1], "multiplicities": [40, 40]}


def spec(spectrum: dict[str, Any], target: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"spectrum": spectrum, "target": target, "ridge": 1e-3, "samples": [20, 60], "noise": 0.1, **more}


@pytest.mark.usefixtures("own")
def test_a_spectrum_of_ones_own_is_what_it_says() -> None:
    for command in (scalecalc.predict, scalecalc.decompose, scalecalc.exponents, scalecalc.regimes, scalecalc.flow):
        for target in ({"kind": "power_law", "decay": 1.5}, {"kind": "levels", "powers": [1, 2]}):
            more = {"features": {"width": 30}}
            written = {**target, "powers": [2, 1]} if "powers" in target else target  # in the order of its levels
            own, same = command(spec(BANDS, written, **more)), command(spec(LEVELS, target, **more))
            for name in own:
                np.testing.assert_array_equal(own[name], same[name])


@pytest.mark.usefixtures("own")
def test_it_takes_targets_of_ones_own_and_unresolved_modes() -> None:
    own = scalecalc.predict(spec(BANDS | {"unresolved": {"trace": 0.1}}, {"kind": "alternating"}))
    same = scalecalc.predict(spec(LEVELS | {"unresolved": {"trace": 0.1}}, {"kind": "levels", "powers": [1 / 40, 0]}))
    np.testing.assert_allclose(own["test_error"], same["test_error"], rtol=1e-14)


@pytest.mark.usefixtures("own")
def test_it_is_drawn() -> None:
    table = scalecalc.simulate(spec(BANDS, {"kind": "alternating"}), draws=20)
    assert np.all(np.abs(table["z_score"]) < 5)


@pytest.mark.usefixtures("own")
def test_messages_and_schema_know_it() -> None:
    with pytest.raises(SpecError) as caught:
        scalecalc.predict(spec(BANDS | {"lo": 3, "modes": 0}, {"kind": "alternatin"}))
    told = "\n".join(problem.message for problem in caught.value.problems)
    assert "unknown key 'lo' in spectrum, did you mean 'low'? Allowed: kind, high, low, modes, unresolved" in told
    assert "spectrum.modes is the number of modes of each band, got 0, must be an integer >= 1" in told
    assert "did you mean 'alternating'?" in told
    assert "BandLimited" in json_schema()["$defs"]


def test_it_is_gone_when_it_is_taken_out() -> None:
    with pytest.raises(SpecError, match="must be power_law"):
        scalecalc.predict(spec(BANDS, {"kind": "power_law", "decay": 2}))
    assert "BandLimited" not in json_schema()["$defs"]


@pytest.mark.usefixtures("own")
def test_eigenvalues_that_are_none_are_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    for values in ([-1.0, 1.0], [0.0, 0.0], [np.nan, 1.0], [exp(1)]):
        monkeypatch.setattr(BandLimited, "levels", lambda _self, values=values: (np.array(values), np.ones(2)))
        with pytest.raises(SpecError, match="eigenvalues must be finite"):
            scalecalc.predict(spec(BANDS, {"kind": "alternating"}))


SPHERE = {"kind": "sphere", "dimension": 5}
SAMES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "kernel": (
        {"spectrum": {**SPHERE, "kernel": {"kind": "linear"}}},
        {"spectrum": {**SPHERE, "kernel": {"kind": "polynomial", "degree": 1}}},
    ),
    "activation": (
        {"features": {"width": 30, "activation": "mirrored"}},
        {"features": {"width": 30, "activation": "relu"}},
    ),
    "correlation": ({"correlation": {"kind": "independent"}}, {}),
}


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("name", SAMES)
def test_other_kinds_of_ones_own_are_what_they_say(name: str) -> None:
    both = [spec(LEVELS, {"kind": "isotropic"}) | changes for changes in SAMES[name]]
    own, same = (scalecalc.predict(one) for one in both)
    np.testing.assert_allclose(own["test_error"], same["test_error"], rtol=1e-11)


@pytest.mark.usefixtures("own")
def test_a_law_of_the_inputs_is_drawn_by_its_name() -> None:
    table = scalecalc.simulate(spec(BANDS, {"kind": "isotropic"}), draws=20, covariates="laplace")
    assert np.all(np.abs(table["z_score"]) < 5)
    with pytest.raises(UsageError, match="student, student:DEGREES, laplace, or a file"):
        scalecalc.simulate(spec(BANDS, {"kind": "isotropic"}), covariates="laplac")


@pytest.mark.usefixtures("own")
def test_a_plain_word_is_suggested() -> None:
    with pytest.raises(
        SpecError, match="did you mean 'mirrored'\\? must be tanh, relu, erf, mirrored, or a mapping such"
    ):
        scalecalc.predict(spec(BANDS, {"kind": "isotropic"}, features={"width": 30, "activation": "miror"}))


@pytest.mark.usefixtures("own")
def test_a_method_that_is_missing_is_named() -> None:
    features = {"width": 30, "activation": "mirrored"}
    with pytest.raises(UsageError, match="Mirrored has no method bent"):
        scalecalc.simulate(spec(BANDS, {"kind": "isotropic"}, features=features), draws=2)


def kind(base: type[Any], **members: Any) -> type[Any]:
    """A class of this base; annotations and values by name."""
    annotations = {name: one for name, (one, _) in members.items() if one is not None}
    values = {name: value for name, (_, value) in members.items() if value is not ...}
    return type("Own", (base,), {"__annotations__": annotations, "__module__": __name__, **values})


NO_KINDS: dict[str, type[Any]] = {
    "Own has no name, must have a field such as kind: Literal": kind(Spectrum),
    "Own has no name, must have": kind(Target, kind=(Literal["Two words"], ...)),
    "there is a kind 'levels' already; the kinds are power_law, ": kind(Spectrum, kind=(Literal["levels"], ...)),
    "Own.size must say what it may be and what it is": kind(
        Spectrum, kind=(Literal["own"], ...), size=(float, Field(description="the size"))
    ),
    "Own.size must say what it may": kind(Spectrum, kind=(Literal["own"], ...), size=(Positive, ...)),
    "Own.size must have a default, as the kind is a plain word": kind(
        Activation,
        kind=(Literal["own"], ...),
        size=(Positive, Field(description="the size")),
        plain_word=(None, True),
    ),
    "Own has no name, must have words such as": kind(Covariates),
    "there is a law of the inputs 'uniform' already": kind(Covariates, words=(None, ("uniform",))),
}


@pytest.mark.parametrize("message", NO_KINDS)
def test_what_cannot_be_registered(message: str) -> None:
    with pytest.raises(UsageError, match=message):
        scalecalc.register(NO_KINDS[message])
