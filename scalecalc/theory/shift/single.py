"""Single modes: a test distribution that is that of training in one mode, and 0 in all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.shift.probe import ProbeSums

if TYPE_CHECKING:
    from scalecalc.theory.shift.response import Response


@record
class SingleModes:
    """Modes, or levels of equal modes; arrays of shape (r,).

    rank: their numbers.  multiplicity: how many modes.  eigenvalue, power: eta and v of one of them.
    """

    rank: Floats
    multiplicity: Floats
    eigenvalue: Floats
    power: Floats

    def learnability(self, response: Response) -> Floats:
        """eta/(eta + kappa), the part of the target's weight that is learned on average; shape (r, n)."""
        return np.where(response.known, self._shares(response)[0], np.nan)

    def errors(self, response: Response) -> Floats:
        """The error in each mode, or in all modes of each level, shape (r, n); they add up to E_g.

        What unresolved modes and noise of the features add to E_g is in none of them.
        """
        s, t = self._shares(response)
        count = self.multiplicity[:, None]
        sums = ProbeSums(count * self.power[:, None] * t * t, count * s * s, count * s * t)
        return response.modes(sums).error

    def _shares(self, response: Response) -> tuple[Floats, Floats]:
        """s = eta/(eta + kappa) and t = 1 - s."""
        eta, kappa = self.eigenvalue[:, None], response.kappa
        with np.errstate(all="ignore"):
            s, t = 1 / (1 + kappa / eta), 1 / (1 + eta / kappa)
        return s, np.where(response.vanishing & (eta > 0), 0.0, t)
