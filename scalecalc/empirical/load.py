"""From files or arrays to a Dataset, with what is wrong told in sentences and what is odd in notes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scalecalc.arrays import Floats
from scalecalc.data import finite, open_table
from scalecalc.empirical.dataset import FEWEST, Dataset
from scalecalc.empirical.kernels import DATA_KERNELS, PRECOMPUTED
from scalecalc.empirical.rows import Rows
from scalecalc.errors import DataError

Given = str | os.PathLike[str] | ArrayLike


def load(
    data: Given,
    target: Given | None = None,
    *,
    kernel: str = "linear",
    center: bool = False,
    target_is: str = "auto",
) -> Dataset:
    """The samples in a file or an array, with their targets.

    data: shape (n, d), or the kernel matrix, shape (n, n).  target: shape (n,) or (n, c); or a column of the data.
    kernel: by name.  center: whether means are taken off kernel and targets.  target_is: labels, numbers, or auto.

    Raises SpecError, DataError and UsageError with sentences that say what to do.
    """
    table = _table(data)
    targets = None if target is None else _targets(_table(target))
    if len(table) < FEWEST:
        raise DataError(f"the data have {len(table)} samples, must have at least {FEWEST}")
    if targets is not None and len(targets) != len(table):
        raise DataError(f"the data have {len(table)} samples and the targets {len(targets)}, must be equally many")
    title = Path(data).name if isinstance(data, str | os.PathLike) else ""
    names = () if targets is None else tuple(f"target {i + 1}" for i in range(targets.shape[1]))
    if kernel == PRECOMPUTED:
        return Dataset(None, None, table, targets, names, center, (), title)
    rows = Rows(table).centred() if center and kernel == "linear" else Rows(table)
    fitted, notes = DATA_KERNELS.named(kernel).fitted(rows)
    return Dataset(rows, fitted, None, targets, names, center, notes, title)


def _table(given: Given) -> NDArray[Any]:
    if isinstance(given, str | os.PathLike):
        return np.column_stack(finite(open_table(Path(given)).all()).values)
    return np.atleast_2d(np.asarray(given).T).T


def _targets(table: NDArray[Any]) -> Floats:
    return np.asarray(table, dtype=float)
