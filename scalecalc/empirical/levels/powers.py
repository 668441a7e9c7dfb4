"""The target's power in levels whose eigenvalues are known."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.levels.curves import Curves
from scalecalc.empirical.levels.nonnegative import amounts
from scalecalc.empirical.levels.tail import NO_TAIL, Tail, with_powers
from scalecalc.record import record

_PARTS = (1.0, 0.8, 0.6, 0.4, 0.2, 0.0)  # of the power that the tail seems to have
_WORSE = 2.0  # how much larger a misfit with a tail may be than without
_SMALL = 1e-3  # a misfit with a tail that is small enough anyhow


@record(eq=False)
class Powers:
    """powers: of whole levels, shape (k,).  floor: what none of them has.  residuals: of T + sigma^2, relative."""

    powers: Floats
    floor: float
    residuals: Floats

    @property
    def misfit(self) -> float:
        """The root mean square of the residuals."""
        return float(np.sqrt(np.mean(self.residuals**2)))


def powers_of(curves: Curves, values: Floats, tail: Tail) -> tuple[Powers, Tail]:
    """The powers of levels, and the tail below them with the powers that it has.

    values: shape (k,), >= 0. The tail has less power than it seems to have where that would make the curve worse.
    """
    plain = _fitted(curves, values)
    if tail is NO_TAIL:
        return plain, tail
    full = with_powers(tail, curves.kappa, values, plain.powers)
    for part in _PARTS:
        found = _fitted(curves.less(full.fainter(part)), values)
        if found.misfit <= max(_WORSE * plain.misfit, _SMALL):
            return found, full.fainter(part)
    return plain, full.fainter(0.0)


def _fitted(curves: Curves, values: Floats) -> Powers:
    """The best powers, none of them in modes of eigenvalue 0."""
    kappa, there = curves.kappa[:, None], values > 0
    columns = np.append(kappa / (values[there] + kappa), np.ones_like(kappa), axis=1)
    none = np.empty((0, columns.shape[1]))
    found = amounts(columns, curves.unlearned, curves.unlearned_error, none, np.empty(0))
    powers = np.zeros_like(values)
    powers[there] = found[:-1]
    relative = np.where(curves.unlearned > 0, curves.unlearned, 1.0)
    return Powers(powers, float(found[-1]), (columns @ found - curves.unlearned) / relative)
