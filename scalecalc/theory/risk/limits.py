"""Values at the edge of what the formulas and double precision can say: exact zeros and infinities, and underflow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import NOISE_TERMS, SIGNAL_TERMS, TERMS, Errors, Ingredients, errors
from scalecalc.theory.solver.renormalize import VANISHING, Renormalized

# A row that stands for the limit kappa -> 0+ has its vanishing and diverging values this far off scale.
OFF_SCALE = 1e60
_SMALLEST = 1e-300  # below this, a product has lost digits or soon will
_ROUNDING = 1e-12


def limits(
    values: Errors[Floats], parts: Ingredients[Floats], solution: Renormalized, points: Points
) -> Errors[Floats]:
    """Exact zeros and infinities where the formulas give 0 * inf, or where a row stands for the limit kappa -> 0+."""
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
    """The terms in the limit kappa -> 0+, of which only noise is left, of the labels or from what is never learned.

    Errors are linear in noise, bias and T - B = kappa sum w^2, so that each is told from 0 and inf on its own scale.
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
    """Where the risk diverges, 1/S vanishes faster than 1/sqrt(risk): what a predictor was trained on is interpolated.
    Of an average, each member has seen but a part."""
    how = parts.averaging
    if how is None:
        return np.where(np.isinf(total), 0.0, test * parts.free_samples * solution.link.samples.inverse_s)
    others = (how.share > 0) & (how.rest > 0) & (how.apart > 0) & (not how.same_samples)
    return np.where(np.isinf(total), np.where(others, np.inf, 0.0), train)


def _snapped(value: Floats, least: Floats, most: Floats) -> Floats:
    """0 or inf in place of what is off the scale of these."""
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
    """Where something that is not 0 is too small to keep all its digits, or finite terms have an infinite sum."""
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
