"""Values at the limits of the formulas and of double precision: exact zeros and infinities, and underflow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import NOISE_TERMS, SIGNAL_TERMS, TERMS, Errors, Ingredients, errors
from scalecalc.theory.solver.renormalize import OFF_SCALE, VANISHING, Renormalized

_SMALLEST = 1e-300  # below this, a product has lost digits or soon will
_ROUNDING = 1e-12


def limits(
    values: Errors[Floats], parts: Ingredients[Floats], solution: Renormalized, points: Points
) -> Errors[Floats]:
    """The errors, exact where the formulas give 0 * inf, and where a row represents the limit kappa -> 0+."""
    signal = {name: getattr(values, name) for name in SIGNAL_TERMS}
    noise = {name: np.where(points.noise > 0, getattr(values, name), 0.0) for name in NOISE_TERMS}
    terms = signal | noise
    known = _at_zero(parts, solution, points) if solution.vanishing.any() else None
    if known is not None:
        terms = {name: np.where(solution.vanishing, known[name], value) for name, value in terms.items()}
    total = np.sum(list(terms.values()), axis=0)
    test = total + points.noise
    train = _train_error(values.train_error, total, test, parts, solution)
    if known is not None:
        train = np.where(solution.vanishing, known["train_error"], train)
    return Errors(**terms, generalization_error=total, test_error=test, train_error=train, gamma1=values.gamma1)


def _at_zero(parts: Ingredients[Floats], solution: Renormalized, points: Points) -> dict[str, Floats]:
    """The terms in the limit kappa -> 0+. Target power in modes of eigenvalue 0 is never learned and acts as noise.

    The errors are linear in noise, B and T - B = kappa sum w^2. So the part of each is compared with 0 and infinity on
    its own scale.
    """
    zero, one = np.zeros(len(points)), np.ones(len(points))
    by_noise = errors(replace(parts, B=zero, T_B=zero, noise=one), zero, one)
    samples = _snapped(by_noise.var_samples_noise, zero, one)
    mixed = _snapped(by_noise.var_samples_features_noise, parts.gamma2, one)
    size = solution.sums.T_B / VANISHING  # eta_min sum w^2
    signal = errors(replace(parts, B=zero, noise=zero), zero, one).var_samples_features
    null = solution.null_power * one
    return {
        "bias2": null,
        "var_features": zero,
        "var_samples": weighted(null, samples),
        "var_samples_features": _snapped(signal, size, size) + weighted(null, mixed),
        "var_samples_noise": weighted(points.noise, samples),
        "var_samples_features_noise": weighted(points.noise, mixed),
        "train_error": weighted(points.noise + null, _snapped(by_noise.train_error, one, one)),
    }


def _train_error(
    train: Floats, total: Floats, test: Floats, parts: Ingredients[Floats], solution: Renormalized
) -> Floats:
    """The train error. Where the risk diverges, it is 0: 1/S vanishes faster than 1/sqrt(risk), so that a predictor
    interpolates its training samples. For an average it is infinite if a member has not seen all of these samples."""
    how = parts.averaging
    if how is None:
        return np.where(np.isinf(total), 0.0, test * parts.free_samples * solution.link.samples.inverse_s)
    others = (how.share > 0) & (how.rest > 0) & (how.apart > 0) & (not how.same_samples)
    return np.where(np.isinf(total), np.where(others, np.inf, 0.0), train)


def _snapped(value: Floats, least: Floats, most: Floats) -> Floats:
    """The values, with 0 for those far below `least` and inf for those far above `most`."""
    return np.where(value < least / OFF_SCALE, 0.0, np.where(value > most * OFF_SCALE, np.inf, value))


def weighted(weight: Floats, value: Floats) -> Floats:
    """weight * value, 0 for a weight of 0 whatever the value."""
    return np.where(weight == 0, 0.0, weight * value)


def adds_up(values: Errors[Floats]) -> Bools:
    """Whether all terms are numbers, none is negative, and their sum is the error."""
    terms = np.array([getattr(values, name) for name in (*TERMS, "train_error", "gamma1")])
    fine = np.all(terms >= 0, axis=0)  # nan is not
    total, error = terms[: len(TERMS)].sum(axis=0), values.generalization_error
    return np.asarray(fine & ((total == error) | (np.abs(total - error) <= _ROUNDING * error)))


def beyond_doubles(values: Errors[Floats], solution: Renormalized, points: Points, signal: bool) -> Bools:
    """Where a positive value is too small to keep its digits, or finite terms have an infinite sum.

    signal: whether any of the target can be learned, so that B and T - B are positive.
    """
    finite = np.all([np.isfinite(getattr(values, name)) for name in TERMS], axis=0)
    large = finite & (np.isinf(values.test_error) | np.isinf(values.train_error))
    small = np.zeros(len(points), dtype=bool)
    for name in (*TERMS, "train_error", "gamma1"):
        value = getattr(values, name)
        small |= (value > 0) & (value < _SMALLEST)
    sums = solution.sums
    if signal:
        small |= (sums.B < _SMALLEST) | (sums.T_B < _SMALLEST)
    return np.asarray((small & ~solution.vanishing) | large)
