"""Stretches of the training time in which one part of the error is the largest, by laws.

While the time rules, parts follow their early laws, later they are those of the ridge solution: what is missed stops to
fall there, and label noise stops to rise.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.leading import ZERO
from scalecalc.theory.rates.data import LABEL_NOISE
from scalecalc.theory.rates.paths import Part, PathLaws
from scalecalc.theory.regimes.ruling import law_exponent
from scalecalc.theory.regimes.stretches import Stretch, merged

_PLACES, _HALVINGS = 200, 50
_NONE = Part(ZERO, "")


@record
class _Candidate:
    """A part of the error over time: the larger of its early and late laws, or the smaller where it rises."""

    name: str
    early: Part
    late: Part
    rises: bool

    def at(self, x: float) -> tuple[float, Part]:
        """Its size, and the law that it has there. Sizes that are not known count as 0."""
        sizes = [(float(np.nan_to_num(part.law.at(x))), part) for part in (self.early, self.late)]
        return min(sizes, key=_size) if self.rises else max(sizes, key=_size)


def time_stretches(early: PathLaws, late: PathLaws, low: float, high: float) -> list[Stretch]:
    """The stretches of low < X < high; neighbours differ in their part or its law."""
    names = dict.fromkeys((*early.parts, *late.parts))
    found = [_candidate(name, early.parts.get(name, _NONE), late.parts.get(name, _NONE)) for name in names]
    places = np.geomspace(low, high, _PLACES)
    ruling = [_largest(found, x) for x in places.tolist()]
    changes = [
        _located(found, a, b)
        for (a, b), (one, other) in zip(pairwise(places.tolist()), pairwise(ruling), strict=True)
        if one != other
    ]
    edges: Floats = np.array([low, *changes, high])
    return merged(_stretch(found, start, stop) for start, stop in pairwise(edges.tolist()))


def _candidate(name: str, early: Part, late: Part) -> _Candidate:
    rises = name == LABEL_NOISE and bool(early.law.amplitude) and bool(late.law.amplitude)
    return _Candidate(name, early, late, rises)


def _size(one: tuple[float, Part]) -> float:
    return one[0]


def _largest(found: list[_Candidate], x: float) -> tuple[str, Part]:
    name, (_, part) = max(((one.name, one.at(x)) for one in found), key=lambda told: told[1][0])
    return name, part


def _located(found: list[_Candidate], low: float, high: float) -> float:
    """Where the largest part at `low` stops to be it."""
    first = _largest(found, low)
    for _ in range(_HALVINGS):
        middle = float(np.sqrt(low * high))
        low, high = (middle, high) if _largest(found, middle) == first else (low, middle)
    return float(np.sqrt(low * high))


def _stretch(found: list[_Candidate], start: float, stop: float) -> Stretch:
    name, part = _largest(found, float(np.sqrt(start * stop)))
    return Stretch(start, stop, part.regime, name, law_exponent(part.law), ((start, stop, part.law),))
