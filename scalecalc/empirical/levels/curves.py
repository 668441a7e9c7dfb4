"""The two measured curves, in units in which all scales are the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.levels.tail import Tail
from scalecalc.empirical.traces import Traces
from scalecalc.record import record

_LEAST_ERROR = 1e-6  # relative, of a curve: no point counts for more


@record(eq=False)
class Curves:
    """z and T + sigma^2 against kappa.

    kappa, df1, unlearned: shape (r,), kappa rising.  df1_error, unlearned_error: by which they are weighed, shape
    (r,).  trace: the sum of all eigenvalues.  dimension: D where it is known to be finite.
    """

    kappa: Floats
    df1: Floats
    unlearned: Floats
    df1_error: Floats
    unlearned_error: Floats
    trace: float
    dimension: float | None

    def less(self, tail: Tail) -> Curves:
        """What is left for the modes above the tail."""
        return replace(
            self,
            df1=self.df1 - tail.df1(self.kappa),
            unlearned=self.unlearned - tail.unlearned(self.kappa),
            trace=self.trace - tail.trace,
            dimension=None if self.dimension is None else self.dimension - float(tail.multiplicities.sum()),
        )


def curves_of(traces: Traces, trace: float, power: float, dimension: int | None) -> Curves:
    """From traces at ridges > 0, in units of the trace, tr K/n, and of a power."""
    order = np.argsort(traces.kappa)
    kappa, df1, unlearned = (one[order] for one in (traces.kappa, traces.df1, traces.unlearned / power))
    of_kappa = (traces.inverse_stderr * traces.kappa)[order] * unlearned
    of_unlearned = np.hypot(of_kappa, traces.quadratic_stderr[order] * kappa / power)
    return Curves(
        kappa / trace,
        df1,
        unlearned,
        np.hypot(_LEAST_ERROR * df1, traces.df1_stderr[order]),
        np.hypot(np.where(unlearned > 0, _LEAST_ERROR * unlearned, 1.0), of_unlearned),
        1.0,
        dimension,
    )
