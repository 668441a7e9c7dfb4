"""How measured curves fluctuate around those of the population, for Gaussian data.

Let L = logdet(K/n + lambda + s y y'/n). The target is one more feature of a Gaussian vector, so that K + s y y' is the
kernel matrix of S = Sigma + s u u', u = (sqrt v, sigma). With G = S (S + kappa)^-1 at (lambda, s),
    Cov(L_a, L_b) = -2 log(1 - tr G_a G_b / n),    E L = its limit + log(1 - tr G^2 / n) / 2
(Bai and Silverstein 2004, for real data). dL/dlambda = n m and dL/ds = Y at s = 0, and for the residuals
    r1 = z^ - z(kappa^),    r2 = (T + sigma^2)^ - T(kappa^) - sigma^2
of measured points against the population's curves, all that comes by way of kappa(lambda, s) cancels: to first order
they are -kappa dL/dkappa and kappa dL/ds, each with the other held. Covariance and bias follow by these derivatives.

With s = eta/(eta + kappa) and t = 1 - s they are sums over modes of products of these. Several targets add up; only the
square of u'(S + kappa_a)^-1 (S + kappa_b)^-1 u needs to know how alike they are.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.population.curves import Curves
from scalecalc.empirical.population.law import LawAt
from scalecalc.record import record

_SMALLEST_GAP = 0.01  # of 1 - tr G_a G_b / n, for a law that is not the population's


@record(eq=False)
class Fluctuations:
    """Of the residuals r1 at r kappa, then of log (T + sigma^2), which to first order are r2/(T + sigma^2).

    covariance: shape (2r, 2r).  bias: what is expected of the residuals, shape (2r,).
    """

    covariance: Floats
    bias: Floats


def fluctuations(law: LawAt, samples: float, likeness: Floats, kurtosis: float = 0.0) -> Fluctuations:
    """Of `samples` Gaussian samples of a law, at its kappa. likeness: of its targets, as `Curves` has it.

    kurtosis: excess kurtosis of independent features, which adds kurtosis tr G_a G_b / n to Cov(L_a, L_b); what it adds
    by way of the target is left out.
    """
    s, t, s_t = law.shares.s, law.shares.t, law.shares.s_t
    counted, powers = law.nodes.count / samples, law.powers / samples
    each = 1.0 / np.maximum(1.0 - (s * counted) @ s.T, _SMALLEST_GAP)
    by_kappa = -(s_t * counted) @ s.T  # derivatives of g = tr G_a G_b / n, each times the kappa of its variable
    by_s = (t * t * powers) @ s.T
    by_both = -(s_t * powers) @ (t * t).T
    by_s_s = ((t * law.powers) @ t.T + law.law.noise) ** 2 * likeness / samples
    by_kappas = (s_t * counted) @ s_t.T
    first = _covariance(by_kappas, by_kappa * by_kappa.T, each) + kurtosis * by_kappas
    mixed = -_covariance(by_both, by_kappa * by_s.T, each)
    second = _covariance(by_s_s, by_s * by_s.T, each)
    relative = np.concatenate([np.ones_like(law.kappa), 1.0 / law.unlearned_or_one])
    bias = -np.concatenate([(s * s * t) @ counted, (s * t * t) @ powers]) * np.tile(np.diagonal(each), 2)
    covariance = np.block([[first, mixed], [mixed.T, second]]) * relative * relative[:, None]
    bias = bias * relative
    bias[len(law.kappa) :] -= 0.5 * np.diagonal(second) * relative[len(law.kappa) :] ** 2  # of the logarithm
    return Fluctuations(covariance, bias)


def _covariance(both: Floats, product: Floats, each: Floats) -> Floats:
    """The second derivative of -2 log(1 - g): of g's second derivative, and the product of its first ones."""
    return np.asarray(2.0 * (both * each + product * each * each))


@record(eq=False)
class Residuals:
    """Measured curves less those of a law: of z, and with targets of log (T + sigma^2); their expectation is 0.

    values: shape (size,), size = r or 2r.  covariance: shape (size, size).  bias: what has been taken off the values,
    shape (size,).
    """

    values: Floats
    covariance: Floats
    bias: Floats

    @cached_property
    def errors(self) -> Floats:
        """Standard errors, shape (size,)."""
        return np.asarray(np.sqrt(np.diagonal(self.covariance)))

    def whitening(self, kept: float) -> Floats:
        """What makes independent values of variance 1 of them, shape (directions, size).

        kept: the least eigenvalue of the correlation whose eigenvector is used.
        """
        values, vectors = np.linalg.eigh(self.covariance / self.errors / self.errors[:, None])
        used = values > kept
        return np.asarray((vectors[:, used] / np.sqrt(values[used])).T / self.errors)


def residuals(curves: Curves, law: LawAt, neglected: float = 0.0) -> Residuals:
    """Of the curves against the law at their kappa.

    What the computation adds to the fluctuations is taken to be as smooth along the curves as they are.
    neglected: a relative error of T + sigma^2 at every point, if more than the orders of 1/n that are neglected.
    """
    size = len(curves.kappa) * (1 + curves.targeted)
    found = fluctuations(law, curves.samples, curves.likeness, curves.kurtosis)
    covariance, bias = found.covariance[:size, :size], found.bias[:size]
    computed = np.concatenate([curves.df1_error, curves.unlearned_error / law.unlearned_or_one])[:size]
    share = computed / np.sqrt(np.diagonal(covariance))
    points = np.repeat([0.0, max(neglected, curves.samples**-2.0)], len(curves.kappa))[:size]
    covariance = covariance * (1.0 + np.outer(share, share)) + np.diag(points**2)
    return Residuals(deviations(curves, law) - bias, covariance, bias)


def deviations(curves: Curves, law: LawAt) -> Floats:
    """Measured z less the law's, and with targets the logarithm of T + sigma^2 less the law's, shape (size,)."""
    off = curves.df1 - law.df1
    return np.concatenate([off, np.log(curves.unlearned / law.unlearned)]) if curves.targeted else off


def at_ridges(curves: Curves, law: LawAt, found: Residuals) -> Floats:
    """Standard errors of kappa, of df1 and of T + sigma^2 at fixed ridges, shape (3, r); the last 0 without targets.

    By r1 = n (1 - gamma) dlog kappa with gamma = tr G^2/n; z and T + sigma^2 then move along with kappa.
    """
    size = len(curves.kappa)
    gamma = (law.shares.s**2) @ law.nodes.count / curves.samples
    shift = 1.0 / (curves.samples * np.maximum(1.0 - gamma, _SMALLEST_GAP))  # dlog kappa/dr1
    first = found.errors[:size]
    errors = np.stack([curves.kappa * shift * first, (curves.samples - curves.df1) * shift * first, np.zeros(size)])
    if curves.targeted:
        along, mixed = law.missed_slope * shift / law.unlearned, np.diagonal(found.covariance[:size, size:])
        square = found.errors[size:] ** 2 + 2 * along * mixed + (along * first) ** 2
        errors[2] = curves.unlearned * np.sqrt(np.maximum(square, 0.0))
    return errors
