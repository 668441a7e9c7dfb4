"""From samples to what they say of their population: what is measured, of all of them and of parts."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.engines import Engine, Work
from scalecalc.empirical.population.estimated import Estimated, estimated

_PARTS = (2, 4)  # a half of the samples, and a quarter
_LEAST = 40  # samples of a part
_SEED = 0  # of which samples a part takes


def from_samples(data: Dataset, engine: Engine, work: Work) -> Estimated:
    """What the samples say. Parts of them are a check only where the traces are exact."""
    pieces = [data, *(parts(data) if engine.exact else [])]
    sizes = np.array([float(len(piece)) ** 3 for piece in pieces])
    ends = np.cumsum(sizes) / sizes.sum()
    found = [
        engine.measured(piece, work.within(end - size, end))
        for piece, end, size in zip(pieces, ends, sizes / sizes.sum(), strict=True)
    ]
    return estimated(found[0], found[1:], data.modes, centred=data.center, norms=_norms(data))


def _norms(data: Dataset) -> Floats:
    """k(x, x) of every sample, shape (n,)."""
    if data.rows is None:
        assert data.matrix is not None  # there is one of the two
        return np.asarray(np.diagonal(data.matrix), dtype=float)
    assert data.kernel is not None  # features come with a kernel
    return np.concatenate([data.kernel.diagonal(tile) for _, tile in data.rows.tiles()])


def parts(data: Dataset) -> list[Dataset]:
    """A half and another quarter of the samples, as far as they are not too few."""
    order = np.random.default_rng(_SEED).permutation(len(data))
    sizes = [len(data) // part for part in _PARTS]
    starts = np.cumsum([0, *sizes])
    pieces = [order[start : start + size] for start, size in zip(starts, sizes, strict=False) if size >= _LEAST]
    return [data.part(np.sort(piece)) for piece in pieces]
