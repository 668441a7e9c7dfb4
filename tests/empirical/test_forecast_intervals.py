"""Intervals of forecasts against exact errors: Gaussian features with power laws, whose test error the theory knows."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from scalecalc import Table, forecast, predict
from scalecalc.record import record

Array = NDArray[np.float64]


@record
class Law:
    """eta_k = k^-alpha and v_k = k^-(1 + 2 alpha r) of so many modes, and noise."""

    modes: int
    alpha: float
    r: float
    noise: float

    def draw(self, n: int, seed: int, *, signs: bool) -> tuple[Array, Array]:
        """Samples and targets. signs: whether those of the weights are random."""
        random = np.random.default_rng(seed)
        ranks = np.arange(1, self.modes + 1)
        x = random.normal(size=(n, self.modes)) * np.sqrt(ranks**-self.alpha)
        weights = ranks ** (-(2 * self.alpha * self.r + 1 - self.alpha) / 2)
        weights = weights * (random.choice([-1, 1], self.modes) if signs else 1)
        return x, x @ weights + np.sqrt(self.noise) * random.normal(size=n)

    def exact(self, samples: int, ridge: str) -> float:
        """The test error."""
        table = predict(
            {
                "spectrum": {"kind": "power_law", "alpha": self.alpha, "modes": self.modes},
                "target": {"kind": "power_law", "r": self.r},
                "noise": self.noise,
                "samples": samples,
                "ridge": ridge,
            }
        )
        return float(table["test_error"][0])


def held(law: Law, table: Table, ridge: str) -> bool:
    """Whether the last interval holds the exact error; it never lies below the noise."""
    low, high = table["low"][-1], table["high"][-1]
    assert low <= table["forecast"][-1] <= high
    assert high > law.noise
    return bool(low <= law.exact(int(table["samples"][-1]), ridge) <= high)


def covered(laws: list[Law], n: int, samples: int, ridge: str, draws: int) -> float:
    """How many intervals hold the exact error, with and without random signs."""
    found = [
        held(law, forecast(*law.draw(n, seed, signs=bool(seed % 2)), samples, ridge=ridge), ridge)
        for place, law in enumerate(laws)
        for seed in range(place * draws, (place + 1) * draws)
    ]
    return float(np.mean(found))


NOISY = Law(500, 1.5, 0.4, 0.1)


@pytest.fixture(scope="module")
def noisy() -> Table:
    """Of a draw whose levels take most of the noise for power that smaller ridges would learn."""
    return forecast(*NOISY.draw(300, 0, signs=False), 1000)


def test_the_best_ridge_is_no_guess(noisy: Table) -> None:
    law, table = NOISY, noisy
    assert held(law, table, "optimal")
    assert table["forecast"][-1] == pytest.approx(law.exact(1000, "optimal"), rel=0.1)
    assert law.exact(1000, str(table["ridge"][-1])) == pytest.approx(law.exact(1000, "optimal"), rel=0.03)


def test_intervals_hold_the_error_at_the_best_ridge() -> None:
    laws = [Law(160, *law) for law in product((1.5, 2.5), (0.3, 0.8), (1e-3, 0.1))]
    assert covered(laws, 80, 400, "optimal", 1) >= 7 / 8


@pytest.mark.long
@pytest.mark.parametrize("ridge", ["optimal", "0.3 * P^-1", "1e-3"])
@pytest.mark.parametrize("modes", [400, 2000])
def test_intervals_hold_the_error_as_often_as_they_say(modes: int, ridge: str) -> None:
    """48 draws: 95 % are 45.6, with a standard deviation of 1.5."""
    laws = [Law(modes, *law) for law in product((1.2, 1.5, 2.5), (0.3, 0.8), (1e-3, 0.1))]
    assert covered(laws, 200, 1000, ridge, 4) >= 43 / 48


def test_a_best_ridge_that_is_not_shown_is_told() -> None:
    """Without noise the best ridge is 0, and what it would learn the samples do not show."""
    table = forecast(*Law(400, 1.5, 0.3, 0.0).draw(80, 1, signs=False), 320)
    assert (table["method"][-1], np.isnan(table["ridge"][-1])) == ("power laws", True)
    assert any("smaller than those of which these samples tell" in note for note in table.notes)


def test_a_law_that_leads_below_what_is_shown_is_told() -> None:
    """The interval is the wider one."""
    data = Law(400, 1.5, 0.3, 0.0).draw(80, 1, signs=False)
    lawful, fixed = (forecast(*data, 320, ridge=ridge) for ridge in ("0.01 * P^-1", "0.1"))
    assert any("the theory guesses" in note for note in lawful.notes)
    assert not any("the theory guesses" in note for note in fixed.notes)


def test_what_is_never_learned_has_an_interval_that_holds_the_noise(noisy: Table) -> None:
    said = next(note for note in noisy.notes if "never learns" in note)
    low, high = (int(one) / 100 for one in re.findall(r"(\d+)% to (\d+)%", said)[0])
    assert 0.5 < low < 0.1 / 0.12 < high <= 1.0
    assert "more samples would not help much" in said
