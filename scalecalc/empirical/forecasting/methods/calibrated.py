"""The theory of the population that the samples show, corrected by what leave-one-out says at their own number.

On real data the theory, and with it generalized cross-validation, is wrong by a factor that leave-one-out shows at
every ridge. The theory is multiplied by this factor, leave-one-out over generalized cross-validation of all samples at
the ridge that is asked for. Where the factor is far from 1, it is no more to be trusted than the theory.
"""

from __future__ import annotations

from math import inf

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.forecasting.gather import Evidence
from scalecalc.empirical.forecasting.limits import Shares
from scalecalc.empirical.forecasting.methods.method import Method
from scalecalc.empirical.forecasting.policy import RidgePolicy, lowest
from scalecalc.record import record

_TRUSTED = 0.85  # generalized cross-validation over leave-one-out, below which the correction is too large


@record(eq=False)
class CalibratedTheory(Method):
    """evidence: with the population.  policy: of the ridge."""

    name = "calibrated theory"
    reason = "along the ridge, generalized cross-validation agrees with leave-one-out"

    evidence: Evidence
    policy: RidgePolicy

    @classmethod
    def of(cls, evidence: Evidence, policy: RidgePolicy) -> CalibratedTheory:
        return cls(evidence, policy)

    def at(self, samples: Floats) -> Floats:
        return np.array([self._best(size)[1] for size in samples.tolist()])

    def range(self, samples: Floats) -> tuple[Floats, Floats]:
        """As wrong as the correction is large, for the part of the samples that have not been seen."""
        doubts = [abs(np.log(self._ratio(size))) for size in samples.tolist()]
        factor = np.exp(np.array(doubts) * (1 - self.evidence.samples / samples))
        return self.at(samples) / factor, self.at(samples) * factor

    def shares(self, error: float) -> Shares:
        ridge = 0.0 if self.policy.axis.optimal else float(self.policy.candidates(inf)[0])
        found = self.evidence.population.at(np.array([inf, inf]), np.array([0.0, ridge])).errors.test_error
        never, last = np.minimum(found, error).tolist()
        return Shares(1 - last / error, (last - never) / error, never / error)

    def objection(self, samples: float) -> str:
        ratio = min(self._ratio(self.evidence.samples), self._ratio(samples), key=lambda one: -abs(np.log(one)))
        if abs(np.log(ratio)) < -np.log(_TRUSTED):
            return ""
        return f"generalized cross-validation is {ratio:.2f} of leave-one-out, so the theory does not hold here"

    def _ratio(self, size: float) -> float:
        """Generalized cross-validation over leave-one-out at the ridge of so many samples."""
        ridge = self._best(size)[0]
        at = int(np.argmin(np.abs(np.log(self.evidence.ridges / ridge))))
        return float(self.evidence.gcv[at] / self.evidence.loo[at])

    def _best(self, size: float) -> tuple[float, float]:
        candidates = self.policy.candidates(size)
        at = np.searchsorted(self.evidence.ridges, candidates)
        factor = self.evidence.loo[at] / self.evidence.gcv[at]
        return lowest(candidates, self.evidence.population.errors(size, candidates) * factor)
