"""Which ridge is taken at a number of samples: one that follows a law, or the best."""

from __future__ import annotations

from collections.abc import Iterable
from math import nan

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.theory.grid import Axis

_LOWEST, _HIGHEST, _POINTS = 1e-10, 3.0, 43  # ridges that are compared, in units of tr K/n


@record(eq=False)
class RidgePolicy:
    """axis: a number, a law in P, or the optimum.  trace: tr K/n, the unit of the ridges that are compared."""

    axis: Axis
    trace: float

    @classmethod
    def of(cls, axis: Axis, trace: float) -> RidgePolicy:
        """Raises UsageError for several ridges, a law in the width, and a ridge of 0."""
        if axis.swept:
            raise UsageError(f"a forecast takes one ridge, a law in P, or optimal; got {len(axis)} ridges")
        if axis.law is not None and axis.law.width:
            raise UsageError(f"ridge {axis.law}: there is no width N here; give a number, or a law in P alone")
        policy = cls(axis, trace)
        if not axis.optimal and not policy.candidates(1.0)[0] > 0:
            raise UsageError("ridge 0: a forecast takes a ridge > 0, since leave-one-out has no digits without it")
        return policy

    def candidates(self, samples: float) -> Floats:
        """The ridges among which the best is taken, rising, shape (r,)."""
        if self.axis.optimal:
            return self.trace * np.geomspace(_LOWEST, _HIGHEST, _POINTS)
        return self.axis.at(np.zeros(1, dtype=np.intp), np.array([samples]), 1.0)

    def known(self, sizes: Floats) -> Floats:
        """The ridge at these sizes, shape of sizes; nan where the best is taken."""
        return np.array([nan if self.axis.optimal else float(self.candidates(size)[0]) for size in sizes.tolist()])

    def probes(self, sizes: Iterable[float]) -> Floats:
        """The candidates at all these sizes. Raises UsageError where a law leaves the range of numbers."""
        return np.unique(np.concatenate([self._told(size) for size in sizes]))

    def _told(self, size: float) -> Floats:
        found = self.candidates(size)
        if not (np.isfinite(found).all() and found[0] > 0):
            raise UsageError(f"ridge {self.axis.law}: is {found[0]:g} at {size:g} samples, must be finite and > 0")
        return found

    @property
    def words(self) -> str:
        """The ridge for people."""
        if self.axis.optimal:
            return "the ridge that is best at each size"
        return f"the ridge {self.axis.law}" if self.axis.law is not None else f"the ridge {self.candidates(1.0)[0]:g}"


def lowest(ridges: Floats, errors: Floats) -> tuple[float, float]:
    """The ridge of the lowest error and that error, between the ridges by a parabola in logarithms.

    ridges: rising, shape (r,).  errors: shape (r,), nan where one is not known. nan if none is.
    """
    if not np.isfinite(errors).any():
        return float(ridges[0]), float("nan")
    at = int(np.nanargmin(errors))
    near = errors[at - 1 : at + 2] if at else errors[:0]
    if len(near) < 3 or not np.isfinite(near).all() or not near.min() > 0:
        return float(ridges[at]), float(errors[at])
    left, middle, right = np.log(near)
    bend = left - 2 * middle + right
    step = 0.5 * (left - right) / bend if bend > 0 else 0.0
    width = np.log(ridges[at + 1] / ridges[at])
    return float(ridges[at] * np.exp(step * width)), float(np.exp(middle - 0.25 * (left - right) * step))
