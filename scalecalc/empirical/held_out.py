"""Held-out samples, taken in the same way as the data that a model is fitted to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.inputs.checks import refuse_infinite
from scalecalc.empirical.inputs.given import Given, files_of
from scalecalc.empirical.inputs.samples import samples_in
from scalecalc.empirical.rows import Rows
from scalecalc.errors import DataError
from scalecalc.record import record


@record(eq=False)
class HeldOut:
    """m samples that the model has not seen.

    rows: their features, less the mean of the data if that is taken off there; None for a kernel matrix.
    matrix: the kernel between them and the samples of the data, shape (m, n), not centred; None for features.
    targets: shape (m, c), as they are.  notes: sentences for people.  files: that they were read from.
    """

    rows: Rows | None
    matrix: NDArray[Any] | None
    targets: Floats
    notes: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()


def held_out(given: Given, target: Given | None, like: Dataset) -> HeldOut:
    """Held-out samples with the same features, by name where they have names, and the same classes as `like`.

    given: features, shape (m, d), or the kernel to the samples of the data, shape (m, n).  target: as `load` takes it;
    None for the columns or arrays that were the target of the data.

    Raises SpecError, DataError and UsageError with sentences that say what to do.
    """
    taking = like.taking
    if taking.encoding is None:
        raise DataError("the data have no target, so that nothing can be held out")
    if target is None and not taking.target:
        raise DataError("held-out samples need a target of their own, as the target of the data was given on its own")
    samples = samples_in(given, target, taking.target, taking.features)
    table = samples.features.table
    refuse_infinite(samples.features)
    wanted = len(like) if like.rows is None else like.rows.dimension
    if table.shape[1] != wanted:
        what = "columns, must be the kernel to the" if like.rows is None else "features, must have the"
        turned = ": transpose them" if len(table) == wanted else ""
        message = f"the held-out samples have {table.shape[1]:,} {what} {wanted:,} of the data{turned}"
        raise samples.features.refused(message)
    targets = taking.encoding.encoded(samples.targets)
    files = files_of(given, None if samples.columns else target)
    if like.rows is None:
        return HeldOut(None, table, targets, samples.notes, files)
    return HeldOut(Rows(table, like.rows.mean), None, targets, samples.notes, files)
