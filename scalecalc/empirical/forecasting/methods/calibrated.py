"""The theory of the population that the samples show, corrected by what leave-one-out says at their own number.

On real data the theory, and with it generalized cross-validation, is wrong by a factor that leave-one-out shows at
every ridge. The theory is multiplied by this factor, leave-one-out over generalized cross-validation of all samples at
the ridge that is asked for. Where the factor is far from 1, it is no more to be trusted than the theory.

The error at a ridge is made of the curves at its kappa. Samples show them down to some kappa, and below it the theory
is a guess. So the best ridge is sought where kappa is shown; if it is the last such ridge, the best one is not known.
"""

from __future__ import annotations

from math import inf

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats
from scalecalc.empirical.forecasting.gather import Evidence, Gathered, places
from scalecalc.empirical.forecasting.limits import Shares
from scalecalc.empirical.forecasting.methods.method import Method, Outlook
from scalecalc.empirical.forecasting.policy import RidgePolicy
from scalecalc.empirical.forecasting.subsets import jackknife
from scalecalc.record import record

_TRUSTED = 0.85  # generalized cross-validation over leave-one-out, below which the correction is too large
_UNKNOWN = "the best ridge is smaller than those of which these samples tell the error; the interval holds both methods"


@record(eq=False)
class _Courses:
    """What the theory says at numbers of samples and the ridges that are compared there, shape (p, r).

    error: by all samples.  others: without one arc each, shape (ARCS, p, r).  shown: whether the samples show the
    curves there.  corrections: generalized cross-validation over leave-one-out.
    """

    ridges: Floats
    error: Floats
    others: Floats
    shown: Bools
    corrections: Floats

    @classmethod
    def of(cls, gathered: Gathered, policy: RidgePolicy, samples: Floats) -> _Courses:
        """As gathered, and with the ridges of the policy."""
        ridges = np.array([policy.candidates(size) for size in samples.tolist()])
        error, shown = _errors(gathered.whole, samples, ridges)
        others = np.array([_errors(one, samples, ridges)[0] for one in gathered.others])
        return cls(ridges, error, others, shown, _corrections(gathered.whole, ridges))

    def best(self) -> tuple[NDArray[np.intp], Bools]:
        """The place of the best ridge, shape (p,), and whether a smaller one may be better.

        The lowest of many uncertain errors is too low. So each counts as large as it may be by its standard error.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            surely = np.where(self.shown, np.log(self.error) + jackknife(self.others), inf)
        at = np.argmin(np.where(np.isfinite(surely), surely, inf), axis=1)
        return at, ~self.shown[np.arange(len(at)), np.maximum(at - 1, 0)]

    @property
    def least(self) -> Floats:
        """The lowest error at any ridge by any part, shape (p,): parts differ in what they do not show."""
        return np.asarray(np.fmin.reduce(np.fmin(self.error, np.fmin.reduce(self.others)), axis=1))

    def at(self, places: NDArray[np.intp]) -> _Courses:
        """At one ridge for each number of samples: shapes (p,) in place of (p, r)."""
        rows = np.arange(len(places))
        error, others, corrections = self.error[rows, places], self.others[:, rows, places], self.corrections
        return _Courses(self.ridges[rows, places], error, others, self.shown[rows, places], corrections[rows, places])


class CalibratedTheory(Method):
    """Leave-one-out over generalized cross-validation, times the test error of the population."""

    name = "calibrated theory"
    reason = "along the ridge, generalized cross-validation agrees with leave-one-out"

    def outlook(self, gathered: Gathered, policy: RidgePolicy, samples: Floats) -> Outlook:
        """As wrong as the correction is large, for the part of the samples that have not been seen."""
        whole, courses = gathered.whole, _Courses.of(gathered, policy, samples)
        at, guessed = courses.best()
        best = courses.at(at)
        doubt = np.exp(abs(np.log(best.corrections)) * (1 - whole.samples / samples))
        least = np.where(guessed, courses.least, best.error) / doubt
        high = best.error * doubt
        objection = _objection(gathered, policy, best)
        if objection:
            guessed = np.zeros_like(guessed)  # it rests on nothing
        elif policy.axis.optimal and guessed.any():
            objection = _UNKNOWN
        return Outlook(best.error, least, high, best.error, best.others, best.ridges, guessed, objection)

    def shares(self, gathered: Gathered, policy: RidgePolicy) -> Shares:
        whole = gathered.whole
        ridge = 0.0 if policy.axis.optimal else float(policy.candidates(inf)[0])
        last = float(whole.population.at(np.array([inf]), np.array([ridge])).errors.test_error[0])
        return Shares.of(float(whole.curve[-1]), gathered.never, last if ridge else None)


def _errors(evidence: Evidence, samples: Floats, ridges: Floats) -> tuple[Floats, Bools]:
    """The corrected error, and whether its kappa is shown, shape (p, r) like ridges."""
    many = np.repeat(samples, ridges.shape[1])
    error, kappa = (one.reshape(ridges.shape) for one in evidence.population.errors(many, ridges.ravel()))
    return error / _corrections(evidence, ridges), kappa >= evidence.population.resolved


def _corrections(evidence: Evidence, ridges: Floats) -> Floats:
    """Generalized cross-validation over leave-one-out at these of its ridges, shape of ridges."""
    at = places(evidence.ridges, ridges)
    return np.asarray(evidence.gcv[at] / evidence.loo[at])


def _objection(gathered: Gathered, policy: RidgePolicy, best: _Courses) -> str:
    """Why the theory does not hold; empty where it does."""
    whole = gathered.whole
    if not np.isfinite(best.error).all():
        return "the theory has no answer"
    nearest = np.abs(np.log(whole.ridges / whole.ridge(policy.candidates(whole.samples)))).argmin()
    corrections = np.append(best.corrections, _corrections(whole, whole.ridges[nearest]))
    worst = float(corrections[np.argmax(abs(np.log(corrections)))])
    if not abs(np.log(worst)) < -np.log(_TRUSTED):
        return f"generalized cross-validation is {worst:.2f} of leave-one-out, so the theory does not hold here"
    return ""
