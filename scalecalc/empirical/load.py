"""From files or arrays to a Dataset, with what is wrong told in sentences and what is odd in notes."""

from __future__ import annotations

from dataclasses import replace

from scalecalc.empirical.dataset import FEWEST, Dataset, Taking
from scalecalc.empirical.inputs.checks import looked_through, refuse_infinite
from scalecalc.empirical.inputs.given import Given, files_of
from scalecalc.empirical.inputs.samples import Samples, called, samples_in
from scalecalc.empirical.inputs.square import kernel_matrix, on_squares
from scalecalc.empirical.inputs.targets import encoding_of, varying
from scalecalc.empirical.kernels import DATA_KERNELS, PRECOMPUTED
from scalecalc.empirical.rows import Rows

__all__ = ["Given", "load"]


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
