"""Where on a swept axis the errors may peak: where one count passes another.

Without ridge the error is infinite where the two smallest of P, the widths and D are equal. With a little ridge it
peaks there. A smaller peak follows the edge of a level, where P or a width is the number of modes above a gap.
"""

from __future__ import annotations

from itertools import combinations
from math import ceil, floor, isfinite

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.coordinates import SAMPLES, coordinate
from scalecalc.theory.grid import Axis, Grid
from scalecalc.theory.modes.tasks import Task

Power = tuple[float, float]  # coefficient and exponent of a power of what is swept


def thresholds(task: Task, grid: Grid, base: str) -> Floats:
    """The places, ascending, between the ends of the axis `base`; shape (n,).

    Laws of counts are rounded to whole numbers, so that beside the crossing of a law both neighbours count.
    """
    axes = grid.named()
    swept = axes[base].values
    assert swept is not None  # a swept axis has values
    counts = [_powers(axes, name, base) for name in axes if _is_count(name)]
    pairs = [pair for one, other in combinations([*counts, _constants(task.edges)], 2) for pair in _product(one, other)]
    found = {place for one, other in pairs for place in _crossing(one, other)}
    finite = swept[np.isfinite(swept)]
    return np.array(sorted(at for at in found if finite.size and finite.min() <= at <= finite.max()))


def _is_count(name: str) -> bool:
    """Whether a column holds the size of a random matrix: P or a width."""
    return coordinate(name).count and coordinate(name).limit is not None


def _powers(axes: dict[str, Axis], name: str, base: str) -> list[Power]:
    """What a count may be, as powers of what is swept: several where it takes several values."""
    axis = axes[name]
    if name == base:
        return [(1.0, 1.0)]
    if axis.law is None:
        return _constants(axis.values)
    if base == SAMPLES.name:
        return [(axis.law.coefficient, axis.law.samples)]
    return _constants(axis.law(np.asarray(axes[SAMPLES.name].values)))


def _constants(values: Floats | None) -> list[Power]:
    return [] if values is None else [(value, 0.0) for value in values.tolist() if isfinite(value)]


def _product(some: list[Power], others: list[Power]) -> list[tuple[Power, Power]]:
    return [(one, other) for one in some for other in others]


def _crossing(one: Power, other: Power) -> set[float]:
    """Where two powers are equal, with the whole numbers beside it; nowhere where they have the same exponent."""
    (a, p), (b, q) = sorted((one, other), key=lambda power: -power[1])  # so that a held count comes out exactly
    if p == q or a <= 0 or b <= 0:
        return set()
    with np.errstate(over="ignore"):
        place = float(np.float64(b / a) ** (1 / (p - q)))
    return {float(floor(place)), place, float(ceil(place))} if isfinite(place) else set()
