"""Random matrices by their S-transforms: one small class per kind of matrix.

A matrix of size N (N features, or P samples) renormalizes the ridge by S(z), z < N the effective dimension it passes:
kappa -> kappa S(z). Solver and errors need 1/S, and Theta = dlogS/dlogz as a fraction whose denominator may vanish:

    matrix                          1/S                         Theta                                (theory)
    white, variance 1/N             1 - z/N                     z/(N - z)
    orthogonal, N rows of M         (1 - z/N)/(1 - z/M)         z/(N - z) - z/(M - z)
    rows of variance s_j/N          z kappa_F/N                 q_F/(z - q_F)

with sum_j s_j/(s_j + kappa_F) = z and q_F = sum_j (s_j/(s_j + kappa_F))^2 (arXiv:2405.00592; samples with a correlation
matrix of eigenvalues k_t are rows of variance k_t, arXiv:2408.04607; both in `structured`). Nothing else knows which
matrix it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.numerics.roots import Indices

Rows = Indices | Bools | slice


@record
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

    count: N, shape (n,).  size: the same, but inf where the matrix does not limit z.  highest: 1/S <= highest.
    steepest, lowest: lowest (1 - z/size) <= 1/S <= steepest (1 - z/size). Shape (n,) each, or numbers.
    """

    @property
    def count(self) -> Floats: ...
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
        """At z, with free = 1 - z/count to full relative precision."""
        ...

    def gain(self, at: Response, start: Response, change: Floats) -> Floats:
        """1/S at `at` less 1/S at `start`, whose z is larger by `change` >= 0, without cancellation."""
        ...

    def equations(self, z: Floats, free: Floats, at: Response) -> Iterator[tuple[Floats, Floats]]:
        """The two sides, sums of positive terms, of what must hold for `at` to be the response to z and free."""
        ...


@record
class White:
    """Independent entries of variance 1/N; or P independent samples."""

    size: Floats
    highest: float = 1.0
    steepest: float = 1.0
    lowest: float = 1.0

    @property
    def count(self) -> Floats:
        return self.size

    def __getitem__(self, rows: Rows) -> White:
        return White(self.size[rows])

    def response(self, z: Floats, free: Floats, near: Floats | None = None) -> Response:
        del near
        return Response(free, 1 / self.size, free, 0.0, -z / (self.size * free))

    def gain(self, at: Response, start: Response, change: Floats) -> Floats:
        del at, start
        return change / self.size

    def equations(self, z: Floats, free: Floats, at: Response) -> Iterator[tuple[Floats, Floats]]:
        del z
        yield at.inverse_s, np.where(np.isinf(self.size), 1.0, free)


@record
class OrthogonalRows:
    """sqrt(M/N) times N orthonormal rows in M dimensions. With N = M nothing changes, and N does not limit z."""

    count: Floats
    inputs: Floats
    highest: float = 1.0
    lowest: float = 1.0

    @property
    def size(self) -> Floats:
        return np.where(self.count == self.inputs, np.inf, self.count)

    @property
    def steepest(self) -> Floats:
        with np.errstate(divide="ignore"):
            return np.where(self.count == self.inputs, 1.0, 1 / self._missing)

    @property
    def _ratio(self) -> Floats:
        """N/M"""
        with np.errstate(invalid="ignore"):
            return np.where(np.isinf(self.inputs), 0.0, self.count / self.inputs)

    @property
    def _missing(self) -> Floats:
        """1 - N/M"""
        with np.errstate(invalid="ignore"):
            return np.where(np.isinf(self.inputs), 1.0, (self.inputs - self.count) / self.inputs)

    def __getitem__(self, rows: Rows) -> OrthogonalRows:
        return OrthogonalRows(self.count[rows], self.inputs[rows])

    def response(self, z: Floats, free: Floats, near: Floats | None = None) -> Response:
        del near
        limits = self.count != self.inputs
        unused = self._missing + self._ratio * free  # 1 - z/M
        pull = np.where(limits, self._missing / unused / self.count, 0.0)
        slope = np.where(np.isinf(self.inputs), 0.0, -z / self.inputs / unused)
        return Response(
            inverse_s=np.where(limits, free / unused, 1.0),
            pull=pull,
            bottom=np.where(limits, free, 1.0),
            pull_slope=np.where(limits, -slope, 0.0),
            bottom_slope=np.where(limits, -z / (self.count * free), 0.0),
            total=np.where(limits, z * pull + free, 1.0),
            reach=unused,
            reach_slope=slope,
        )

    def gain(self, at: Response, start: Response, change: Floats) -> Floats:
        gain = change / self.count * self._missing / at.reach / start.reach
        return np.where(self.count == self.inputs, 0.0, gain)

    def equations(self, z: Floats, free: Floats, at: Response) -> Iterator[tuple[Floats, Floats]]:
        """(1/S) [(1 - N/M) + (N/M) (1 - z/N)] = 1 - z/N"""
        del z
        limits = self.count != self.inputs
        unused = self._missing + self._ratio * free
        yield np.where(limits, at.inverse_s * unused, at.inverse_s), np.where(limits, free, 1.0)
