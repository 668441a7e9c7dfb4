"""Targets: labels become one column for each class, numbers stay as they are; held-out samples are taken likewise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.data.parts import NUMBERS, Part, kind_of, listed
from scalecalc.errors import DataError
from scalecalc.record import record

LARGEST = 1e150  # of a number whose square is still a double
SMALLEST = 1 / LARGEST
_SHOWN = 3
_LISTED = 10
_FEWER = 10  # samples of a class, on average, where whole numbers count as labels


class Encoding(Protocol):
    """How targets were taken."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns."""

    def encoded(self, parts: Sequence[Part]) -> Floats:
        """The targets of these samples, shape (n, c). Raises an error with the places of what cannot be a target."""


@record
class Labels:
    """One column for each class: 1 for the samples in it, else 0.

    classes: shape (c,), rising: numbers, or texts.
    """

    classes: NDArray[Any]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(str(one) for one in _plain(self.classes))

    @property
    def shown(self) -> str:
        """The classes, for a sentence."""
        return _shown(self.classes)

    def encoded(self, parts: Sequence[Part]) -> Floats:
        (part,) = parts
        values = labels_in(part)
        if (values.dtype.kind == "U") != (self.classes.dtype.kind == "U"):
            raise part.refused(f"the labels are to be like those of the data, {self.shown}")
        places = np.minimum(np.searchsorted(self.classes, values), len(self.classes) - 1)
        known = self.classes[places] == values
        if not known.all():
            unknown = _shown(np.unique(values[~known]))
            raise part.refused(f"the labels {unknown} are not among those of the data, {self.shown}")
        return np.asarray(np.equal.outer(places, np.arange(len(self.classes))), dtype=float)


@record
class Numbers:
    """The numbers as they are."""

    names: tuple[str, ...]

    def encoded(self, parts: Sequence[Part]) -> Floats:
        found = np.concatenate([_numbers(part) for part in parts], axis=1)
        if found.shape[1] != len(self.names):
            message = f"the targets have {found.shape[1]} columns, must have {len(self.names)} as those of the data"
            raise parts[0].refused(message)
        return found


def encoding_of(parts: Sequence[Part], target_is: str) -> tuple[Encoding, str]:
    """What the targets are taken for, and a sentence that says so. target_is: labels, numbers, or auto."""
    single = len(parts) == 1 and _is_single(parts[0])
    if target_is == "labels" and not single:
        raise parts[0].refused("the target has several columns, must be a single one of labels")
    single_numbers = single and parts[0].is_numbers
    if target_is == "labels" or (target_is == "auto" and single and _looks_like_labels(parts[0])):
        labels = Labels(np.unique(labels_in(parts[0])))
        count, samples = len(labels.classes), len(parts[0].table)
        if 2 * count > samples:
            raise parts[0].refused(
                f"{count} different labels of {samples} samples, must be at most half as many; or take numbers for it"
            )
        note = f"The target is taken as labels of {count} classes, a column for each: {labels.shown}"
        return labels, note + _otherwise(target_is if single_numbers else "", "numbers", "takes the values as they are")
    numbers = Numbers(_names(parts))
    count = len(numbers.names)
    note = f"The target is taken as numbers, {count} {'column' if count == 1 else 'columns'}"
    return numbers, note + _otherwise(target_is if single else "", "labels", "makes a column of every value")


def labels_in(part: Part) -> NDArray[Any]:
    """The labels, shape (n,): texts, or numbers. Raises an error for missing ones."""
    values = part.table.reshape(-1)
    if part.is_numbers:
        _refuse(part, ~np.isfinite(values[:, None]), lambda value: f"got {value}, must be a label")
        return values
    empty = [value is None or value != value or str(value).strip() == "" for value in values]
    _refuse(part, np.array(empty)[:, None], lambda _: "got nothing, must be a label")
    return np.array([str(value) for value in values])


def varying(targets: Floats, names: Sequence[str]) -> tuple[str, ...]:
    """A sentence on columns that are constant. Raises DataError where all are, or where their squares are lost."""
    same = [name for name, column in zip(names, targets.T, strict=True) if column.min() == column.max()]
    if len(same) == len(names):
        raise DataError(f"the target is {targets[0, 0]:g} for every sample, must differ: there is nothing to learn")
    largest = float(np.abs(targets).max())
    if largest < SMALLEST:
        raise DataError(f"the largest target is {largest:g} in size, must be at least {SMALLEST:g}: rescale it")
    return (f"Constant columns of the target: {listed(same)}.",) if same else ()


def _looks_like_labels(part: Part) -> bool:
    values = part.table.reshape(-1)
    if values.dtype.kind not in NUMBERS or values.dtype.kind == "b":
        return True
    few = len(np.unique(values)) <= max(2, len(values) // _FEWER)
    if values.dtype.kind in "iu":
        return few
    return few and bool(np.all(np.isfinite(values) & (values >= 0) & (values == np.floor(values))))


def _is_single(part: Part) -> bool:
    return part.table.ndim == 1 or (part.table.ndim == 2 and part.table.shape[1] == 1)


def _numbers(part: Part) -> Floats:
    if not part.is_numbers:
        raise part.refused(f"the target is one of {kind_of(part.table)}, must be one of real numbers, or labels")
    if part.table.ndim not in (1, 2) or part.table.size == 0:
        raise part.refused(f"the target has shape {part.table.shape}, must be (n,) or (n, c)")
    with np.errstate(over="ignore"):
        found = np.asarray(part.table, dtype=float).reshape(len(part.table), -1)
    bad = ~(np.abs(found) < LARGEST)
    _refuse(part, bad, lambda value: f"got {value:g}, must be a finite number below {LARGEST:g}")
    return found


def _refuse(part: Part, bad: NDArray[np.bool_], message: Any) -> None:
    """Raises an error with the first few places that `bad`, shape (n, c), marks, and how many there are."""
    count = int(np.count_nonzero(bad))
    if not count:
        return
    table = part.table.reshape(bad.shape)
    found = [(int(i), int(j), message(table[i, j])) for i, j in np.argwhere(bad)[:_SHOWN]]
    if count > _SHOWN:
        row, column, text = found[-1]
        found[-1] = (row, column, f"{text} ({count:,} such entries in all)")
    raise part.wrong_at(found)


def _names(parts: Sequence[Part]) -> tuple[str, ...]:
    counts = [1 if part.table.ndim == 1 else part.table.shape[-1] for part in parts]
    names = [name for part, count in zip(parts, counts, strict=True) for name in part.names if len(part.names) == count]
    return tuple(names) if len(names) == sum(counts) else tuple(f"target {i + 1}" for i in range(sum(counts)))


def _plain(values: NDArray[Any]) -> list[Any]:
    """Whole numbers without a decimal point."""
    found = values.tolist()
    return [int(one) if isinstance(one, float) and one.is_integer() else one for one in found]


def _shown(classes: NDArray[Any]) -> str:
    """The first few, texts in quotes."""
    few = ", ".join(map(repr, _plain(classes[:_LISTED])))
    return few + (", …" if len(classes) > _LISTED else "")


def _otherwise(target_is: str, other: str, what: str) -> str:
    return f"; target_is {other} {what}." if target_is == "auto" else "."
