"""Train and test error and the fine-grained bias-variance decomposition, from the renormalized ridge.

The formulas of arXiv:2405.00592 (ridge regression and random features), arranged so that only positive quantities are
added, multiplied and divided. Nothing is subtracted, so no digit is lost. The same formulas serve numbers, numbers with
their slopes (local exponents) and leading powers (asymptotic exponents).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import mul
from typing import Generic, Protocol, Self, TypeVar

from scalecalc.record import record


class Positive(Protocol):
    """The operations that the formulas need."""

    def __add__(self, other: Self, /) -> Self: ...
    def __mul__(self, other: Self, /) -> Self: ...
    def __truediv__(self, other: Self, /) -> Self: ...


Q = TypeVar("Q", bound=Positive)


@record
class FeatureNoise(Generic[Q]):
    """Feature noise of variance s = tau/N for each feature; u = kappa2/S_F = kappa1 + s.

    kept, lost: kappa1/u and 1 - kappa1/u = s/u.  extra: (zbar - z)/P, zbar - z = (s/u) (N - z).
    """

    kept: Q
    lost: Q
    extra: Q


@record
class Averaging(Generic[Q]):
    """An average of K predictors.

    share, rest, others: 1/K, (K-1)/K and (K-2)/K, or 0 where that is negative.
    overlap, apart: rho and 1 - rho, where rho is the fraction of its samples that a member shares with another.
    same_features, same_samples: whether all members have the same features, the same samples.
    times: multiplies one of these weights and an error; a weight of 0 gives 0 even if the error is infinite.
    """

    share: Q
    rest: Q
    others: Q
    overlap: Q
    apart: Q
    same_features: bool
    same_samples: bool
    times: Callable[[Q, Q], Q] = mul


@record
class Ingredients(Generic[Q]):
    """What the errors are made of, at one point or many.

    B: kappa2^2 sum v/(eta+kappa2)^2.  T_B: T - B = kappa2 sum v eta/(eta+kappa2)^2.
    gamma2: q/P.  z_q_per_sample: (z - q)/P.  free_samples: 1 - zbar/P.  noise: sigma^2.
    layers: for each feature matrix the pair (a, b) with ((z - q)/z) dlogS/dlogz = a/b; b may vanish.
        White F of width N: a = (z - q)/N, b = 1 - z/N.
    inverse_s: 1/S_W = lambda/kappa1; None where it equals free_samples.
    feature_noise, averaging: None where there is none.  kappa: kappa2, where laws depend on it.
    For correlated samples q_K/z^2 replaces 1/P in all of these, and free_samples is (z - q_K)/z.
    """

    B: Q
    T_B: Q
    gamma2: Q
    z_q_per_sample: Q
    free_samples: Q
    noise: Q
    layers: Sequence[tuple[Q, Q]]
    inverse_s: Q | None = None
    feature_noise: FeatureNoise[Q] | None = None
    averaging: Averaging[Q] | None = None
    kappa: Q | None = None


@record
class Errors(Generic[Q]):
    """Terms of the generalization error E_g, test and train error. E_g is the sum of the six terms.

    test_error: E_g + sigma^2.  gamma1: q1/P, as in `errors`.
    """

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
    own, shared, lag = _members(x, zero, one)
    inverse_s = x.free_samples if x.inverse_s is None else x.inverse_s
    left = x.free_samples * inverse_s  # what is left of a squared error on the training samples
    test = x.B + _sum(own) + x.noise
    if x.averaging is None or shared is None:
        terms, train = own, test * left
    else:
        terms = _averaged(x.averaging, own, shared)
        both = x.B + _sum(shared) + x.noise
        train = _train_error(x.averaging, test, both, x.free_samples, left)
        test = x.B + _sum(terms) + x.noise
    var_samples, var_features, mixed, noise, mixed_noise = terms
    return Errors(
        x.B,
        var_features,
        var_samples,
        mixed,
        noise,
        mixed_noise,
        x.B + _sum(terms),
        test,
        train,
        x.gamma2 + lag,
    )


def of_members(x: Ingredients[Q], zero: Q, one: Q) -> tuple[Q, Q]:
    """The test error of one member, and the mean product of the errors of two; of a single predictor, both its own."""
    own, shared, _ = _members(x, zero, one)
    return x.B + _sum(own) + x.noise, x.B + _sum(own if shared is None else shared) + x.noise


@record
class SlopeShares(Generic[Q]):
    """1 - d, of which parts come from single modes and from noise of the features.

    all: 1 - d.  layers: what multiplies (T-B)/(z-q) in the variance of the features of a mode.  noise: what multiplies
    T - B in that of the noise, layers + noise = 1 - d.  noise_per_sample: (q1 - q - (z-q)(1-d))/P.
    """

    all: Q
    layers: Q
    noise: Q
    noise_per_sample: Q


def shares_of(x: Ingredients[Q], zero: Q, one: Q) -> SlopeShares[Q]:
    """The parts of 1 - d. With d0 the slope without noise and e = s/u they are 1 - d0 and e d0."""
    d, rest = _slope_split(x.layers, zero, one)
    noise = x.feature_noise
    if noise is None:
        return SlopeShares(rest, rest, zero, zero)
    lost = noise.lost * d
    return SlopeShares(rest + lost, rest, lost, x.z_q_per_sample * noise.kept * lost + noise.lost * noise.extra)


_Terms = tuple[Q, Q, Q, Q, Q]  # Var_X, Var_F, Var_XF, Var_Xeps, Var_XFeps


def _members(x: Ingredients[Q], zero: Q, one: Q) -> tuple[_Terms[Q], _Terms[Q] | None, Q]:
    """The terms of one member, the covariances of two (None for a single predictor), and the lag."""
    rest, lag, drift = _features(x, zero, one)
    own = _terms(x, x.gamma2, rest * x.T_B, lag, drift, x.free_samples)
    return own, None if x.averaging is None else _in_common(x, x.averaging, own, lag, drift, zero), lag


def _sum(terms: _Terms[Q]) -> Q:
    return terms[0] + terms[1] + terms[2] + terms[3] + terms[4]


def _terms(x: Ingredients[Q], gamma2: Q, var_features: Q, lag: Q, drift: Q, free: Q) -> _Terms[Q]:
    """The variances, with gamma1 = gamma2 + lag, 1 - gamma1 = free + drift and 1 - gamma2 = free + drift + lag."""
    margin1 = free + drift
    margin2 = margin1 + lag
    excess = lag / margin1 / margin2  # 1/(1 - gamma1) - 1/(1 - gamma2)
    return (
        x.B * gamma2 / margin2,
        var_features,
        var_features * (gamma2 + lag) / margin1 + x.B * excess,
        x.noise * gamma2 / margin2,
        x.noise * excess,
    )


def _in_common(x: Ingredients[Q], how: Averaging[Q], own: _Terms[Q], lag: Q, drift: Q, zero: Q) -> _Terms[Q]:
    """The covariances of two members, which share a fraction rho of their samples: gamma becomes rho gamma.

    If the members have different features, every term with F in it vanishes.
    """
    free = how.apart + how.overlap * x.free_samples  # 1 - rho gamma = (1 - rho) + rho (1 - gamma)
    common = _terms(x, how.overlap * x.gamma2, own[1], how.overlap * lag, how.overlap * drift, free)
    if how.same_features:
        return common
    return common[0], zero, zero, common[3], zero


def _averaged(how: Averaging[Q], own: _Terms[Q], shared: _Terms[Q]) -> _Terms[Q]:
    """The variances of the average: 1/K of a member's own, plus (K-1)/K of the covariance of two members."""
    a, b, c, d, e = (how.times(how.share, mine) + how.rest * common for mine, common in zip(own, shared, strict=True))
    return a, b, c, d, e


def _train_error(how: Averaging[Q], own: Q, both: Q, free: Q, left: Q) -> Q:
    """The train error of the average, on the training samples of one member; bags are drawn independently.

    On a training sample, the error of a member is 1/S times its error on a new sample. Another member has seen that
    sample with probability rho.  own: the test error of one member.  both: the mean product of the errors of two.
    """
    if how.same_samples:
        return how.times(left, how.times(how.share, own) + how.rest * both)
    seen = how.apart + how.overlap * free
    single = how.share * left + how.rest * (how.apart + how.overlap * left)
    return how.times(how.share, own) * single + how.rest * both * (
        how.share * free * seen + how.share * free * seen + how.others * seen * seen
    )


def _features(x: Ingredients[Q], zero: Q, one: Q) -> tuple[Q, Q, Q]:
    """1 - d, (q1 - q)/P and (zbar - q1)/P.

    With d0 the slope without noise, rho = kappa1/u and e = 1 - rho = s/u:
    d = rho d0,  q1 - q = (z-q)(1 - rho^2 d0) + e^2 (N-z),  zbar - q1 = (z-q) rho^2 d0 + e rho (N-z).
    """
    d, rest = _slope_split(x.layers, zero, one)  # d0 and 1 - d0
    noise = x.feature_noise
    if noise is None:
        return rest, rest * x.z_q_per_sample, d * x.z_q_per_sample
    kept, lost = noise.kept, noise.lost
    behind = lost * (one + kept) + kept * kept * rest  # 1 - rho^2 d0
    lag = x.z_q_per_sample * behind + lost * noise.extra
    drift = x.z_q_per_sample * kept * kept * d + kept * noise.extra
    return lost + kept * rest, lag, drift


def _slope_split(layers: Sequence[tuple[Q, Q]], zero: Q, one: Q) -> tuple[Q, Q]:
    """d = dlog kappa2/dlog kappa1 = 1/(1 + sum_l a_l/b_l) and 1 - d, written so that b_l may vanish."""
    top, bottom = zero, one
    for a, b in layers:
        top, bottom = top * b + a * bottom, bottom * b
    return bottom / (top + bottom), top / (top + bottom)
