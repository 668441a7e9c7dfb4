"""A spectrum of levels that gives measured curves again, with what is known of the modes below them."""

from __future__ import annotations

from math import inf

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record


@record
class Continuation:
    """Levels that continue the measured ones by a power law, the last local exponents of the curves.

    start: the eigenvalue below which they are, which is the smallest kappa.  alpha: the modes above an eigenvalue eta
    are as many as eta^(-1/alpha).  slope: the power of the modes below eta goes like eta^slope; nan where they have
    none.
    """

    start: float
    alpha: float
    slope: float


@record(eq=False)
class Levels:
    """Levels of a spectrum with a target: z(kappa) = sum m eta/(eta + kappa) + t/kappa.

    values: eta, shape (k,), falling, perhaps 0 at last.  multiplicities: m > 0, shape (k,).  powers: v of each mode of
    a level, shape (k,).  noise: sigma^2, and with it all power that none of the modes has.  unresolved_trace,
    unresolved_power: t and the target power of infinitely many modes too small to list.  tail: the law by which the
    last levels go on; None without such levels.  resolved: the smallest measured kappa, below which all is a guess.
    df1_residuals, unlearned_residuals: of the two curves, relative, as kappa rises, shape (r,).
    """

    values: Floats
    multiplicities: Floats
    powers: Floats
    noise: float
    unresolved_trace: float
    unresolved_power: float
    tail: Continuation | None
    resolved: float
    df1_residuals: Floats
    unlearned_residuals: Floats

    @property
    def dimension(self) -> float:
        """D, inf beside unresolved modes."""
        return inf if self.unresolved_trace else float(self.multiplicities.sum())

    @property
    def trace(self) -> float:
        """The sum of all eigenvalues."""
        return float(self.multiplicities @ self.values) + self.unresolved_trace

    def df1(self, kappa: Floats) -> Floats:
        """z at each kappa > 0, shape (r,)."""
        shares = self.values / (self.values + kappa[:, None])
        return np.asarray(shares @ self.multiplicities + self.unresolved_trace / kappa)

    def unlearned(self, kappa: Floats) -> Floats:
        """T + sigma^2 at each kappa > 0, shape (r,)."""
        shares = kappa[:, None] / (self.values + kappa[:, None])
        return np.asarray(shares @ (self.multiplicities * self.powers) + self.unresolved_power + self.noise)
