"""numpy's own files: one array in a .npy, named arrays in a .npz."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.data.columns import Columns, Floats, Found, doubles
from scalecalc.data.content import LARGEST_STREAM, ZIP, Content
from scalecalc.errors import Problem, SpecError
from scalecalc.wording import did_you_mean, located, quoted

_LISTED = 20
# What numpy and zipfile raise for files that are damaged or have another format.
_ERRORS = (
    ValueError,
    TypeError,
    KeyError,
    SyntaxError,
    EOFError,
    OverflowError,
    MemoryError,
    RecursionError,
    NotImplementedError,
    RuntimeError,
    TokenError,
    zipfile.BadZipFile,
    zlib.error,
)


class ArrayFile:
    """The arrays of a file: one without a name, or several with names.

    Raises SpecError where there is no array that can be read.
    """

    def __init__(self, content: Content) -> None:
        self.content = content
        self._zip = content.head.startswith(ZIP)
        self.names = self._names() if self._zip else []

    def named(self, names: Sequence[str]) -> Columns:
        """The arrays of these names, as columns of equal length."""
        for name in names:
            if name not in self.names:
                hint = did_you_mean(name, self.names) or ","
                raise self.content.refused(f"the file has no array {quoted(name)}{hint} must be one of {self.listed}")
        return self._columns([self._column(self._array(name), name) for name in names], tuple(names))

    def only(self) -> Columns | None:
        """The only array of a file; None if it has several, so that a name is needed."""
        if len(self.names) > 1:
            return None
        return self._columns([self._column(self._first(), "")], ("",))

    def all(self) -> Columns:
        """The columns of the only array, which must have two dimensions."""
        if len(self.names) > 1:
            raise self.content.refused(f"the file has the arrays {self.listed}, must be a single one")
        array = self._numbers(self._first(), "the array")
        if array.ndim != 2 or array.size == 0:
            raise self.content.refused(f"the array has shape {array.shape}, must have two dimensions, one row a sample")
        return self._columns(list(doubles(array.T)), tuple(f"column {i}" for i in range(array.shape[1])))

    def array(self, name: str) -> NDArray[Any]:
        """The array of this name, of any shape and dtype; "" is that of a .npy file, mapped where it can be."""
        return self._array(name) if self._zip else self._load(None)

    @property
    def listed(self) -> str:
        """The names of the arrays, for a sentence."""
        return ", ".join(map(quoted, self.names[:_LISTED])) + (", …" if len(self.names) > _LISTED else "")

    def _first(self) -> NDArray[Any]:
        return self.array(self.names[0] if self._zip else "")

    def _columns(self, values: list[Floats], names: tuple[str, ...]) -> Columns:
        if len({column.size for column in values}) > 1:
            sizes = ", ".join(f"{quoted(name)} has {column.size}" for name, column in zip(names, values, strict=True))
            raise self.content.refused(f"arrays of different length, {sizes}, must be equally long")

        def locate(column: int, found: Found) -> list[Problem]:
            where = f" of {names[column]}" if names[column] else ""
            return [
                located(f"entry {row}{where} (counted from 0): {message}", str(self.content.path))
                for row, message in found
            ]

        return Columns(tuple(values), locate)

    def _column(self, array: NDArray[Any], name: str) -> Floats:
        what = f"the array {quoted(name)}" if name else "the array"
        array = self._numbers(array, what)
        if array.size == 0 or array.ndim == 0 or array.size != max(array.shape):
            message = f"{what} has shape {array.shape}, must be one-dimensional with at least one entry"
            raise self.content.refused(message)
        return doubles(array.ravel())

    def _numbers(self, array: NDArray[Any], what: str) -> NDArray[Any]:
        if array.dtype.kind not in "fiu":
            kind = "complex numbers" if array.dtype.kind == "c" else str(array.dtype)
            raise self.content.refused(f"{what} is one of {kind}, must be one of floating point or integer numbers")
        return array

    def _names(self) -> list[str]:
        try:
            with self.content.open() as file, zipfile.ZipFile(file) as archive:
                names = archive.namelist()
        except _ERRORS as error:
            raise self._unreadable(error) from None
        found = [name.removesuffix(".npy") for name in names if name.endswith(".npy")]
        if not found:
            raise self.content.refused("a zip file without arrays of numpy, must be one that numpy.savez has written")
        return found

    def _array(self, name: str) -> NDArray[Any]:
        try:
            with self.content.open() as file, zipfile.ZipFile(file) as archive:
                if archive.getinfo(f"{name}.npy").file_size > LARGEST_STREAM:
                    message = f"the array {quoted(name)} unpacks to more than {LARGEST_STREAM >> 20} MB, must be less"
                    raise self.content.refused(message)
                data = archive.read(f"{name}.npy")
        except _ERRORS as error:
            raise self._unreadable(error) from None
        return self._load(data)

    def _load(self, data: bytes | None) -> NDArray[Any]:
        """The array in these bytes, or in the content. A plain file on disk is mapped into memory, not read."""
        data = self.content.data if data is None else data
        try:
            with warnings.catch_warnings(action="ignore"):  # about headers that Python 2 wrote
                if data is None:
                    return np.lib.format.open_memmap(self.content.path, mode="r")
                return np.asarray(np.lib.format.read_array(io.BytesIO(data), allow_pickle=False))
        except _ERRORS as error:
            raise self._unreadable(error) from None

    def _unreadable(self, error: BaseException) -> SpecError:
        text = next(iter(str(error).splitlines()), type(error).__name__)
        if ("bject" in text and "pickle" in text) or "Python objects" in text:
            return self.content.refused("the array is one of Python objects (pickled), must be one of numbers")
        suffix = ".npz" if self._zip else ".npy"
        return self.content.refused(f"not a {suffix} file that can be read ({text}), must be arrays of numbers")
