"""What limits now, and what twice as much would bring."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.fitting.laws import Law
from scalecalc.fitting.resampled import Uncertainty
from scalecalc.fitting.runs import Runs


def told(law: Law, runs: Runs, logs: Floats, theta: Floats, sure: Uncertainty) -> list[str]:
    """Sentences for people, about the largest run."""
    bought = law.bought
    at = logs[int(logs[:, bought].sum(axis=1).argmax())]
    twice = at + np.log(2) * np.eye(len(at))[list(bought)]

    def gains(law: Law, theta: Floats) -> Floats:
        """What is gained with twice each x, of the loss there, shape (b, bought)."""
        values = law.value(theta, np.vstack([at, twice]))
        return np.asarray(1 - values[:, 1:] / values[:, :1])

    gain = gains(law, theta[None])[0]
    spread = sure.interval(gains, np.zeros(len(gain), dtype=bool))
    now = law.value(theta[None], at[None])[0, 0]
    place = ", ".join(f"{name}={value:.4g}" for name, value in zip(runs.names, np.exp(at), strict=True))
    floor = theta[0] * law.unit
    names = [runs.names[i] for i in bought]
    parts = [
        f"twice the {name} would {_change(gain[i], spread.low[i], spread.high[i])}" for i, name in enumerate(names)
    ]
    notes = [f"At the largest run ({place}) {runs.loss} is {now:.4g} by the law: {'; '.join(parts)}."]
    idle = [name for name, i in zip(names, bought, strict=True) if not _matters(law, logs, theta, i)]
    if idle:
        notes.append(
            f"{runs.loss} does not fall with {' or '.join(idle)} in these rows: by the fit it does not depend on it."
        )
    if len(names) > 1 and gain.max() > 0:
        most = int(gain.argmax())
        notes.append(f"What limits most there is {names[most]}{_tied(gain)}.")
    if law.parameters[0] == "floor":
        notes.append(f"The floor is {floor / now:.1%} of it: no more than {1 - floor / now:.1%} can ever be gained.")
    return notes


def _matters(law: Law, logs: Floats, theta: Floats, i: int) -> bool:
    """Whether the law changes with a column at any of the rows."""
    twice = logs + np.log(2) * np.eye(logs.shape[1])[i]
    return not np.array_equal(law.value(theta[None], twice), law.value(theta[None], logs))


def _change(gain: float, low: float, high: float) -> str:
    """`take off 1.2% (1.0% to 1.3%)`, or what is added, as at an interpolation peak."""
    if gain < 0:
        gain, low, high = -gain, -high, -low
        return f"add {gain:.2%}{_between(low, high)}"
    return f"take off {gain:.2%}{_between(low, high)}"


def _between(low: float, high: float) -> str:
    return f" ({low:.2%} to {high:.2%})" if np.isfinite(low) and np.isfinite(high) else ""


def _tied(gain: Floats) -> str:
    first, second = np.sort(gain)[::-1][:2]
    return ", though not by much" if second > 0.8 * first else ""
