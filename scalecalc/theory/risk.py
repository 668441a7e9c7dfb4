"""Train and test error and the fine-grained bias-variance decomposition, from the renormalized ridge.

The formulas of arXiv:2405.00592 (ridge regression and random features), arranged so that only positive quantities are
added, multiplied and divided. Nothing is ever subtracted, so no digit is ever lost; and the same few lines serve
numbers, numbers with their slopes (local exponents) and leading powers (asymptotic exponents).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar


class Positive(Protocol):
    """What the formulas need of a quantity."""

    def __add__(self, other: Self, /) -> Self: ...
    def __mul__(self, other: Self, /) -> Self: ...
    def __truediv__(self, other: Self, /) -> Self: ...


Q = TypeVar("Q", bound=Positive)


@dataclass(frozen=True)
class FeatureNoise(Generic[Q]):
    """Noise of the features, of variance s = tau/N each, with u = kappa2/S_F the ridge that F leaves of kappa2.

    kept, lost: kappa1/u and 1 - kappa1/u = s/u.  unused: (N - z)/P.
    """

    kept: Q
    lost: Q
    unused: Q


@dataclass(frozen=True)
class Averaging(Generic[Q]):
    """An average of K predictors.

    share, rest: 1/K and 1 - 1/K.  overlap, apart: rho and 1 - rho, the fraction of its samples that a member shares
    with another.  same_features: whether all members have the same features.
    """

    share: Q
    rest: Q
    overlap: Q
    apart: Q
    same_features: bool


@dataclass(frozen=True)
class Ingredients(Generic[Q]):
    """What the errors are made of, at one point or many.

    B: kappa2^2 sum v/(eta+kappa2)^2.  T_B: T - B = kappa2 sum v eta/(eta+kappa2)^2.
    gamma2: q/P.  spread: (z - q)/P.  free_samples: 1 - zbar/P.  noise: sigma^2.
    layers: for each feature matrix the pair (a, b) with ((z - q)/z) dlogS/dlogz = a/b; b may vanish.
        White F of width N: a = (z - q)/N, b = 1 - z/N.
    inverse_s: 1/S_W = lambda/kappa1, where it is not free_samples.
    For correlated samples 1/P stands for q_K/z^2 in all of these, and free_samples is (z - q_K)/z.
    feature_noise, averaging: where there is such a thing.
    """

    B: Q
    T_B: Q
    gamma2: Q
    spread: Q
    free_samples: Q
    noise: Q
    layers: Sequence[tuple[Q, Q]]
    inverse_s: Q | None = None
    feature_noise: FeatureNoise[Q] | None = None
    averaging: Averaging[Q] | None = None


@dataclass(frozen=True)
class Errors(Generic[Q]):
    """Terms of the generalization error E_g, and the train error. E_g is the sum of the six terms."""

    bias2: Q
    var_features: Q
    var_samples: Q
    var_samples_features: Q
    var_samples_noise: Q
    var_samples_features_noise: Q
    generalization_error: Q
    test_error: Q
    train_error: Q
    gamma1: Q


SIGNAL_TERMS = ("bias2", "var_features", "var_samples", "var_samples_features")
NOISE_TERMS = ("var_samples_noise", "var_samples_features_noise")
TERMS = (*SIGNAL_TERMS, *NOISE_TERMS)


def errors(x: Ingredients[Q], zero: Q, one: Q) -> Errors[Q]:
    """All errors and terms; `zero` and `one` of the same kind as the ingredients.

    With d = dlog kappa2/dlog kappa1 and q1 = zbar + dzbar/dlog kappa1 (q1 = z - (z-q) d without noise of the
    features), gamma1 = q1/P and gamma2 = q/P. In terms of `lag` = (q1 - q)/P and `drift` = (zbar - q1)/P,
    1 - gamma1 = (1 - zbar/P) + drift and 1 - gamma2 = (1 - zbar/P) + drift + lag, without cancellation.
    """
    rest, lag, drift = _features(x, zero, one)
    var_features = rest * x.T_B
    terms = _terms(x, var_features, lag, drift, x.free_samples)
    if x.averaging is not None:
        terms = _averaged(x, x.averaging, terms, lag, drift, zero)
    var_samples, var_features, mixed, noise, mixed_noise = terms
    total = x.B + var_features + var_samples + mixed + noise + mixed_noise
    test = total + x.noise
    inverse_s = x.free_samples if x.inverse_s is None else x.inverse_s
    return Errors(
        x.B,
        var_features,
        var_samples,
        mixed,
        noise,
        mixed_noise,
        total,
        test,
        test * x.free_samples * inverse_s,
        x.gamma2 + lag,
    )


_Terms = tuple[Q, Q, Q, Q, Q]  # Var_X, Var_F, Var_XF, Var_Xeps, Var_XFeps


def _terms(x: Ingredients[Q], var_features: Q, lag: Q, drift: Q, free: Q) -> _Terms[Q]:
    """The variances, with gamma1 = gamma2 + lag, 1 - gamma1 = free + drift and 1 - gamma2 = free + drift + lag."""
    margin1 = free + drift
    margin2 = margin1 + lag
    excess = lag / margin1 / margin2  # 1/(1 - gamma1) - 1/(1 - gamma2)
    return (
        x.B * x.gamma2 / margin2,
        var_features,
        var_features * (x.gamma2 + lag) / margin1 + x.B * excess,
        x.noise * x.gamma2 / margin2,
        x.noise * excess,
    )


def _averaged(x: Ingredients[Q], how: Averaging[Q], own: _Terms[Q], lag: Q, drift: Q, zero: Q) -> _Terms[Q]:
    """The variances of the average: those of one member over K, and what any two of them have in common.

    Two members share a fraction rho of their samples: gamma becomes rho gamma, and with other features every term
    that has F in it averages out.
    """
    free = how.apart + how.overlap * x.free_samples  # 1 - rho gamma = (1 - rho) + rho (1 - gamma)
    gamma2, lag, drift = how.overlap * x.gamma2, how.overlap * lag, how.overlap * drift
    shared = _terms(_with_gamma(x, gamma2), own[1], lag, drift, free)
    if not how.same_features:
        shared = (shared[0], zero, zero, shared[3], zero)
    var_samples, var_features, mixed, noise, mixed_noise = (
        how.share * mine + how.rest * common for mine, common in zip(own, shared, strict=True)
    )
    return var_samples, var_features, mixed, noise, mixed_noise


def _with_gamma(x: Ingredients[Q], gamma2: Q) -> Ingredients[Q]:
    return Ingredients(x.B, x.T_B, gamma2, x.spread, x.free_samples, x.noise, x.layers)


def _features(x: Ingredients[Q], zero: Q, one: Q) -> tuple[Q, Q, Q]:
    """1 - d, (q1 - q)/P and (zbar - q1)/P.

    With d0 the slope without noise, rho = kappa1/u and e = 1 - rho = s/u:
    d = rho d0,  q1 - q = (z-q)(1 - rho^2 d0) + e^2 (N-z),  zbar - q1 = (z-q) rho^2 d0 + e rho (N-z).
    """
    d, rest = _slope_split(x.layers, zero, one)  # d0 and 1 - d0
    noise = x.feature_noise
    if noise is None:
        return rest, rest * x.spread, d * x.spread
    kept, lost = noise.kept, noise.lost
    behind = lost * (one + kept) + kept * kept * rest  # 1 - rho^2 d0
    lag = x.spread * behind + lost * lost * noise.unused
    drift = x.spread * kept * kept * d + lost * kept * noise.unused
    return lost + kept * rest, lag, drift


def _slope_split(layers: Sequence[tuple[Q, Q]], zero: Q, one: Q) -> tuple[Q, Q]:
    """d = dlog kappa2/dlog kappa1 = 1/(1 + sum_l a_l/b_l) and 1 - d, as fractions in which b_l may vanish."""
    top, bottom = zero, one
    for a, b in layers:
        top, bottom = top * b + a * bottom, bottom * b
    return bottom / (top + bottom), top / (top + bottom)
