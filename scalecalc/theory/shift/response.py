"""The errors of trained predictors on a test distribution, or in single modes: linear in its sums over modes.

With d = dlog kappa2/dlog kappa1 and the test error E_g + sigma^2 of training,
    E' = B' + (1-d)(T-B) (z'-q')/(z-q) + gamma' (E_g + sigma^2),   gamma' = [q' + (z'-q')(1-d)]/P:
squared bias, variance of the features, and variance of the samples. All parts are positive, and none is a difference.
Noise of the features is the same at test and at training: it adds to both variances what it adds to E_g. Of two
members of an ensemble with different features or samples, what they have in common is left, as for E_g.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Generic

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.risk.errors import Ingredients, Q, of_members, shares_of
from scalecalc.theory.risk.evaluate import DIVERGES, OK, Evaluation
from scalecalc.theory.shift.probe import Probe, ProbeSums


@record
class ShiftedError(Generic[Q]):
    """An error and the three parts that add up to it; arrays of one shape, or laws."""

    bias2: Q
    features: Q
    samples: Q

    @property
    def error(self) -> Q:
        """The sum, without any noise of the test labels."""
        return self.bias2 + self.features + self.samples


@record
class Response:
    """What the errors of trained predictors weigh the sums over modes with; arrays of shape (n,).

    kappa: kappa2.  features: multiplies z' - q'.  samples: multiplies q'.  mixed: multiplies z' - q', too.
    noise_features, noise_samples: what noise of the features adds.
    vanishing: where kappa stands for the limit kappa -> 0+.  known: where there is an error.
    """

    kappa: Floats
    features: Floats
    samples: Floats
    mixed: Floats
    noise_features: Floats
    noise_samples: Floats
    vanishing: Bools
    known: Bools

    def modes(self, sums: ProbeSums) -> ShiftedError[Floats]:
        """The error in modes whose sums these are, of shape (..., n)."""
        with np.errstate(all="ignore"):
            features = _product(self.features, sums.z_q)
            samples = _product(self.samples, sums.q) + _product(self.mixed, sums.z_q)
            return ShiftedError(*(np.where(self.known, part, np.nan) for part in (sums.B, features, samples)))

    def whole(self, probe: Probe) -> ShiftedError[Floats]:
        """The error on a test distribution, shape (n,)."""
        with np.errstate(all="ignore"):
            found = self.modes(probe.sums(self.kappa, self.vanishing))
            return replace(
                found, features=found.features + self.noise_features, samples=found.samples + self.noise_samples
            )


def response(result: Evaluation) -> Response:
    """What the predictors of an evaluation do to any mode."""
    solution, parts = result.inside
    known = np.isin(result.status.astype(str), [OK, DIVERGES])
    endless = np.isinf(result.kappa2)  # nothing is learned
    with np.errstate(all="ignore"):
        one = np.ones_like(solution.kappa2)
        shares = shares_of(parts, np.zeros_like(one), one)
        alone, mixed, features = averaged(parts, np.zeros_like(one), one)
        for limit in (0.0, np.inf):  # which rounding may hide
            reached = result.errors.test_error == limit
            alone, mixed = np.where(reached, limit, alone), np.where(reached, limit, mixed)
        weight = solution.link.samples.fluctuation
        found = {
            "features": features * shares.layers * parts.T_B / solution.sums.z_q,
            "samples": _product(weight, alone),
            "mixed": _product(_product(weight, mixed), shares.all),
            "noise_features": np.where(solution.vanishing, 0.0, features * shares.noise * parts.T_B),
            "noise_samples": _product(shares.noise_per_sample, mixed),
        }
    return Response(
        kappa=np.where(endless, np.inf, solution.kappa2),
        vanishing=solution.vanishing & ~endless,
        known=known,
        **{name: np.where(endless, 0.0, values) for name, values in found.items()},
    )


def averaged(parts: Ingredients[Q], zero: Q, one: Q) -> tuple[Q, Q, Q]:
    """What multiplies q'/P, and (z' - q')(1 - d)/P: test errors; and what multiplies the variance of the features."""
    own, both = of_members(parts, zero, one)
    how = parts.averaging
    if how is None:
        return own, own, one
    share, common = how.times(how.share, own), how.rest * how.overlap * both
    if how.same_features:
        return share + common, share + common, one
    return share + common, share, how.share


def _product(one: Floats, other: Floats) -> Floats:
    """one * other, 0 where either is 0, whatever the other."""
    return np.where((one == 0) | (other == 0), 0.0, one * other)
