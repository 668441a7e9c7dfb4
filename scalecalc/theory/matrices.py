"""Random matrices by their S-transforms: one small class per kind of matrix.

A matrix of size N (N features, or P samples) renormalizes the ridge by S(z), z < N the effective dimension it passes:
kappa -> kappa S(z). Solver and errors need 1/S, and Theta = dlogS/dlogz as a fraction whose denominator may vanish:

    matrix                          1/S                         Theta                                (theory)
    white, variance 1/N             1 - z/N                     z/(N - z)
    orthogonal, N rows of M         (1 - z/N)/(1 - z/M)         z/(N - z) - z/(M - z)
    rows of variance s_j/N          z kappa_F/N                 q_F/(z - q_F)

with sum_j s_j/(s_j + kappa_F) = z and q_F = sum_j (s_j/(s_j + kappa_F))^2 (arXiv:2405.00592; samples with a correlation
matrix of eigenvalues k_t are rows of variance k_t, arXiv:2408.04607). Nothing else knows which matrix it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scalecalc.theory.nodes import BLOCK, Nodes, learned
from scalecalc.theory.points import Bools, Floats
from scalecalc.theory.roots import Indices, increasing_root

Rows = Indices | Bools | slice

_LOOSE = 0.9


@dataclass(frozen=True)
class Response:
    """A matrix at n values of z; arrays of shape (n,).

    inverse_s: 1/S.  pull, bottom: Theta = z pull/bottom.  total: z pull + bottom.
    reach: S (1 - z/N), which stays finite as z -> N.  ..._slope: dlog/dlog z of these.
    ridge: what to start from when asked again near by (kappa_F), if anything.
    """

    inverse_s: Floats
    pull: Floats
    bottom: Floats
    pull_slope: Floats | float
    bottom_slope: Floats
    total: Floats | float = 1.0
    total_slope: float = 0.0
    reach: Floats | float = 1.0
    reach_slope: Floats | float = 0.0
    ridge: Floats | None = None

    @property
    def fluctuation(self) -> Floats:
        """w, where this matrix holds the samples: gamma = w q. 1/P for independent samples, else q_K/z^2."""
        return self.pull / self.total

    @property
    def free(self) -> Floats:
        """1 - w z: 1 - z/P for independent samples, else (z - q_K)/z."""
        return self.bottom / self.total


class Matrix(Protocol):
    """n matrices of one kind, one per point.

    size: N, shape (n,), inf where nothing limits z.  highest: 1/S <= highest.
    steepest, lowest: lowest (1 - z/N) <= 1/S <= steepest (1 - z/N). Shape (n,) each, or numbers.
    """

    @property
    def size(self) -> Floats: ...
    @property
    def highest(self) -> Floats | float: ...
    @property
    def steepest(self) -> Floats | float: ...
    @property
    def lowest(self) -> Floats | float: ...

    def __getitem__(self, rows: Rows) -> Matrix:
        """The matrices of some of the points."""
        ...

    def response(self, z: Floats, free: Floats, near: Floats | None = None) -> Response:
        """At z, with free = 1 - z/N to full relative precision."""
        ...

    def gain(self, at: Response, start: Response, change: Floats) -> Floats:
        """1/S at `at` less 1/S at `start`, whose z is larger by `change` >= 0, without cancellation."""
        ...


@dataclass(frozen=True)
class White:
    """Independent entries of variance 1/N; or P independent samples."""

    size: Floats
    highest: float = 1.0
    steepest: float = 1.0
    lowest: float = 1.0

    def __getitem__(self, rows: Rows) -> White:
        return White(self.size[rows])

    def response(self, z: Floats, free: Floats, near: Floats | None = None) -> Response:
        del near
        return Response(free, 1 / self.size, free, 0.0, -z / (self.size * free))

    def gain(self, at: Response, start: Response, change: Floats) -> Floats:
        del at, start
        return change / self.size


@dataclass(frozen=True)
class OrthogonalRows:
    """sqrt(M/N) times N orthonormal rows in M dimensions. With N = M nothing changes, and N does not limit z."""

    rows: Floats
    inputs: Floats
    highest: float = 1.0
    lowest: float = 1.0

    @property
    def size(self) -> Floats:
        return np.where(self.rows == self.inputs, np.inf, self.rows)

    @property
    def steepest(self) -> Floats:
        return np.where(self.rows == self.inputs, 1.0, 1 / (1 - self._ratio))

    @property
    def _ratio(self) -> Floats:
        """N/M"""
        return np.where(np.isinf(self.inputs), 0.0, self.rows / self.inputs)

    def __getitem__(self, rows: Rows) -> OrthogonalRows:
        return OrthogonalRows(self.rows[rows], self.inputs[rows])

    def response(self, z: Floats, free: Floats, near: Floats | None = None) -> Response:
        del near
        limits = self.rows != self.inputs
        missing = np.where(np.isinf(self.inputs), 1.0, (self.inputs - self.rows) / self.inputs)  # 1 - N/M
        unused = missing + self._ratio * free  # 1 - z/M
        pull = np.where(limits, missing / unused / self.rows, 0.0)
        slope = np.where(np.isinf(self.inputs), 0.0, -z / self.inputs / unused)
        return Response(
            inverse_s=np.where(limits, free / unused, 1.0),
            pull=pull,
            bottom=np.where(limits, free, 1.0),
            pull_slope=np.where(limits, -slope, 0.0),
            bottom_slope=np.where(limits, -z / (self.rows * free), 0.0),
            total=np.where(limits, z * pull + free, 1.0),
            reach=np.where(limits, unused, 1.0),
            reach_slope=np.where(limits, slope, 0.0),
        )

    def gain(self, at: Response, start: Response, change: Floats) -> Floats:
        missing = np.where(np.isinf(self.inputs), 1.0, (self.inputs - self.rows) / self.inputs)
        return np.where(self.rows == self.inputs, 0.0, change / self.rows * missing / at.reach / start.reach)


@dataclass(frozen=True)
class Structured:
    """Rows of variances s_j, or samples correlated with eigenvalues k_t, each kind of point with its own nodes.

    which: for every point the position of its nodes in `spectra`.
    """

    size: Floats
    spectra: Sequence[Nodes]
    which: NDArray[np.intp]

    @property
    def highest(self) -> Floats:
        return self._each([nodes.eigenvalue.max() for nodes in self.spectra])

    steepest = highest

    @property
    def lowest(self) -> Floats:
        return self._each([nodes.eigenvalue.min() for nodes in self.spectra])

    def _each(self, values: Sequence[float]) -> Floats:
        return np.asarray(values, dtype=float)[self.which]

    def __getitem__(self, rows: Rows) -> Structured:
        return Structured(self.size[rows], self.spectra, self.which[rows])

    def response(self, z: Floats, free: Floats, near: Floats | None = None) -> Response:
        left = self.size * free
        found = np.empty((5, z.size))
        for nodes, rows in self._groups():
            start = None if near is None else near[rows]
            found[:, rows] = _shrunk(nodes, z[rows], left[rows], start)
        ridge, q, z_q, q_slope, z_q_slope = found
        inverse_s = z * ridge / self.size
        with np.errstate(invalid="ignore"):
            reach_slope = np.where(free > 0, q / z_q - z / left, 0.0)
        return Response(
            inverse_s=inverse_s,
            pull=q / z / self.size,
            bottom=z_q / self.size,
            pull_slope=q_slope - 1,
            bottom_slope=z_q_slope,
            total=z / self.size,
            total_slope=1.0,
            reach=free / inverse_s,
            reach_slope=reach_slope,
            ridge=ridge,
        )

    def gain(self, at: Response, start: Response, change: Floats) -> Floats:
        """z kappa_F = sum s kappa_F/(s + kappa_F) rises by (kappa_F - kappa_F') sum s^2/((s+kappa_F)(s+kappa_F'))."""
        assert at.ridge is not None and start.ridge is not None  # as `response` gives them
        result = np.empty_like(change)
        for nodes, rows in self._groups():
            s, t = (learned(nodes, ridge[rows])[1] for ridge in (at.ridge, start.ridge))
            both = s * t
            result[rows] = change[rows] * (both @ nodes.count) / (both @ (nodes.count * nodes.inverse_eigenvalue))
        return result / self.size

    def _groups(self) -> list[tuple[Nodes, Indices]]:
        """Nodes with the points they serve, in blocks that stay in the processor's cache."""
        groups = []
        for number in np.flatnonzero(np.bincount(self.which, minlength=len(self.spectra))).tolist():
            nodes = self.spectra[number]
            (rows,) = np.nonzero(self.which == number)
            size = max(16, BLOCK // nodes.eigenvalue.size)
            groups += [(nodes, rows[start : start + size]) for start in range(0, rows.size, size)]
        return groups


def _shrunk(nodes: Nodes, z: Floats, left: Floats, near: Floats | None) -> tuple[Floats, ...]:
    """kappa_F with sum s/(s + kappa_F) = z, then q_F, z - q_F and their dlog/dlog z; left = N - z to full precision.

    Where less than half of the rows are left over, the equation is sum kappa_F/(s + kappa_F) = N - z.
    """
    few = z <= left
    smallest, largest = nodes.eigenvalue.min(), nodes.eigenvalue.max()
    with np.errstate(over="ignore"):
        odds = left / z
        low = np.maximum(_LOOSE * smallest * odds, 1e-300)
        high = np.maximum(np.minimum(largest * odds, (nodes.count @ nodes.eigenvalue) / z) / _LOOSE, low)

    def imbalance(ridge: Floats, rows: Indices) -> tuple[Floats, Floats]:
        ratio, s = learned(nodes, ridge)
        t = ratio * s
        resolved, rest = s @ nodes.count, t @ nodes.count
        change = (s * t) @ nodes.count
        first = few[rows]
        value = np.where(first, np.log(z[rows] / resolved), np.log(rest / left[rows]))
        return value, change / np.where(first, resolved, rest)

    start = np.sqrt(low) * np.sqrt(high) if near is None else near
    ridge, _ = increasing_root(imbalance, low, high, start)
    ratio, s = learned(nodes, ridge)
    t = ratio * s
    upper, lower = (s * s * t) @ nodes.count, (s * t * t) @ nodes.count  # dz/dlog kappa_F = -(z - q_F)
    q, z_q = (s * s) @ nodes.count, (s * t) @ nodes.count
    return ridge, q, z_q, 2 * upper / q * z / z_q, (lower - upper) * z / (z_q * z_q)
