"""Tables as the commands return them, made of simple formulas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from scalecalc.output import FormatName, sink
from scalecalc.output.style import Style
from scalecalc.table import Column, Table

PREDICT = (
    Column("samples", "Number of training samples.", "P", coordinate=True),
    Column("width", "Number of random features.", "N", coordinate=True),
    Column("ridge", "Ridge parameter per sample.", "λ", coordinate=True),
    Column("kappa1", "Renormalized ridge.", "κ₁"),
    Column("kappa2", "Renormalized ridge after the features.", "κ₂"),
    Column("df1", "First effective dimension.", "z"),
    Column("train_error", "Mean squared error on the training labels.", "E_tr"),
    Column("test_error", "Mean squared error on new labels.", "E_g + σ²"),
    Column("generalization_error", "Test error without label noise.", "E_g"),
    Column("status", "What happened."),
)


def predict(count: int, *, diverging: int | None = None, notes: tuple[str, ...] = ("E_g is without σ².",)) -> Table:
    """A sweep over samples, of which one row may diverge."""
    samples = np.round(np.geomspace(10, 1e6, count)) if count > 1 else np.array([100.0])
    error = samples**-0.8
    status = np.full(count, "ok", dtype=object)
    if diverging is not None:
        error[diverging], status[diverging] = np.inf, "diverges"
    values = {
        "samples": samples,
        "width": np.full(count, 1000.0),
        "ridge": np.full(count, 1e-6),
        "kappa1": samples**-1.5,
        "kappa2": 2 * samples**-1.5,
        "df1": samples / 3,
        "train_error": 1e-3 / samples,
        "test_error": error + 0.01,
        "generalization_error": error,
        "status": status,
    }
    return Table(PREDICT, values, "Random features", notes)


def table(**columns: object) -> Table:
    """A table of these columns and nothing else."""
    values = {name: np.asarray(values) for name, values in columns.items()}
    return Table(tuple(Column(name, f"About {name}.") for name in columns), values)


def write(blocks: Iterable[Table], out: Any, form: FormatName, style: Style) -> None:
    """Write a result as the command line does."""
    writer = sink(form, out, style)
    for block in blocks:
        writer.put(block)
    writer.finish()
