"""From samples to what they say of their population: what is measured, of all of them and of parts."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.engines import Engine, Work
from scalecalc.empirical.population.estimated import Estimated, estimated
from scalecalc.errors import DataError

_PARTS = (2, 4)  # a half of the samples, and a quarter
_LEAST = 40  # samples of a part
_LARGEST = 1e140
_SEED = 0  # of which samples a part takes


def from_samples(data: Dataset, engine: Engine, work: Work) -> Estimated:
    """What the samples say. Parts of them are a check only where the traces are exact.

    Raises DataError for numbers so large or small that their products are none, and for a constant kernel that is
    to be centred.
    """
    norms = _norms(data)
    _refuse_sizes(data, float(norms.mean()))
    pieces = [data, *(parts(data) if engine.exact else [])]
    sizes = np.array([float(len(piece)) ** 3 for piece in pieces])
    ends = np.cumsum(sizes) / sizes.sum()
    found = [
        engine.measured(piece, work.within(end - size, end))
        for piece, end, size in zip(pieces, ends, sizes / sizes.sum(), strict=True)
    ]
    if found[0].trace <= len(data) * np.finfo(float).eps * norms.mean():
        raise DataError("the kernel is the same for all pairs of samples: nothing is left of it with its means off")
    return estimated(found[0], found[1:], data.modes, centred=data.center, norms=norms)


def _refuse_sizes(data: Dataset, norm: float) -> None:
    """Squares of kernels, and of targets over kernels, are to be doubles. norm: the mean of k(x, x)."""
    power = 1.0 if data.targets is None else float(np.mean(data.targets**2))
    for what, size, numbers in (("k(x, x)", norm, "features or kernel"), ("target^2", power, "targets")):
        if not 1 / _LARGEST < size < _LARGEST:
            raise DataError(
                f"the mean of {what} is {size:.3g}, must lie between {1 / _LARGEST:g} and {_LARGEST:g}: rescale the"
                f" {numbers}"
            )


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
