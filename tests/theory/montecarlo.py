"""Regressions on random data, with errors exact but for the draw of the data and the features.

Data x ~ N(0, diag eta), labels y = w.x + noise, estimators v = argmin (1/P)|y - Z v|^2 + lambda |v|^2 on the inputs
(Z = X) or on random features of them (Z = X F, F of variance 1/N), or where gradient flow is on its way to them. The
average over the noise and over test points is taken in closed form, so only X and F are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scalecalc.arrays import Floats

_BATCH = 100  # draws that are worked through at once


@dataclass(frozen=True)
class Problem:
    """One experiment: eta and w^2 per mode, P, N (None without features), lambda, sigma^2, training time.

    decay: the variance of feature j is j^-decay/N.
    """

    eigenvalue: Floats
    weight: Floats
    samples: int
    width: int | None
    ridge: float
    noise: float
    time: float = np.inf
    decay: float = 0.0


@dataclass(frozen=True)
class Draws:
    """Errors of every draw, shape (draws,): E_g due to the target, E_g due to the noise, train error."""

    signal: Floats
    noise: Floats
    train: Floats

    @property
    def risk(self) -> Floats:
        return self.signal + self.noise


def experiment(problem: Problem, draws: int, seed: int) -> Draws:
    """That many independent regressions."""
    rng = np.random.default_rng(seed)
    parts = [_regressions(problem, min(_BATCH, draws - start), rng) for start in range(0, draws, _BATCH)]
    return Draws(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def inputs(problem: Problem, number: int, rng: np.random.Generator) -> Floats:
    """X, shape (number, P, D)."""
    shape = (number, problem.samples, problem.eigenvalue.size)
    return rng.standard_normal(shape) * np.sqrt(problem.eigenvalue)


def features(problem: Problem, number: int, rng: np.random.Generator) -> Floats:
    """F, shape (number, D, N); the identity without features."""
    D = problem.eigenvalue.size
    if problem.width is None:
        return np.eye(D)[None]
    scale = np.arange(1.0, problem.width + 1) ** (-problem.decay / 2) / np.sqrt(problem.width)
    return rng.standard_normal((number, D, problem.width)) * scale


def learned_weights(problem: Problem, X: Floats, F: Floats) -> tuple[Floats, Floats, Floats]:
    """Z, the resolvent H^-1 (1 - e^-Ht) of H = Z^T Z/P + lambda, and the noiseless estimator v."""
    Z = X @ F
    gram = Z.mT @ Z / problem.samples
    resolvent = _resolvent(gram + problem.ridge * np.eye(gram.shape[-1]), problem.time)
    target = X @ np.sqrt(problem.weight)
    return Z, resolvent, resolvent @ (Z.mT @ target[..., None]) / problem.samples


def _resolvent(curvature: Floats, time: float) -> Floats:
    if np.isinf(time):
        return np.linalg.inv(curvature)
    h, vectors = np.linalg.eigh(curvature)
    h = np.maximum(h, 1e-300)
    return (vectors * (-np.expm1(-h * time) / h)[..., None, :]) @ vectors.mT


def _regressions(problem: Problem, number: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    X, F = inputs(problem, number, rng), features(problem, number, rng)
    P, w, sigma2 = problem.samples, np.sqrt(problem.weight), problem.noise
    Z, resolvent, v = learned_weights(problem, X, F)
    missed = w - (F @ v)[..., 0]
    signal = missed**2 @ problem.eigenvalue
    smoother = resolvent @ (Z.mT @ Z) / P
    covariance = F.mT @ (problem.eigenvalue[:, None] * F)
    noise = sigma2 / P * np.einsum("nij,nji->n", covariance @ smoother, resolvent)
    # the noise leaves (1 - H) eps on the training set: tr (1-H)^2 = P - 2 tr H + tr H^2
    left = P - 2 * np.einsum("nii->n", smoother) + np.einsum("nij,nji->n", smoother, smoother)
    residual = X @ w - (Z @ v)[..., 0]
    train = np.mean(residual**2, axis=1) + sigma2 / P * left
    return signal, noise, train


def decomposed(problem: Problem, replicas: int, repeats: int, seed: int) -> dict[str, Floats]:
    """The six terms from designs of `replicas` data sets crossed with as many feature matrices, shape (repeats,) each.

    A term is an average of products of two independent fits: with other data and other features (Bias^2), with other
    data (+ Var_F), with other features (+ Var_X), with the same of both (the whole error). Unbiased for any size.
    """
    rng = np.random.default_rng(seed)
    designs = [_design(problem, replicas, rng) for _ in range(repeats)]
    return {name: np.array([design[name] for design in designs]) for name in designs[0]}


def _design(problem: Problem, K: int, rng: np.random.Generator) -> dict[str, float]:
    X, F = inputs(problem, K, rng)[:, None], features(problem, K, rng)[None]
    Z, resolvent, v = learned_weights(problem, X, F)
    missed = (np.sqrt(problem.weight) - (F @ v)[..., 0]) * np.sqrt(problem.eigenvalue)
    noisy = np.sqrt(problem.eigenvalue)[:, None] * (F @ (resolvent @ Z.mT)) / problem.samples  # applied to the noise
    both, data, other_data, neither = _products(missed)
    same, other_features = _products(noisy)[:2]
    bias2 = neither
    return {
        "bias2": bias2,
        "var_features": other_data - bias2,
        "var_samples": data - bias2,
        "var_samples_features": both - data - other_data + bias2,
        "var_samples_noise": problem.noise * other_features,
        "var_samples_features_noise": problem.noise * (same - other_features),
    }


def _products(fits: Floats) -> tuple[float, float, float, float]:
    """Mean inner products of fits[i, j] (data i, features j): of itself, of fits with the same data and other
    features, with other data and the same features, and with both different."""
    K = fits.shape[0]
    itself = float(np.sum(fits**2))
    same_data = float(np.sum(fits.sum(axis=1) ** 2)) - itself
    same_features = float(np.sum(fits.sum(axis=0) ** 2)) - itself
    neither = float(np.sum(fits.sum(axis=(0, 1)) ** 2)) - itself - same_data - same_features
    pairs = K * (K - 1)
    return itself / K**2, same_data / (K * pairs), same_features / (K * pairs), neither / pairs**2
