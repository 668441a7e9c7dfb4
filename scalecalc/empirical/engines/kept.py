"""A table where workers find it: in this process, or in a file that each of them maps into its memory."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.errors import RunError
from scalecalc.record import record


@record(eq=False)
class Held:
    """A table of this process."""

    table: NDArray[Any]

    def array(self) -> NDArray[Any]:
        """The table."""
        return self.table


@record
class Filed:
    """A table in a file: where its numbers begin, and how they lie. It is sent to workers in place of the numbers."""

    path: Path
    offset: int
    dtype: str
    shape: tuple[int, ...]
    by_columns: bool

    def array(self) -> NDArray[Any]:
        """The table, mapped into memory. Raises RunError if this machine cannot read the file."""
        order: Any = "F" if self.by_columns else "C"
        try:
            return np.memmap(self.path, self.dtype, "r", self.offset, self.shape, order)
        except (OSError, ValueError):
            raise RunError(
                f"a worker cannot read {self.path}; the workers of a cluster take the data from a file that all of"
                " them can read, such as a .npy file in a shared folder"
            ) from None


@contextmanager
def kept(table: NDArray[Any], here: bool) -> Iterator[Held | Filed]:
    """The table for work in this process, if `here`, or for workers elsewhere.

    A plain .npy file that was mapped is used as it is. Any other table is written to a file that goes when the block
    ends. Raises RunError when there is no room for it.
    """
    if here:
        yield Held(table)
    elif isinstance(table, np.memmap) and isinstance(table.base, mmap.mmap) and table.filename is not None:
        by_columns = not table.flags.c_contiguous
        yield Filed(Path(table.filename).resolve(), table.offset, table.dtype.str, table.shape, by_columns)
    else:
        with TemporaryDirectory(prefix="scalecalc-") as folder:
            yield _written(table, Path(folder) / "table.npy")


def _written(table: NDArray[Any], path: Path) -> Filed:
    try:
        np.save(path, table)
    except OSError as error:
        raise RunError(f"the data cannot be put into {path} for the workers: {error.strerror}") from None
    found = np.load(path, mmap_mode="r")
    return Filed(path, found.offset, found.dtype.str, found.shape, not found.flags.c_contiguous)
