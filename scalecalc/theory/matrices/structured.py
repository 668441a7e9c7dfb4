"""Matrices whose rows have different variances, and correlated samples: the S-transform by a root of its own.

1/S = z kappa_F/N and Theta = q_F/(z - q_F) with sum_j s_j/(s_j + kappa_F) = z and q_F = sum_j (s_j/(s_j + kappa_F))^2
(arXiv:2405.00592); samples with a correlation matrix of eigenvalues k_t are rows of variance k_t (arXiv:2408.04607).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.matrices.response import Matrix, Response, Rows, White
from scalecalc.theory.numerics.distinct import distinct
from scalecalc.theory.numerics.roots import Indices, increasing_root
from scalecalc.theory.spectra.nodes import TILE, Nodes

_LOOSE = 0.9
_SMALLEST = 1e-300
_HUGE = 1e300  # kappa_F/s is held below overflow


@record(eq=False)
class Spectra:
    """Several spectra as nodes, padded to equal length: 1/s and how many rows a node stands for; shape (spectra, n)."""

    inverse: Floats
    count: Floats

    @classmethod
    def of(cls, spectra: Sequence[Nodes]) -> Spectra:
        longest = max(nodes.count.size for nodes in spectra)

        def padded(values: Floats, mode: Literal["edge", "constant"]) -> Floats:
            return np.pad(values, (0, longest - values.size), mode=mode) if values.size < longest else values

        return cls(
            np.stack([padded(nodes.inverse_eigenvalue, "edge") for nodes in spectra]),
            np.stack([padded(nodes.count, "constant") for nodes in spectra]),
        )

    @cached_property
    def smallest(self) -> Floats:
        """The smallest s of each, shape (spectra,)."""
        return np.asarray(1 / self.inverse.max(axis=1))

    @cached_property
    def largest(self) -> Floats:
        return np.asarray(1 / self.inverse.min(axis=1))

    @cached_property
    def trace(self) -> Floats:
        """sum s of each, shape (spectra,)."""
        return np.asarray(np.sum(self.count / self.inverse, axis=1))


@record
class Structured:
    """Rows of variances s_j, or samples correlated with eigenvalues k_t of mean 1.

    which: for every point the position of its spectrum in `spectra`; an infinite size limits nothing, whatever it is.
    """

    size: Floats
    spectra: Spectra
    which: NDArray[np.intp]

    @property
    def count(self) -> Floats:
        return self.size

    @property
    def highest(self) -> Floats:
        return self.spectra.largest[self.which]

    steepest = highest

    @property
    def lowest(self) -> Floats:
        return self.spectra.smallest[self.which]

    def __getitem__(self, rows: Rows) -> Structured:
        return Structured(self.size[rows], self.spectra, self.which[rows])

    def response(self, z: Floats, free: Floats, near: Floats | None = None) -> Response:
        finite = np.isfinite(self.size)
        if finite.all():
            return self._response(z, free, near)
        some = self[finite]._response(z[finite], free[finite], None if near is None else near[finite])

        def filled(values: Floats | float | None, endless: float) -> Floats:
            result = np.full(z.shape, endless)
            result[finite] = values
            return result

        return Response(
            inverse_s=filled(some.inverse_s, 1.0),
            theta_numerator=filled(some.theta_numerator, 0.0),
            theta_denominator=filled(some.theta_denominator, 1.0),
            numerator_slope=filled(some.numerator_slope, 0.0),
            denominator_slope=filled(some.denominator_slope, 1.0),  # as total_slope, so that nothing changes with z
            total=filled(some.total, 1.0),
            total_slope=1.0,
            reach=filled(some.reach, 1.0),
            reach_slope=filled(some.reach_slope, 0.0),
            memory=filled(some.memory, 1.0),
        )

    def _response(self, z: Floats, free: Floats, near: Floats | None) -> Response:
        left = self.size * free
        used_up = left == 0
        resolved, spare = np.where(used_up, self.size / 2, z), np.where(used_up, self.size / 2, left)  # what has a root
        found = np.empty((6, z.size))
        for part, sums in self._parts():
            found[:, part] = _shrunk(sums, resolved[part], spare[part], None if near is None else near[part])
        ridge, q, z_q, q_slope, z_q_slope, varied = found
        ridge[used_up], q[used_up], z_q[used_up] = 0.0, z[used_up], 0.0
        inverse_s = z * ridge / self.size
        with np.errstate(invalid="ignore"):
            reach_slope = np.where(free > 0, self.size * varied / z_q / left, 0.0)
        return Response(
            inverse_s=inverse_s,
            theta_numerator=q / z / self.size,
            theta_denominator=z_q / self.size,
            numerator_slope=q_slope - 1,
            denominator_slope=z_q_slope,
            total=z / self.size,
            total_slope=1.0,
            reach=free / inverse_s,
            reach_slope=reach_slope,
            memory=ridge,
        )

    def gain(self, at: Response, start: Response, change: Floats) -> Floats:
        """z kappa_F = sum s kappa_F/(s + kappa_F) rises by (kappa_F - kappa_F') sum s^2/((s+kappa_F)(s+kappa_F'))."""
        assert at.memory is not None and start.memory is not None  # as `response` gives them
        result = np.empty_like(change)
        for part, sums in self._parts():
            both = sums.shares(at.memory[part])[1] * sums.shares(start.memory[part])[1]
            result[part] = change[part] * sums.of(both) / sums.of(both * sums.inverse)
        return result / self.size

    def equations(self, z: Floats, free: Floats, at: Response) -> Iterator[tuple[Floats, Floats]]:
        """sum s/(s + kappa_F) = z, and sum kappa_F/(s + kappa_F) = N - z."""
        assert at.memory is not None  # as `response` gives it
        upper, lower = np.empty_like(z), np.empty_like(z)
        for part, sums in self._parts():
            ratio, s = sums.shares(at.memory[part])
            upper[part], lower[part] = sums.of(s), sums.of(ratio * s)
        endless = np.isinf(self.size)
        yield np.where(endless, 1.0, upper), np.where(endless, 1.0, z)
        yield np.where(endless, 1.0, lower), np.where(endless, 1.0, self.size * free)

    def _parts(self) -> Iterator[tuple[slice, _Sums]]:
        """The points in blocks that stay in the processor's cache."""
        size = max(16, 4 * TILE // self.spectra.count.shape[1])
        for start in range(0, self.size.size, size):
            part = slice(start, start + size)
            place = 0 if len(self.spectra.count) == 1 else self.which[part]
            yield part, _Sums(self.spectra, place, self.spectra.inverse[place], self.spectra.count[place])


def structured(size: Floats, nodes: Callable[[float], Nodes]) -> Matrix:
    """Matrices of n sizes, from what stands for the rows of each.

    Points of equal size share their nodes; those of infinite size, which limits nothing, take any.
    """
    finite = np.isfinite(size)
    if not finite.any():
        return White(size)
    some = np.where(finite, size, size[finite][0])
    first, which = distinct(some)
    return Structured(size, Spectra.of([nodes(value) for value in some[first].tolist()]), which)


@record
class _Sums:
    """Sums over rows, of a spectrum that n points share, shape (nodes,), or of one for each, shape (n, nodes).

    place: where among the spectra it is, a number or of shape (n,).
    """

    spectra: Spectra
    place: int | NDArray[np.intp]
    inverse: Floats
    count: Floats

    def shares(self, ridge: Floats) -> tuple[Floats, Floats]:
        """kappa_F/s and s/(s + kappa_F), shape (n, nodes)."""
        ratio = ridge[:, None] * self.inverse
        np.minimum(ratio, _HUGE, out=ratio)
        s = 1 + ratio
        return ratio, np.divide(1, s, out=s)

    def of(self, values: Floats) -> Floats:
        """The sums of values per node, shape (n,)."""
        return values @ self.count if self.count.ndim == 1 else np.einsum("ij,ij->i", values, self.count)

    def __getitem__(self, rows: Indices) -> _Sums:
        if isinstance(self.place, int) or rows.size == len(self.place):
            return self
        return _Sums(self.spectra, self.place[rows], self.inverse[rows], self.count[rows])


def _shrunk(sums: _Sums, z: Floats, left: Floats, near: Floats | None) -> tuple[Floats, ...]:
    """kappa_F with sum s/(s + kappa_F) = z, then q_F, z - q_F, their dlog/dlog z, and q_F - z^2/N, the sum of squares
    of s_F = s/(s + kappa_F) about their mean; left = N - z to full precision.

    Where less than half of the rows are left over, the equation is sum kappa_F/(s + kappa_F) = N - z.
    """
    few = z <= left
    smallest, largest, trace = (
        values[sums.place] for values in (sums.spectra.smallest, sums.spectra.largest, sums.spectra.trace)
    )
    with np.errstate(over="ignore"):
        odds = left / z
        low = np.maximum(_LOOSE * smallest * odds, _SMALLEST)
        high = np.maximum(np.minimum(largest * odds, trace / z) / _LOOSE, low)

    def imbalance(ridge: Floats, rows: Indices) -> tuple[Floats, Floats]:
        mine = sums[rows]
        t, s = mine.shares(ridge)
        t *= s
        resolved, rest = mine.of(s), mine.of(t)
        s *= t
        first = few[rows]
        value = np.where(first, np.log(z[rows] / resolved), np.log(rest / left[rows]))
        return value, mine.of(s) / np.where(first, resolved, rest)

    start = np.sqrt(low) * np.sqrt(high) if near is None else near
    ridge, _ = increasing_root(imbalance, low, high, start)
    t, s = sums.shares(ridge)
    t *= s
    s_t = s * t
    upper, lower = sums.of(s * s_t), sums.of(s_t * t)  # dz/dlog kappa_F = -(z - q_F)
    q, z_q = sums.of(s * s), sums.of(s_t)
    varied = sums.of((t - (left / (left + z))[:, None]) ** 2)
    return ridge, q, z_q, 2 * upper / q * z / z_q, (lower - upper) * z / (z_q * z_q), varied
