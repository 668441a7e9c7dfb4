"""Samples with their targets, as every command on data takes them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.empirical.inputs.targets import Encoding
from scalecalc.empirical.kernels import DataKernel
from scalecalc.empirical.rows import Rows
from scalecalc.errors import DataError
from scalecalc.record import record

FEWEST = 10  # samples below which nothing can be said


@record(eq=False)
class Taking:
    """How data were taken, for held-out samples to be taken likewise.

    features: names of their columns, or of their array; none where they have none.  target: the columns or arrays of
    the data that are targets; none where these were given on their own.  encoding: of the targets, if there are any.
    """

    features: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    encoding: Encoding | None = None


@record(eq=False)
class Dataset:
    """n samples: features with a kernel, or a kernel matrix, and targets.

    rows: the features; None where the kernel matrix itself was given.  kernel: of the features, with all that it takes
    from them.  matrix: the given kernel matrix, shape (n, n), perhaps mapped from a file.  targets: shape (n, c).
    names: of the c targets.  center: whether kernel and targets are taken with their means off.  notes: sentences for
    people on how the data were taken.  title: what they are called.  files: that they were read from.
    taking: what held-out samples are to be like.
    """

    rows: Rows | None
    kernel: DataKernel | None
    matrix: NDArray[Any] | None
    targets: Floats | None
    names: tuple[str, ...] = ()
    center: bool = False
    notes: tuple[str, ...] = ()
    title: str = ""
    files: tuple[Path, ...] = ()
    taking: Taking = Taking()

    def __len__(self) -> int:
        """n, the number of samples."""
        table = self.matrix if self.rows is None else self.rows
        assert table is not None  # there is one of the two
        return len(table)

    @property
    def dimension(self) -> int | None:
        """d, the number of features; None where there are none."""
        return None if self.rows is None else self.rows.dimension

    @property
    def explicit(self) -> Rows | None:
        """Features whose products are the kernel, where these are fewer than the samples; else None."""
        found = None if self.rows is None or self.kernel is None else self.kernel.products_of(self.rows)
        return found if found is not None and found.dimension < len(self) else None

    @property
    def modes(self) -> float:
        """How many modes their population can have at most; inf where nothing says so."""
        return float("inf") if self.rows is None or self.kernel is None else self.kernel.modes(self.rows.dimension)

    def part(self, chosen: NDArray[Any]) -> Dataset:
        """The samples of these numbers, in that order, with the same kernel."""
        targets = None if self.targets is None else self.targets[chosen]
        if self.rows is None:
            assert self.matrix is not None  # there is one of the two
            return replace(self, matrix=self.matrix[np.ix_(chosen, chosen)], targets=targets)
        return replace(self, rows=Rows(self.rows.table[chosen], self.rows.mean), targets=targets)

    @property
    def described(self) -> list[tuple[str, str]]:
        """What they are, by name."""
        what = f"{len(self):,} samples"
        what += f" of {self.dimension:,} features" if self.dimension is not None else ", as a kernel matrix"
        targets = "none" if self.targets is None else f"{self.targets.shape[1]:,}"
        return [("data", what), ("targets", targets)]

    @property
    def wanted(self) -> Floats:
        """The targets, less their means if these are to be taken off, shape (n, c). Raises DataError without any."""
        if self.targets is None:
            raise DataError("this takes a target for every sample, got none")
        return self.targets - self.targets.mean(axis=0) if self.center else self.targets


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
