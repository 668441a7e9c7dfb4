"""Arrays as a Frame: from a file of numpy or in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import Any

from numpy.typing import NDArray

from scalecalc.data.parts.part import NUMBERS, Part, Place, kind_of, listed, missing
from scalecalc.errors import ScalecalcError
from scalecalc.wording import quoted


class ArrayFrame:
    """Arrays with names, or a single one without, called "".

    load: gives the array of a name.  refused: makes an error of a sentence.
    """

    def __init__(
        self, names: tuple[str, ...], load: Callable[[str], NDArray[Any]], refused: Callable[[str], ScalecalcError]
    ) -> None:
        self.names = names
        self._load = load
        self._refused = refused

    def part(self, name: str) -> Part:
        if name not in (self.names or ("",)):
            raise self._refused(missing("array", name, self.names) if self.names else "the array has no name")
        return self._part(name, self._load(name))

    def whole(self) -> Part:
        if len(self.names) > 1:
            raise self._refused(f"the arrays {listed(self.names)}, must be a single one, the target")
        return self.part(self.names[0] if self.names else "")

    def features(self, without: Sequence[str], like: Sequence[str] | None, length: int | None) -> Part:
        rest = [name for name in self.names or ("",) if name not in without]
        tables = dict(self._tables(rest))
        name = self._chosen(tables, like or (), length)
        array = tables[name]
        if array.ndim == 2:
            return self._part(name, array)
        flat = array.reshape(len(array), prod(array.shape[1:]))
        sizes = " x ".join(map(str, array.shape[1:]))
        return self._part(name, flat, (f"Samples of {sizes} numbers are taken as {flat.shape[1]:,} features each.",))

    def _tables(self, names: Sequence[str]) -> Iterator[tuple[str, NDArray[Any]]]:
        """The arrays of two dimensions and more. A single array must be one of them."""
        for name in names:
            try:
                array = self._load(name)
            except ScalecalcError:
                if len(names) == 1:
                    raise
                continue  # what cannot be read is not what is wanted
            if len(names) == 1:
                self._check(array)
            if array.ndim >= 2 and array.dtype.kind in NUMBERS:
                yield name, array

    def _check(self, array: NDArray[Any]) -> None:
        if array.dtype.kind not in NUMBERS:
            raise self._refused(f"an array of {kind_of(array)}, must be one of real numbers")
        if array.ndim < 2:
            message = f"the array has shape {array.shape}, must be a table, one row a sample"
            hint = "; a single feature is a table of one column, shape (n, 1)" if array.ndim else ""
            raise self._refused(message + hint)

    def _chosen(self, tables: dict[str, NDArray[Any]], like: Sequence[str], length: int | None) -> str:
        """The only table; if there are several, the one of as many rows as the target, or of the same name."""
        fitting = [name for name, array in tables.items() if len(tables) == 1 or length in (None, len(array))]
        if len(like) == 1 and like[0] in fitting:
            return like[0]
        if len(fitting) == 1:
            return fitting[0]
        found = ", ".join(f"{quoted(name)} {array.shape}" for name, array in tables.items())
        if not tables:
            raise self._refused(
                f"no table of features among the arrays {listed(self.names)}, must be one, shape (n, d)"
            )
        which = "with as many rows as the target" if length is not None else "beside the target"
        raise self._refused(f"the tables {found}, must be a single one {which}")

    def _part(self, name: str, array: NDArray[Any], notes: tuple[str, ...] = ()) -> Part:
        return Part(array, (name,) if name else (), self._wrong_at, self._refused, notes)

    def _wrong_at(self, found: Sequence[Place]) -> ScalecalcError:
        at = (f"entry [{row}, {column}] {message}" for row, column, message in found)
        return self._refused("; ".join(at) + " (counted from 0)")
