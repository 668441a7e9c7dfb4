"""A random matrix as the solver sees it: what its S-transform makes of the ridge at n points.

A matrix of size N (N features, or P samples) renormalizes the ridge by S(z), z < N the effective dimension it passes:
kappa -> kappa S(z). Solver and errors need 1/S, and Theta = dlogS/dlogz as a fraction whose denominator may vanish.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Protocol

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.numerics.roots import Indices

Rows = Indices | Bools | slice


@record
class Level:
    """z by its distance from a count: z = reference - left, where left keeps its digits however small; shape (n,)."""

    reference: Floats
    left: Floats

    @classmethod
    def of(cls, z: Floats) -> Level:
        """z by itself, whose distance from a count near by has few digits."""
        return cls(np.zeros_like(z), -z)

    def __getitem__(self, rows: Rows) -> Level:
        return Level(self.reference[rows], self.left[rows])

    def below(self, size: Floats) -> Floats:
        """size - z"""
        return (size - self.reference) + self.left

    def free(self, size: Floats) -> Floats:
        """1 - z/size"""
        return np.where(np.isinf(size), 1.0, self.below(size) / size)


@record
class Response:
    """A matrix at n values of z; arrays of shape (n,).

    inverse_s: 1/S.  theta_numerator, theta_denominator: Theta = z theta_numerator/theta_denominator.
    total: z theta_numerator + theta_denominator.  reach: S (1 - z/N), which stays finite as z -> N.
    ..._slope: dlog/dlog z of these.
    memory: what the matrix wants to see again when it is asked near by, if anything.
    """

    inverse_s: Floats
    theta_numerator: Floats
    theta_denominator: Floats
    numerator_slope: Floats | float
    denominator_slope: Floats
    total: Floats | float = 1.0
    total_slope: float = 0.0
    reach: Floats | float = 1.0
    reach_slope: Floats | float = 0.0
    memory: Floats | None = None

    def __getitem__(self, rows: Rows) -> Response:
        """At some of the points."""
        values: list[Any] = [getattr(self, one.name) for one in fields(self)]
        some: list[Any] = [value[rows] if isinstance(value, np.ndarray) else value for value in values]
        return Response(*some)

    @property
    def fluctuation(self) -> Floats:
        """w, where this matrix holds the samples: gamma = w q. 1/P for independent samples, else q_K/z^2."""
        return self.theta_numerator / self.total

    @property
    def slack(self) -> Floats:
        """1 - w z: 1 - z/P for independent samples, else (z - q_K)/z."""
        return self.theta_denominator / self.total


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

    def response(self, z: Floats, free: Floats, near: Floats | None = None, level: Level | None = None) -> Response:
        """At z, with free = 1 - z/count to full relative precision. near: the memory of a response near by."""
        ...

    def steepness(self, at: Response, start: Response, change: Floats) -> Floats:
        """(1/S at `at` less 1/S at `start`)/change, where z is larger at `start` by `change`, without cancellation.

        In the limit where they are equal. The responses may be those to complex z.
        """
        ...

    def equations(self, z: Floats, free: Floats, at: Response, level: Level) -> Iterator[tuple[Floats, Floats]]:
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

    def response(self, z: Floats, free: Floats, near: Floats | None = None, level: Level | None = None) -> Response:
        del near, level
        return Response(free, 1 / self.size, free, 0.0, -z / (self.size * free))

    def steepness(self, at: Response, start: Response, change: Floats) -> Floats:
        del at, start, change
        return 1 / self.size

    def equations(self, z: Floats, free: Floats, at: Response, level: Level) -> Iterator[tuple[Floats, Floats]]:
        del z, level
        yield at.inverse_s, np.where(np.isinf(self.size), 1.0, free)
