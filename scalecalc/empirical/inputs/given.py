"""What users give, a file or an object, as a Frame."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scalecalc.data import open_frame
from scalecalc.data.parts import ArrayFrame, ColumnFrame, Frame, MemoryColumns, listed, plain_numbers
from scalecalc.errors import DataError
from scalecalc.wording import did_you_mean, printable, quoted

Given = str | os.PathLike[str] | ArrayLike | Mapping[str, Any]

STREAM = "-"


def framed(given: Given, called: str) -> Frame:
    """The parts of a file, of standard input for `-`, of arrays, or of a frame of pandas, polars or pyarrow.

    called: what it is, for sentences about what has no file.  Raises SpecError and DataError.
    """
    if isinstance(given, str | os.PathLike):
        return _opened(os.fspath(given))

    def refused(message: str) -> DataError:
        return DataError(f"{called}: {printable(message)}")

    columns = _columns(given)
    if columns is None:
        return ArrayFrame((), lambda _: _array(given, refused), refused)
    arrays = {str(name): _array(column, refused) for name, column in columns.items()}
    for name, array in arrays.items():
        if array.ndim != 1:
            raise refused(f"{quoted(name)} has shape {array.shape}, must be a single column")
    if len({len(array) for array in arrays.values()}) > 1:
        raise refused("columns of different lengths, must be equally long")
    return ColumnFrame(MemoryColumns(arrays, refused))


def files_of(*given: Given | None) -> tuple[Path, ...]:
    """The files among what is given; standard input by its name in the system."""
    names = [os.fspath(one) for one in given if isinstance(one, str | os.PathLike)]
    return tuple(Path("/dev/stdin" if name == STREAM else name) for name in names)


def columns_named(frame: Frame, target: Given | None, called: str) -> tuple[str, ...]:
    """The parts of the data that a target names; none where it is a file or an object. Raises DataError for neither."""
    if not isinstance(target, str) or target == STREAM:
        return ()
    if target in frame.names:
        return (target,)
    pieces = tuple(piece.strip() for piece in target.split(","))
    lost = next((piece for piece in pieces if piece not in frame.names), None)
    if lost is None:
        return tuple(dict.fromkeys(pieces))
    if is_file(target):
        return ()
    there = f"it has {listed(frame.names)}" if frame.names else "it has no names of columns or arrays"
    hint = did_you_mean(lost, frame.names)
    raise DataError(f"the target {quoted(lost)} is neither a file nor in {called}{hint}; {there}")


def is_file(name: str) -> bool:
    """Whether there is something of this name."""
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False


def _opened(name: str) -> Frame:
    try:
        return open_frame(None if name == STREAM else Path(name))
    except OSError as error:
        raise DataError(f"{printable(name)}: cannot be read ({error.strerror or error})") from None
    except ValueError as error:  # a name that no file can have
        raise DataError(f"{printable(name)}: cannot be read ({error})") from None


def _columns(given: Any) -> Mapping[Any, Any] | None:
    """The columns of a frame or a mapping, by name; None where there are no names."""
    if isinstance(given, Mapping):
        return given
    if isinstance(given, np.ndarray):
        return {name: given[name] for name in given.dtype.names} if given.dtype.names else None
    if hasattr(given, "column_names"):  # of pyarrow, whose `columns` are not names
        return {name: given[name] for name in given.column_names}
    if hasattr(given, "columns"):
        return {name: given[name] for name in (given.keys() if hasattr(given, "keys") else given.columns)}
    return None


def _array(given: Any, refused: Any) -> NDArray[Any]:
    if hasattr(given, "toarray"):
        raise refused("a sparse matrix, must be a full one, such as its toarray()")
    try:
        return plain_numbers(np.asarray(given.to_numpy() if hasattr(given, "to_numpy") else given))
    except (ValueError, TypeError) as error:
        raise refused(f"no array can be made of it ({error})") from None
