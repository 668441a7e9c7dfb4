"""From files or objects to a Dataset, and held-out samples like it; what is wrong is told in sentences, what is odd in
notes.
"""

from __future__ import annotations

from dataclasses import replace

from scalecalc.empirical.dataset import FEWEST, Dataset, HeldOut, Taking
from scalecalc.empirical.inputs.checks import looked_through, refuse_infinite
from scalecalc.empirical.inputs.given import Given, files_of
from scalecalc.empirical.inputs.samples import Samples, called, samples_in
from scalecalc.empirical.inputs.square import kernel_matrix, on_squares
from scalecalc.empirical.inputs.targets import encoding_of, varying
from scalecalc.empirical.kernels import DATA_KERNELS, PRECOMPUTED
from scalecalc.empirical.rows import Rows
from scalecalc.errors import DataError

__all__ = ["Given", "HeldOut", "held_out", "load"]


def load(
    data: Given,
    target: Given | None = None,
    *,
    kernel: str = "linear",
    center: bool = False,
    target_is: str = "auto",
) -> Dataset:
    """The samples in a file or an object, with their targets.

    data: a path, `-` for standard input, an array, or a frame of pandas, polars or pyarrow: features of shape (n, d),
    or the kernel matrix, shape (n, n). Samples of more dimensions are flattened. Features keep their dtype; those of a
    plain .npy file stay on disk.  target: likewise, shape (n,) or (n, c); or names of columns or arrays of the data,
    separated by commas: the features are then the other columns of numbers, or the other table.  kernel: by name.
    center: whether means are taken off kernel and targets.  target_is: labels, which become a column for each class;
    numbers; or auto: a single column is labels if it has texts, or whole numbers with ten samples to each of them.

    Raises SpecError, DataError and UsageError with sentences that say what to do.
    """
    samples = samples_in(data, target)
    count = len(samples.features.table)
    if count < FEWEST:
        raise samples.features.refused(f"the data have {count} samples, must have at least {FEWEST}")
    found = replace(
        _targeted(samples, target_is),
        center=center,
        title=called(data),
        files=files_of(data, None if samples.columns else target),
    )
    return _as_matrix(samples, found) if kernel == PRECOMPUTED else _as_features(samples, found, kernel)


def _targeted(samples: Samples, target_is: str) -> Dataset:
    """The targets, without the features."""
    taking = Taking(samples.features.names, samples.columns)
    if not samples.targets:
        return Dataset(None, None, None, None, notes=samples.notes, taking=taking)
    encoding, said = encoding_of(samples.targets, target_is)
    targets = encoding.encoded(samples.targets)
    notes = (*samples.notes, said, *varying(targets, encoding.names))
    return Dataset(None, None, None, targets, encoding.names, notes=notes, taking=replace(taking, encoding=encoding))


def _as_matrix(samples: Samples, found: Dataset) -> Dataset:
    refuse_infinite(samples.features)
    notes = kernel_matrix(samples.features)
    return replace(found, matrix=samples.features.table, notes=(*found.notes, *notes))


def _as_features(samples: Samples, found: Dataset, kernel: str) -> Dataset:
    named = DATA_KERNELS.named(kernel)
    notes = (*looked_through(samples.features), *on_squares(samples.features.table))
    rows = Rows(samples.features.table)
    rows = named.centred(rows) if found.center else rows
    fitted, more = named.fitted(rows)
    return replace(found, rows=rows, kernel=fitted, notes=(*found.notes, *notes, *more))


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
