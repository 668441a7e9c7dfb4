"""Measured inputs: a table of numbers from a file, one row per sample."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from scalecalc.data import Columns, finite, open_table
from scalecalc.errors import DataError
from scalecalc.simulation.draw.covariates import MeasuredInputs, whitened


def measured(path: Path) -> MeasuredInputs:
    """The rows of a data file as covariates: centred, and whitened by their own principal components.

    Raises SpecError or DataError for a file that is no table of finite numbers, with at least three rows that vary.
    """
    table = np.column_stack(_columns(path).values)
    if len(table) < 3:
        raise DataError(f"{path} has {len(table)} rows, must have at least 3")
    centred = table - table.mean(axis=0)
    directions = int(np.linalg.matrix_rank(centred))
    if directions == 0:
        raise DataError(f"{path} has rows that are all the same")
    return MeasuredInputs(whitened(table, directions))


def _columns(path: Path) -> Columns:
    try:
        return finite(open_table(path).all())
    except OSError as error:
        raise DataError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
