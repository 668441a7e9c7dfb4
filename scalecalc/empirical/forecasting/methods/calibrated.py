"""The theory of the population that the samples show, corrected by what leave-one-out says at their own number.

On real data the theory, and with it generalized cross-validation, is wrong by a factor that leave-one-out shows at
every ridge. The theory is multiplied by this factor, leave-one-out over generalized cross-validation of all samples at
the ridge that is asked for. Where the factor is far from 1, it is no more to be trusted than the theory.
"""

from __future__ import annotations

from math import inf

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.forecasting.gather import Evidence, places
from scalecalc.empirical.forecasting.limits import Shares
from scalecalc.empirical.forecasting.methods.method import Method, Outlook
from scalecalc.empirical.forecasting.policy import RidgePolicy, lowest

_TRUSTED = 0.85  # generalized cross-validation over leave-one-out, below which the correction is too large


class CalibratedTheory(Method):
    """Leave-one-out over generalized cross-validation, times the test error of the population."""

    name = "calibrated theory"
    reason = "along the ridge, generalized cross-validation agrees with leave-one-out"

    def outlook(self, evidence: Evidence, policy: RidgePolicy, samples: Floats) -> Outlook:
        """As wrong as the correction is large, for the part of the samples that have not been seen."""
        best = _best(evidence, policy, samples)
        error = np.array([value for _, value in best])
        corrections = np.array([_correction(evidence, ridge) for ridge, _ in best])
        doubt = np.exp(abs(np.log(corrections)) * (1 - evidence.samples / samples))
        here = _correction(evidence, evidence.ridge(policy.candidates(evidence.samples)))
        objection = _objection(np.append(corrections, here)) if np.isfinite(error).all() else "the theory has no answer"
        ridges = np.array([ridge for ridge, _ in best])
        return Outlook(error, error / doubt, error * doubt, error, error, ridges, objection)

    def shares(self, evidence: Evidence, policy: RidgePolicy) -> Shares:
        error = evidence.curve[-1]
        ridge = 0.0 if policy.axis.optimal else float(policy.candidates(inf)[0])
        found = evidence.population.at(np.array([inf, inf]), np.array([0.0, ridge])).errors.test_error
        never, last = np.minimum(found, error).tolist()
        return Shares(1 - last / error, (last - never) / error, never / error)


def _best(evidence: Evidence, policy: RidgePolicy, samples: Floats) -> list[tuple[float, float]]:
    """At each number of samples the best ridge and its error."""
    candidates = [policy.candidates(size) for size in samples.tolist()]
    counts = [len(one) for one in candidates]
    ridges = np.concatenate(candidates)
    at = places(evidence.ridges, ridges)
    errors = evidence.population.errors(np.repeat(samples, counts), ridges) * evidence.loo[at] / evidence.gcv[at]
    parts = np.split(errors, np.cumsum(counts)[:-1])
    return [lowest(one, part) for one, part in zip(candidates, parts, strict=True)]


def _correction(evidence: Evidence, ridge: float) -> float:
    """Generalized cross-validation over leave-one-out at the nearest ridge."""
    at = int(np.argmin(np.abs(np.log(evidence.ridges / ridge))))
    return float(evidence.gcv[at] / evidence.loo[at])


def _objection(corrections: Floats) -> str:
    worst = float(corrections[np.argmax(abs(np.log(corrections)))])
    if abs(np.log(worst)) < -np.log(_TRUSTED):
        return ""
    return f"generalized cross-validation is {worst:.2f} of leave-one-out, so the theory does not hold here"
