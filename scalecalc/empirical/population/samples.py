"""From samples to what they say of their population: what is measured, of all of them and of parts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scalecalc.empirical.cost import Cost
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.gram import gram
from scalecalc.empirical.population.estimated import Estimated, estimated
from scalecalc.empirical.traces import Measured, spectral

_PARTS = (2, 4)  # a half of the samples, and a quarter
_LEAST = 40  # samples of a part
_SEED = 0  # of which samples a part takes


def from_samples(data: Dataset, tell: Callable[[int], None] | None = None) -> Estimated:
    """What the samples say. tell: is told how many of the steps of `cost` are done."""
    whole = measured(data)
    if tell is not None:
        tell(1)
    found = estimated(whole, [measured(part) for part in parts(data)], data.modes, centred=data.center)
    if tell is not None:
        tell(2)
    return found


def measured(data: Dataset) -> Measured:
    """The samples as far as traces go."""
    targets = np.zeros((len(data), 0)) if data.targets is None else data.wanted
    return spectral(gram(data), targets)


def parts(data: Dataset) -> list[Dataset]:
    """A half and another quarter of the samples, as far as they are not too few."""
    order = np.random.default_rng(_SEED).permutation(len(data))
    sizes = [len(data) // part for part in _PARTS]
    starts = np.cumsum([0, *sizes])
    pieces = [order[start : start + size] for start, size in zip(starts, sizes, strict=False) if size >= _LEAST]
    return [data.part(np.sort(piece)) for piece in pieces]


def cost(data: Dataset) -> Cost:
    """Of the whole, beside which the parts are small."""
    matrix = 8.0 * len(data) ** 2
    return Cost(memory=3 * matrix, seconds=1e-9 * len(data) ** 3, steps=2)
