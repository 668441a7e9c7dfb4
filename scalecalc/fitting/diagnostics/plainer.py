"""Whether the rows show what a law has more than a plainer one. A break that they do not show is fitted to noise."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.fitting.laws import Law
from scalecalc.fitting.minimise import Penalty, Rows
from scalecalc.fitting.starts import optimum
from scalecalc.record import record

_CHANCE = 1e-3  # below which chance does not explain a gain; the break is where it gains most


@record
class Plainer:
    """name: of the plainer law, which meets the rows so well by chance, with this probability."""

    name: str
    chance: float


def plainer(law: Law, rows: Rows, penalty: Penalty, theta: Floats, held: Bools, total: float) -> Plainer | None:
    """The comparison at the optimum theta, shape (p,), with this total loss; None where there is no plainer law.

    An F test of what the total loss gains by the additional parameters, in units of the scatter that is left.
    """
    from scipy.special import fdtrc

    plain = law.plainer()
    if plain is None:
        return None
    kept = list(plain.places)
    found = optimum(plain.law, rows, penalty, held[kept], theta[kept])
    free, more = int((~held).sum()), int((~held).sum() - (~held[kept]).sum())
    if more <= 0 or len(rows) <= free:
        return None
    gain = float(found.total[0]) - total
    scatter = _scatter(law, rows, penalty, theta) * len(rows) / (len(rows) - free)
    chance = (
        float(fdtrc(more, len(rows) - free, max(gain, 0.0) / (scatter * more))) if scatter > 0 else float(gain <= 0)
    )
    return Plainer(plain.name, chance)


def _scatter(law: Law, rows: Rows, penalty: Penalty, theta: Floats) -> float:
    """What one parameter gains by chance: half the mean square of the slope of the loss over its mean curvature."""
    residual = np.log(law.value(theta[None], rows.logs)[0] / law.unit) - rows.target
    pull = penalty.sided(residual, np.ones(len(rows))) * penalty.loss.slope(residual)
    return float(0.5 * np.mean(pull**2)) / penalty.loss.mean_curvature(residual)


def told(law: Law, found: Plainer | None) -> list[str]:
    """A sentence for people where the plainer law is as good."""
    if found is None or found.chance < _CHANCE:
        return []
    return [
        f"The rows do not show {law.more}: without it, by the law {found.name}, they are met as well but for what"
        f" chance brings (p = {found.chance:.2g}). Take that law, or measure over a wider range."
    ]
