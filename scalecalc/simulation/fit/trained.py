"""Weights that are trained for a time on all samples, from rest: real gradient flow, or real gradient descent.

Every direction of the curvature h = s^2/P + lambda, s a singular value of the features, is learned on its own: up
to the fraction 1 - e^-ht by gradient flow, 1 - (1 - lr h)^n by n steps of gradient descent. So one
eigendecomposition of what was drawn serves all times, and nothing is approximated but in rounding.
"""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.simulation.draw.covariates import Real
from scalecalc.simulation.fit.regression import Features, Fit, decomposed
from scalecalc.theory.methods import Method

_TINY = 1e-200  # stands for a curvature of 0


def fits(
    features: Features, y: Real, method: Method, ridges: tuple[float, ...], durations: tuple[float, ...]
) -> list[Fit]:
    """The fit after each duration, with the ridge beside it as weight decay; as `regression.fits`, but no `free`."""
    A, P, unknown = features.matrix, features.matrix.shape[1], np.full(len(y), np.nan)
    T, found = A.swapaxes(1, 2), decomposed(features)
    squared, right = found.squared, found.vectors.swapaxes(1, 2) @ (y if features.dual else T @ y)
    mean, results = np.maximum(squared, _TINY), []
    for ridge, duration in zip(ridges, durations, strict=True):
        acting = filter_of(method, (mean + features.shift) / P, ridge, duration) / P
        part = found.vectors @ (acting[..., None] * right)
        weights = T @ part if features.dual else part
        rest = filter_of(method, np.full(1, max(features.shift, _TINY) / P), ridge, duration) / P * features.shift
        seen = ((mean + features.shift) * acting - rest) / mean  # of A A^T: what its null space does not have
        fitted = found.vectors @ (seen[..., None] * right)
        predicted = rest * y + A @ (T @ fitted if features.dual else fitted)
        results.append(Fit(weights, y - predicted, unknown, np.full_like(y, np.nan)))
    return results


def filter_of(method: Method, curvature: Floats, ridge: float, duration: float) -> Floats:
    """What is learned of directions of these curvatures, over the curvature, with the ridge as weight decay."""
    total = curvature + ridge
    return np.asarray(method.learned(duration, total) / total)
