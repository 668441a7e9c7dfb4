"""A spectrum and a target of one's own, registered from outside the package, are as good as those in it."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp
from typing import Any, Literal

import numpy as np
import pytest

import scalecalc
from scalecalc import SpecError
from scalecalc.kinds import Entries, Field, Floats, ModeCount, Positive, Powers, Spectrum, Target
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


@pytest.fixture
def own() -> Iterator[None]:
    with registered(BandLimited, Alternating):
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
