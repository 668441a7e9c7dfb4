"""Errors of samples that were not learned from: of another file, or of parts of the same samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Bools, Floats
from scalecalc.empirical.dataset import Dataset, HeldOut
from scalecalc.empirical.rows import Rows
from scalecalc.empirical.validation.moments import Moments
from scalecalc.empirical.validation.own import DIGITS
from scalecalc.empirical.validation.sides import Side, side
from scalecalc.record import record

SPLITS = 10  # random divisions when a fraction is held out

Indices = NDArray[np.intp]
Division = tuple[Indices, Indices]  # the samples to learn from, and those held out


@record(eq=False)
class HeldOutErrors:
    """Mean squared errors per sample and their standard errors, shape (r, g), and whether they have digits, (r,)."""

    mean: Floats
    stderr: Floats
    sound: Bools


def folds(samples: int, count: int, seed: int) -> list[Division]:
    """The samples in so many parts, drawn at random, each of which is held out once."""
    order = np.random.default_rng(seed).permutation(samples)
    return [(np.setdiff1d(order, part), np.sort(part)) for part in np.array_split(order, count)]


def splits(samples: int, fraction: float, seed: int) -> list[Division]:
    """SPLITS divisions, each drawn anew."""
    random = np.random.default_rng(seed)
    cut = min(max(1, round(fraction * samples)), samples - 1)
    orders = [random.permutation(samples) for _ in range(SPLITS)]
    return [(np.sort(order[cut:]), np.sort(order[:cut])) for order in orders]


def of_divisions(
    data: Dataset, divisions: Sequence[Division], ridges: Floats, *, each: bool, done: Callable[[], None]
) -> HeldOutErrors:
    """Each division learned and judged, at the same lambda of K/n + lambda with the n that is learned from.

    The mean is over all samples held out; its standard error counts each sample once, however often it was drawn.
    done: called after every division.
    """
    found, sound, seen = _moments(data, ridges, each), np.ones(len(ridges), dtype=bool), set[int]()
    for learned, held in divisions:
        taught = data.part(learned)
        apart = side(taught)
        _judge(found, apart, taught, _rest(data, learned, held), ridges, each)
        sound &= apart.eigen.uncertain(ridges) <= DIGITS
        seen.update(held.tolist())
        done()
    return _told(found, len(seen), sound)


def of_others(apart: Side, data: Dataset, others: HeldOut, ridges: Floats, *, each: bool) -> HeldOutErrors:
    """The errors of other samples, learned from all of `data`, which are taken apart already."""
    found = _moments(data, ridges, each)
    _judge(found, apart, data, others, ridges, each)
    return _told(found, len(others.targets), apart.eigen.uncertain(ridges) <= DIGITS)


def _rest(data: Dataset, learned: Indices, held: Indices) -> HeldOut:
    assert data.targets is not None  # there is nothing to judge without them
    rows = None if data.rows is None else Rows(data.rows.table[held], data.rows.mean)
    matrix: NDArray[Any] | None = None if data.matrix is None else data.matrix[np.ix_(held, learned)]
    return HeldOut(rows, matrix, data.targets[held])


def _moments(data: Dataset, ridges: Floats, each: bool) -> list[Moments]:
    """One for each ridge."""
    assert data.targets is not None  # there is nothing to judge without them
    return [Moments(data.targets.shape[1] if each else 1) for _ in ridges]


def _judge(found: list[Moments], apart: Side, data: Dataset, others: HeldOut, ridges: Floats, each: bool) -> None:
    """Add the squared errors of the other samples."""
    eigen = apart.eigen
    assert data.targets is not None  # there is nothing to judge without them
    level = data.targets.mean(axis=0) if data.center else 0.0
    for part, crossed in apart.crossed(others):
        wanted = others.targets[part] - level
        for ridge, moments in zip(ridges.tolist(), found, strict=True):
            shifted = eigen.values + ridge
            inverse = np.divide(1.0, shifted, out=np.zeros_like(shifted), where=shifted > 0)
            missed = (wanted - crossed @ (eigen.coordinates * inverse[:, None])) ** 2
            moments.add(missed if each else missed.sum(axis=1, keepdims=True))


def _told(found: list[Moments], independent: int, sound: Bools) -> HeldOutErrors:
    gap = np.where(sound, 0.0, np.nan)[:, None]
    mean, stderr = (np.array(one) for one in ([m.mean for m in found], [m.stderr(independent) for m in found]))
    return HeldOutErrors(mean + gap, stderr + gap, sound)
