"""Measured inputs: a table of numbers from a file, one row per sample."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from scalecalc.errors import DataError
from scalecalc.simulation.covariates import Measured, whitened


def measured(path: Path) -> Measured:
    """The rows of a .npy or .csv file as covariates: centred, and whitened by their own principal components.

    Raises DataError for what cannot be read or is no table of finite numbers of at least three rows that vary.
    """
    try:
        table = np.load(path, allow_pickle=False) if path.suffix == ".npy" else _csv(path)
    except OSError as error:
        raise DataError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    except (ValueError, EOFError):
        raise DataError(f"{path} is no table of numbers: it takes .npy of two dimensions, or .csv") from None
    if table.ndim != 2 or table.dtype.kind not in "fiu" or not np.isfinite(table).all():
        raise DataError(f"{path} must hold a table of finite numbers, one row per sample")
    table = table.astype(float)
    if len(table) < 3:
        raise DataError(f"{path} has {len(table)} rows, must have at least 3")
    spread = table - table.mean(axis=0)
    directions = int(np.linalg.matrix_rank(spread))
    if directions == 0:
        raise DataError(f"{path} has rows that are all the same")
    return Measured(whitened(table, directions))


def _csv(path: Path) -> np.ndarray:
    """Numbers separated by commas, below one line of names or none."""
    with path.open(encoding="utf-8-sig") as file:
        first = file.readline().split(",")
        try:
            [float(cell) for cell in first]
        except ValueError:
            return np.loadtxt(file, delimiter=",", ndmin=2)
        file.seek(0)
        return np.loadtxt(file, delimiter=",", ndmin=2)
