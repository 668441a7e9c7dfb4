"""Columns as text for machines: the shortest digits that read back exactly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from pydantic_core import to_json

from scalecalc.record import record

Array = np.ndarray[Any, Any]

_EXACT_INTEGERS = 1e16  # from here on repr itself writes exponents


@record
class Notation:
    """How a format writes values that are no plain numbers.  quoted: turns a text into a field of the format."""

    nan: str
    inf: str
    minus_inf: str
    none: str
    quoted: Callable[[str], str]


def columns_as_text(columns: list[Array], notation: Notation) -> list[list[str]]:
    """One list of texts per column. Equal columns (kappa1 and kappa2 without features) are written once."""
    done: list[tuple[Array, list[str]]] = []
    result = []
    for values in columns:
        texts = next((known for other, known in done if _same(values, other)), None)
        if texts is None:
            texts = as_text(values, notation)
            done.append((values, texts))
        result.append(texts)
    return result


def as_text(values: Array, notation: Notation) -> list[str]:
    """The column's values as fields of a format."""
    if values.dtype.kind == "f":
        return _by_runs(values.astype(np.float64, copy=False), notation)
    if values.dtype.kind in "iu":
        return list(map(str, values.tolist()))
    if values.dtype.kind == "b":
        return ["true" if value else "false" for value in values.tolist()]
    known: dict[tuple[type, Any], str] = {}  # texts repeat; the type is in the key because 1 == 1.0 == True
    for value in values.tolist():
        if (type(value), value) not in known:
            known[type(value), value] = _one(value, notation)
    return [known[type(value), value] for value in values.tolist()]


def _same(values: Array, other: Array) -> bool:
    if values.dtype.kind != "f" or other.dtype.kind != "f" or not len(values):
        return False
    return bool(values[0] == other[0]) and np.array_equal(values, other)


def _by_runs(values: Array, notation: Notation) -> list[str]:
    """Like _floats, but a number that is repeated in many consecutive rows, as in coordinates, is written once."""
    starts = np.flatnonzero(values[1:] != values[:-1]) + 1
    if 4 * (len(starts) + 1) > len(values):
        return _floats(values, notation)
    starts = np.concatenate([[0], starts])
    lengths = np.diff(np.append(starts, len(values)))
    texts = _floats(values[starts], notation)
    return [text for text, length in zip(texts, lengths.tolist(), strict=True) for text in [text] * length]


def _floats(values: Array, notation: Notation) -> list[str]:
    finite = np.isfinite(values)
    whole = (values == np.trunc(values)) & (np.abs(values) < _EXACT_INTEGERS)
    if whole.all():
        return list(map(str, values.astype(np.int64).tolist()))
    texts = _reprs(values)
    for index in np.flatnonzero(whole).tolist():
        texts[index] = texts[index].removesuffix(".0")
    for index in np.flatnonzero(~finite).tolist():
        texts[index] = _special(values[index], notation)
    return texts


def _reprs(values: Array) -> list[str]:
    """float.__repr__ of every number, but several times as fast: half of the time of a long sweep is spent here.

    The digits of JSON are the same, but it writes 0.00002 and 2e-6 where Python writes 2e-05 and 2e-06.
    """
    numbers = values.tolist()
    texts = to_json(numbers).decode("ascii")[1:-1].split(",")
    size = np.abs(values)
    for index in np.flatnonzero((size >= 1e-5) & (size < 1e-4)).tolist():
        texts[index] = repr(numbers[index])
    for index in np.flatnonzero((size >= 1e-9) & (size < 1e-5)).tolist():
        texts[index] = texts[index][:-1] + "0" + texts[index][-1]
    return texts


def _special(value: float, notation: Notation) -> str:
    if value != value:
        return notation.nan
    return notation.inf if value > 0 else notation.minus_inf


def _one(value: Any, notation: Notation) -> str:
    """One value of a column of objects, which may hold numbers among texts."""
    if value is None:
        return notation.none
    if isinstance(value, str):
        return notation.quoted(value)
    return as_text(np.asarray([value]), notation)[0]
