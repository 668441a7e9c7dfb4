"""Matrices whose rows have different variances, and correlated samples: the S-transform by a root of its own.

1/S = z kappa_F/N and Theta = q_F/(z - q_F) with sum_j s_j/(s_j + kappa_F) = z and q_F = sum_j (s_j/(s_j + kappa_F))^2
(arXiv:2405.00592); samples with a correlation matrix of eigenvalues k_t are rows of variance k_t (arXiv:2408.04607).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.matrices.gaps import Beside, Spectra
from scalecalc.theory.matrices.response import Level, Matrix, Response, Rows, White
from scalecalc.theory.modes.nodes import TILE, Nodes
from scalecalc.theory.numerics.distinct import distinct
from scalecalc.theory.numerics.newton import complex_roots
from scalecalc.theory.numerics.roots import Function, Indices, increasing_root

_LOOSE = 0.9
_SMALLEST = 1e-300
_HUGE = 1e300  # kappa_F/s is held below overflow

Solve = Callable[[Function, Indices], tuple[Floats, Bools]]


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

    def response(self, z: Floats, free: Floats, near: Floats | None = None, level: Level | None = None) -> Response:
        finite, level = np.isfinite(self.size), level or Level.of(z)
        if finite.all():
            return self._response(z, free, near, level)
        some = self[finite]._response(z[finite], free[finite], None if near is None else near[finite], level[finite])

        def filled(values: Floats | float | None, endless: float) -> Floats:
            result = np.full(z.shape, endless, z.dtype)
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

    def _response(self, z: Floats, free: Floats, near: Floats | None, level: Level) -> Response:
        left = self.size * free
        used_up = left == 0
        resolved, spare = np.where(used_up, self.size / 2, z), np.where(used_up, self.size / 2, left)  # what has a root
        found, gaps = np.empty((6, z.size), z.dtype), self.spectra.gaps
        beside = None if gaps is None else gaps.beside(self.which, level)
        for part, sums in self._parts():
            kappa_f = _kappa_f(
                sums,
                resolved[part],
                spare[part],
                None if near is None else near[part],
                None if beside is None else beside[part],
            )
            found[:, part] = kappa_f, *_shrunk(sums, kappa_f, resolved[part], spare[part])
        ridge, q, z_q, q_slope, z_q_slope, varied = found
        ridge[used_up], q[used_up], z_q[used_up] = 0.0, z[used_up], 0.0
        inverse_s = z * ridge / self.size
        with np.errstate(invalid="ignore"):
            reach_slope = np.where(free != 0, self.size * varied / z_q / left, 0.0)
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

    def steepness(self, at: Response, start: Response, change: Floats) -> Floats:
        """z kappa_F = sum s kappa_F/(s + kappa_F) rises by (kappa_F - kappa_F') sum s^2/((s+kappa_F)(s+kappa_F'))."""
        assert at.memory is not None and start.memory is not None  # as `response` gives them
        del change
        result = np.empty_like(at.memory)
        for part, sums in self._parts():
            both = sums.shares(at.memory[part])[1] * sums.shares(start.memory[part])[1]
            result[part] = sums.of(both) / sums.of(both * sums.inverse)
        return result / self.size

    def equations(self, z: Floats, free: Floats, at: Response, level: Level) -> Iterator[tuple[Floats, Floats]]:
        """sum s/(s + kappa_F) = z, sum kappa_F/(s + kappa_F) = N - z, and at a gap the sums on both of its sides."""
        assert at.memory is not None  # as `response` gives it
        upper, lower, gaps, endless = np.empty_like(z), np.empty_like(z), self.spectra.gaps, np.isinf(self.size)
        beside = None if gaps is None else gaps.beside(self.which, level)
        sides = np.ones((2, z.size))
        for part, sums in self._parts():
            ratio, s = sums.shares(at.memory[part])
            upper[part], lower[part] = sums.of(s), sums.of(ratio * s)
            if beside is not None:
                sides[:, part] = sums.sides(s, ratio * s, beside[part])
        yield np.where(endless, 1.0, upper), np.where(endless, 1.0, z)
        yield np.where(endless, 1.0, lower), np.where(endless, 1.0, self.size * free)
        if beside is not None:
            here = beside.here & ~endless & (free > 0)
            yield np.where(here, sides[0], 1.0), np.where(here, sides[1] + beside.blur, 1.0)

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
        if not np.iscomplexobj(ratio):
            np.minimum(ratio, _HUGE, out=ratio)
        s = 1 + ratio
        return ratio, np.divide(1, s, out=s)

    def of(self, values: Floats) -> Floats:
        """The sums of values per node, shape (n,)."""
        return values @ self.count if self.count.ndim == 1 else np.einsum("ij,ij->i", values, self.count)

    def around(self, above: Floats, below: Floats, split: Indices) -> tuple[Floats, Floats]:
        """The sums of one value over the first nodes, and of another over the rest, shape (n,)."""
        first = np.arange(self.count.shape[-1]) < split[:, None]
        return self.of(np.where(first, above, 0.0)), self.of(np.where(first, 0.0, below))

    def sides(self, s: Floats, t: Floats, beside: Beside) -> tuple[Floats, Floats]:
        """sum_{j<=M} (1-s_j) + [z-M]_+ and sum_{j>M} s_j + [M-z]_+, shape (n,)."""
        upper, lower = self.around(t, s, beside.split)
        lacks = np.where(beside.missing.real > 0, beside.missing, 0)
        return upper + (lacks - beside.missing), lower + lacks

    def __getitem__(self, rows: Indices) -> _Sums:
        if isinstance(self.place, int) or rows.size == len(self.place):
            return self
        return _Sums(self.spectra, self.place[rows], self.inverse[rows], self.count[rows])


def _kappa_f(sums: _Sums, z: Floats, left: Floats, near: Floats | None, beside: Beside | None) -> Floats:
    """kappa_F with sum s/(s + kappa_F) = z; left = N - z to full precision.  near: where to begin, near the root where
    z is complex."""
    if np.iscomplexobj(z):
        assert near is not None  # the root is followed from the real axis
        return _roots(sums, z, left, beside, lambda function, rows: complex_roots(function, near[rows]))
    smallest, largest, trace = (
        values[sums.place] for values in (sums.spectra.smallest, sums.spectra.largest, sums.spectra.trace)
    )
    with np.errstate(over="ignore"):
        odds = left / z
        low = np.maximum(_LOOSE * smallest * odds, _SMALLEST)
        high = np.maximum(np.minimum(largest * odds, trace / z) / _LOOSE, low)
    start = np.sqrt(low) * np.sqrt(high) if near is None else near
    return _roots(
        sums, z, left, beside, lambda function, rows: increasing_root(function, low[rows], high[rows], start[rows])
    )


def _roots(sums: _Sums, z: Floats, left: Floats, beside: Beside | None, solve: Solve) -> Floats:
    """By the count of rows, or by the gap that is near."""
    if beside is None or not beside.here.any():
        return solve(_by_count(sums, z, left), np.arange(z.size))[0]
    result = np.empty_like(z)
    for rows in map(np.flatnonzero, (beside.here, ~beside.here)):
        some = sums[rows]
        function = _by_gap(some, beside[rows]) if beside.here[rows].all() else _by_count(some, z[rows], left[rows])
        result[rows], _ = solve(function, rows)
    return result


def _by_count(sums: _Sums, z: Floats, left: Floats) -> Function:
    """sum s/(s + kappa_F) = z, or sum kappa_F/(s + kappa_F) = N - z where less than half of the rows are left over."""
    few = np.abs(z) <= np.abs(left)

    def imbalance(ridge: Floats, rows: Indices) -> tuple[Floats, Floats]:
        mine = sums[rows]
        t, s = mine.shares(ridge)
        t *= s
        resolved, rest = mine.of(s), mine.of(t)
        s *= t
        first = few[rows]
        value = np.where(first, np.log(z[rows] / resolved), np.log(rest / left[rows]))
        return value, mine.of(s) / np.where(first, resolved, rest)

    return imbalance


def _by_gap(sums: _Sums, beside: Beside) -> Function:
    """The sums on both sides of a gap differ by M - z."""

    def imbalance(ridge: Floats, rows: Indices) -> tuple[Floats, Floats]:
        mine, some = sums[rows], beside[rows]
        t, s = mine.shares(ridge)
        t *= s
        upper, lower = mine.sides(s, t, some)
        s *= t
        rise, fall = mine.around(s, s, some.split)
        return np.log(upper / lower), rise / upper + fall / lower

    return imbalance


def _shrunk(sums: _Sums, ridge: Floats, z: Floats, left: Floats) -> tuple[Floats, ...]:
    """At kappa_F: q_F, z - q_F, their dlog/dlog z, and q_F - z^2/N, the sum of squares of s_F = s/(s + kappa_F) about
    their mean; left = N - z to full precision.
    """
    t, s = sums.shares(ridge)
    t *= s
    s_t = s * t
    upper, lower = sums.of(s * s_t), sums.of(s_t * t)  # dz/dlog kappa_F = -(z - q_F)
    q, z_q = sums.of(s * s), sums.of(s_t)
    varied = sums.of((t - (left / (left + z))[:, None]) ** 2)
    return q, z_q, 2 * upper / q * z / z_q, (lower - upper) * z / (z_q * z_q), varied
