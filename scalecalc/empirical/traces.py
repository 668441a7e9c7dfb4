"""What ridge regression on measured data knows of the population: traces of (K/n + lambda)^-1, with and without y."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.definite import not_negative
from scalecalc.record import record


@record(eq=False)
class Traces:
    """Traces at some ridges lambda, shape (r,).

    inverse: m = tr (K/n + lambda)^-1 / n, shape (r,).  df1: tr K/n (K/n + lambda)^-1, shape (r,), which is
    n (1 - lambda m).  quadratic: y'(K/n + lambda)^-1 y / n, shape (r, c, c).  inverse_stderr, df1_stderr, shape (r,),
    and quadratic_stderr, of its trace, shape (r,): of the computation alone, 0 where it is exact.
    """

    ridges: Floats
    inverse: Floats
    df1: Floats
    quadratic: Floats
    inverse_stderr: Floats
    df1_stderr: Floats
    quadratic_stderr: Floats

    @property
    def kappa(self) -> Floats:
        """The renormalized ridge, kappa = 1/m, shape (r,)."""
        return np.asarray(1.0 / self.inverse)

    @property
    def unlearned(self) -> Floats:
        """kappa y'(K/n + lambda)^-1 y/n summed over targets: T(kappa) + sigma^2, shape (r,)."""
        return np.asarray(self.kappa * np.trace(self.quadratic, axis1=1, axis2=2))


class Measured(Protocol):
    """Measured data as far as traces go, however they are computed."""

    @property
    def samples(self) -> int:
        """n."""

    @property
    def trace(self) -> float:
        """tr K/n."""

    @property
    def squared_trace(self) -> float:
        """tr (K/n)^2."""

    @property
    def largest(self) -> float:
        """The largest eigenvalue of K/n."""

    @property
    def smallest_ridge(self) -> float:
        """Below this, the traces are lost in rounding, or not computed to a thousandth."""

    def at(self, ridges: Floats) -> Traces:
        """The traces at these ridges > 0."""


def exact_traces(samples: int, values: Floats, ridges: Floats, quadratic: Floats) -> Traces:
    """By the eigenvalues that are not 0 by construction, shape (k,), and y'(K/n + lambda)^-1 y, shape (r, c, c)."""
    shifted = values + ridges[:, None]
    df1 = (values / shifted).sum(axis=1)
    inverse = ((1.0 / shifted).sum(axis=1) + (samples - len(values)) / ridges) / samples
    exact = np.zeros(len(ridges))
    return Traces(ridges, inverse, df1, quadratic / samples, exact, exact, exact)


def rounding_ridge(samples: int, largest: float) -> float:
    """Below this ridge, rounding of the largest eigenvalue is all there is."""
    return float(np.finfo(float).eps) * samples * largest


@record(eq=False)
class Spectral:
    """Measured data by the eigenvalues of K/n.

    samples: n.  values: the eigenvalues that are not 0 by construction, shape (k,).  coordinates: the targets along
    their eigenvectors, shape (k, c).  rest: the products of what is left of the targets, shape (c, c).
    """

    samples: int
    values: Floats
    coordinates: Floats
    rest: Floats

    @property
    def trace(self) -> float:
        return float(self.values.sum())

    @property
    def squared_trace(self) -> float:
        return float(self.values @ self.values)

    @property
    def largest(self) -> float:
        return float(self.values.max())

    @property
    def smallest_ridge(self) -> float:
        return rounding_ridge(self.samples, self.largest)

    def at(self, ridges: Floats) -> Traces:
        weights = 1.0 / (self.values + ridges[:, None])
        weighted = np.einsum("kc,rk,kd->rcd", self.coordinates, weights, self.coordinates, optimize=True)
        return exact_traces(self.samples, self.values, ridges, weighted + self.rest / ridges[:, None, None])


def spectral(matrix: Floats, targets: Floats) -> Spectral:
    """The kernel matrix K, shape (n, n), and targets of shape (n, c) taken apart. DataError where it is indefinite."""
    values, vectors = np.linalg.eigh(matrix / len(matrix))
    count = targets.shape[1]
    return Spectral(len(matrix), not_negative(values), vectors.T @ targets, np.zeros((count, count)))
