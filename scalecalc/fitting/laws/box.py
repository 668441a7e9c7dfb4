"""Functions on a box of two parameters, interpolated between Chebyshev nodes, with two derivatives."""

from __future__ import annotations

import numpy as np
from numpy.polynomial import chebyshev

from scalecalc.arrays import Floats
from scalecalc.record import record

_NARROW = 0.3  # half the width of a box, relative, up to which a low degree will do
_DEGREES = 8, 14


@record(eq=False)
class Box:
    """low, high: its corners, shape (2,).  nodes: shape (m^2, 2).  degree: m - 1."""

    low: Floats
    high: Floats
    nodes: Floats
    degree: int

    @classmethod
    def around(cls, low: Floats, high: Floats, degree: int) -> Box:
        unit = chebyshev.chebpts1(degree + 1)
        first, second = (a + (b - a) * (unit + 1) / 2 for a, b in zip(low, high, strict=True))
        nodes = np.stack(np.meshgrid(first, second, indexing="ij"), axis=-1).reshape(-1, 2)
        return cls(low, high, nodes, degree)

    def coefficients(self, values: Floats) -> Floats:
        """Of functions with these values at the nodes, shape (nodes, f) to (nodes, f)."""
        inverse = np.linalg.inv(chebyshev.chebvander(chebyshev.chebpts1(self.degree + 1), self.degree))
        grid = values.reshape(self.degree + 1, self.degree + 1, -1)
        return np.asarray(np.einsum("ai,bj,ijf->abf", inverse, inverse, grid, optimize=True).reshape(values.shape))

    def values(self, eta: Floats, coefficients: Floats) -> Floats:
        """At eta, shape (b, 2); shape (b, f)."""
        one, other = (self._bases(eta[:, i], i)[0] for i in range(2))
        return np.asarray(self._combined(one, other) @ coefficients)

    def slopes(self, eta: Floats, coefficients: Floats) -> tuple[Floats, Floats, Floats]:
        """Values, first and second derivatives at eta; shapes (b, f), (b, 2, f) and (b, 2, 2, f)."""
        (a, a1, a2), (b, b1, b2) = (self._bases(eta[:, i], i) for i in range(2))
        value, da, db, daa, dab, dbb = (
            self._combined(*pair) @ coefficients for pair in ((a, b), (a1, b), (a, b1), (a2, b), (a1, b1), (a, b2))
        )
        second = np.stack([np.stack([daa, dab], axis=1), np.stack([dab, dbb], axis=1)], axis=1)
        return value, np.stack([da, db], axis=1), second

    def closer(self, eta: Floats, least: Floats, most: Floats, fine: float) -> Box | None:
        """A box that fits eta, shape (b, 2), better: around them, with room, and at least `fine` wide, relatively.

        None where this one does. least, most: the corners of the largest box.
        """
        middle, spread = np.median(eta, axis=0), np.ptp(eta, axis=0)
        wanted = np.maximum(spread, fine * middle)
        width = (self.high - self.low) / 2
        inside = (eta > self.low + 0.02 * width) | (self.low <= least)
        inside &= (eta < self.high - 0.02 * width) | (self.high >= most)
        if inside.all() and (width <= 4.01 * wanted).all():
            return None
        wanted = np.maximum(wanted, width / 10) if inside.all() else np.maximum(2 * wanted, 1.5 * width)
        low, high = np.maximum(middle - wanted, least), np.minimum(middle + wanted, most)
        narrow = (wanted <= _NARROW * middle).all()
        return Box.around(low, high, _DEGREES[0] if narrow else _DEGREES[1])

    def _bases(self, eta: Floats, i: int) -> tuple[Floats, Floats, Floats]:
        half = (self.high[i] - self.low[i]) / 2
        unit = (eta - self.low[i]) / half - 1
        whole = np.eye(self.degree + 1)
        found = []
        for order in range(3):
            derived = chebyshev.chebder(whole, order) if order else whole
            found.append(chebyshev.chebval(unit, derived).T / half**order)
        return found[0], found[1], found[2]

    def _combined(self, one: Floats, other: Floats) -> Floats:
        return np.asarray((one[:, :, None] * other[:, None, :]).reshape(len(one), -1))
