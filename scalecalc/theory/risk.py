"""Train and test error and the fine-grained bias-variance decomposition, from the renormalized ridge.

The formulas of arXiv:2405.00592 (ridge regression and linear random features), arranged so that only positive
quantities are added, multiplied and divided. Nothing is ever subtracted, so no digit is ever lost; and the same few
lines serve numbers, numbers with their slopes (local exponents) and leading powers (asymptotic exponents).
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
class Ingredients(Generic[Q]):
    """What the errors are made of, at one point or many.

    B: kappa2^2 sum v/(eta+kappa2)^2.  T_B: T - B = kappa2 sum v eta/(eta+kappa2)^2.
    gamma2: q/P.  spread: (z - q)/P.  free_samples: 1 - z/P.  noise: sigma^2.
    layers: for each feature matrix the pair (a, b) with ((z - q)/z) dlogS/dlogz = a/b; b may vanish.
        White F of width N: a = (z - q)/N, b = 1 - z/N.
    """

    B: Q
    T_B: Q
    gamma2: Q
    spread: Q
    free_samples: Q
    noise: Q
    layers: Sequence[tuple[Q, Q]]


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

    With d = dlog kappa2/dlog kappa1, gamma1 = [z - (z-q) d]/P = gamma2 + (1-d) (z-q)/P and, without cancellation,
    1 - gamma1 = (1 - z/P) + d (z-q)/P,  1 - gamma2 = (1 - z/P) + (z-q)/P.
    """
    d, rest = _slope_split(x.layers, zero, one)  # d and 1 - d
    gamma1 = x.gamma2 + rest * x.spread
    margin1 = x.free_samples + d * x.spread
    margin2 = x.free_samples + x.spread
    excess = rest * x.spread / margin1 / margin2  # 1/(1 - gamma1) - 1/(1 - gamma2)
    var_features = rest * x.T_B
    var_samples = x.B * x.gamma2 / margin2
    var_samples_features = var_features * gamma1 / margin1 + x.B * excess
    var_samples_noise = x.noise * x.gamma2 / margin2
    var_samples_features_noise = x.noise * excess
    total = x.B + var_features + var_samples + var_samples_features
    total = total + var_samples_noise + var_samples_features_noise
    test = total + x.noise
    return Errors(
        x.B,
        var_features,
        var_samples,
        var_samples_features,
        var_samples_noise,
        var_samples_features_noise,
        total,
        test,
        test * x.free_samples * x.free_samples,
        gamma1,
    )


def _slope_split(layers: Sequence[tuple[Q, Q]], zero: Q, one: Q) -> tuple[Q, Q]:
    """d = dlog kappa2/dlog kappa1 = 1/(1 + sum_l a_l/b_l) and 1 - d, as fractions in which b_l may vanish."""
    top, bottom = zero, one
    for a, b in layers:
        top, bottom = top * b + a * bottom, bottom * b
    return bottom / (top + bottom), top / (top + bottom)
