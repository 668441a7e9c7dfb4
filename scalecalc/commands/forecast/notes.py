"""What there is to say of a forecast."""

from __future__ import annotations

import numpy as np

from scalecalc.commands.forecast.asked import Asked
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.forecasting.forecast import Forecast
from scalecalc.empirical.forecasting.gather import Gathered
from scalecalc.empirical.forecasting.limits import Shares
from scalecalc.empirical.forecasting.policy import RidgePolicy
from scalecalc.record import record

_FEW = 100  # samples whose parts are small


@record(eq=False)
class Found:
    """found: forecasts by each method, the one that was taken first.  tested: from half of the samples, if asked."""

    data: Dataset
    asked: Asked
    policy: RidgePolicy
    gathered: Gathered
    found: list[Forecast]
    tested: Forecast | None


def notes(found: Found) -> tuple[str, ...]:
    """Sentences, the answers first."""
    return tuple(
        text
        for text in (_twice(found), _limit(found), _method(found), _backtest(found), _ridge(found), _few(found))
        if text
    )


def _twice(found: Found) -> str:
    best, n = found.found[0], len(found.data)
    at = int(np.searchsorted(best.samples, 2 * n))
    now, then = found.gathered.whole.curve[-1], best.error[at]
    return (
        f"Twice the samples, {2 * n:,}, would bring the error from {now:.4g} to {then:.4g} ({best.low[at]:.4g} to"
        f" {best.high[at]:.4g}), a fall like P^{np.log2(then / now):.2g}."
    )


def _limit(found: Found) -> str:
    n = len(found.data)
    shares = found.found[0].method.shares(found.gathered, found.policy)
    last = f"{shares.never:.0%}{_between(shares)} is noise or what this kernel never learns"
    if shares.ridge is None:
        last = f"{shares.never:.0%} seems to stay"
    held = f", {shares.ridge:.0%} is held back by the ridge" if shares.ridge else ""
    return (
        f"Of the error at {n:,} samples about {shares.samples:.0%} would go with ever more of them{held}, {last}:"
        f" {_VERDICTS[shares.largest]}.{_few_features(found, shares)}"
    )


def _between(shares: Shares) -> str:
    low, high = f"{shares.low:.0%}", f"{shares.high:.0%}"
    return "" if low == high else f" ({low} to {high})"


def _few_features(found: Found, shares: Shares) -> str:
    if not found.data.explicit or shares.largest != "never":
        return ""
    return (
        f" The {found.data.dimension:,} features are fewer than the samples: what their linear functions cannot tell"
        " counts as noise, and other features or another kernel may learn it."
    )


def _method(found: Found) -> str:
    best, other = found.found
    last = best.samples.max()
    why = f"Forecast by {best.method.name}: {other.objection or best.method.reason}.{_guess(best)}"
    if not np.isfinite(other.error[-1]):
        return why
    doubt = ", which is not to be trusted" if other.objection else ""
    return f"{why} By {other.method.name} the error at {last:,.0f} samples would be {other.error[-1]:.4g}{doubt}."


def _guess(best: Forecast) -> str:
    """Where the forecast rests on what the samples do not show."""
    if best.objection or not best.guessed.any():
        return ""
    first = best.samples[best.guessed].min()
    return (
        f" From {first:,.0f} samples on this ridge leads to modes that the samples do not show: the theory guesses, and"
        " the interval holds what both methods say."
    )


def _backtest(found: Found) -> str:
    tested = found.tested
    if tested is None:
        return ""
    measured, said = found.gathered.whole.curve[-1], tested.error[-1]
    inside = tested.low[-1] <= measured <= tested.high[-1]
    return (
        f"Backtest: the forecast from half of the samples, by {tested.method.name}, is {said:.4g} for all"
        f" {len(found.data):,} ({tested.low[-1]:.4g} to {tested.high[-1]:.4g}), and measured is {measured:.4g}. It is"
        f" off by {said / measured - 1:+.1%}, and its interval {'holds' if inside else 'misses'} the measured error."
    )


def _ridge(found: Found) -> str:
    n = len(found.data)
    ridge = found.gathered.whole.ridge(found.policy.candidates(n))
    return (
        f"Errors are those of {found.policy.words}; at {n:,} samples λ = {ridge:.4g}, and λ n = {ridge * n:.4g}."
        f"{_end(found, ridge)}"
    )


def _end(found: Found, ridge: float) -> str:
    """A best ridge that is the last of those that were compared."""
    compared = found.policy.candidates(len(found.data))
    ends = {float(compared[0]): "smallest", float(compared[-1]): "largest"} if len(compared) > 1 else {}
    return f" That is the {ends[ridge]} ridge that was compared." if ridge in ends else ""


def _few(found: Found) -> str:
    n = len(found.data)
    return f"{n} samples are few: their parts are so small that the forecast may be far off." if n < _FEW else ""


_VERDICTS = {
    "samples": "samples are what limits",
    "ridge": "the ridge is what limits, and a smaller one would learn more from many samples",
    "never": "more samples would not help much",
    "": "these samples do not tell which of these limits",
}
