"""One look through the features, tile by tile: what cannot be taken, and what is odd."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.data.parts import Part
from scalecalc.empirical.inputs.targets import LARGEST, SMALLEST
from scalecalc.record import record

_BYTES = 1 << 23  # of a tile
_SHOWN = 3


@record(eq=False)
class Seen:
    """What one tile holds. low, high: of each column.  rows: a hash of each.  bad: places that are not finite."""

    low: NDArray[Any]
    high: NDArray[Any]
    rows: NDArray[np.int64]
    bad: NDArray[np.int64]


def refuse_infinite(part: Part) -> None:
    """Raises an error with the first entries that are not finite, and how many there are."""
    _refuse_bad(part, [_bad(tile, start) for start, tile in _tiles(part.table)])


def looked_through(part: Part) -> tuple[str, ...]:
    """Sentences on constant columns and repeated rows. Raises an error for entries that no kernel can take."""
    seen = [_seen(tile, start) for start, tile in _tiles(part.table)]
    _refuse_bad(part, [one.bad for one in seen])
    low = np.min([one.low for one in seen], axis=0)
    high = np.max([one.high for one in seen], axis=0)
    largest = max(abs(float(low.min())), abs(float(high.max())))
    if not SMALLEST < largest < LARGEST:
        message = f"the largest feature is {largest:g} in size, must lie between {SMALLEST:g} and {LARGEST:g}"
        raise part.refused(f"{message}: rescale them")
    constant = int(np.count_nonzero(low == high))
    if constant == len(low):
        raise part.refused("every feature is the same for all samples, must differ")
    rows = np.concatenate([one.rows for one in seen])
    return (*_on_columns(part, low == high), *_on_rows(len(rows) - len(np.unique(rows))))


def _on_columns(part: Part, constant: NDArray[np.bool_]) -> tuple[str, ...]:
    count = int(np.count_nonzero(constant))
    if not count:
        return ()
    which = f" ({part.names[int(np.argmax(constant))]!r})" if count == 1 and len(part.names) == len(constant) else ""
    one = count == 1
    return (f"{count:,} of {len(constant):,} features{which} {'is' if one else 'are'} the same for all samples.",)


def _on_rows(repeated: int) -> tuple[str, ...]:
    if not repeated:
        return ()
    one = repeated == 1
    return (f"{repeated:,} {'sample is a copy' if one else 'samples are copies'} of others, in every feature.",)


def _tiles(table: NDArray[Any]) -> Iterator[tuple[int, NDArray[Any]]]:
    size = max(1, _BYTES // max(1, table.shape[1] * table.itemsize))
    for start in range(0, len(table), size):
        yield start, np.ascontiguousarray(table[start : start + size])


def _seen(tile: NDArray[Any], start: int) -> Seen:
    rows = np.array([hash(row.tobytes()) for row in tile], dtype=np.int64)
    return Seen(tile.min(axis=0), tile.max(axis=0), rows, _bad(tile, start))


def _bad(tile: NDArray[Any], start: int) -> NDArray[np.int64]:
    finite = np.isfinite(tile)
    return np.empty((0, 2), np.int64) if finite.all() else np.argwhere(~finite) + np.array([start, 0])


def _refuse_bad(part: Part, found: list[NDArray[np.int64]]) -> None:
    places = np.concatenate(found)
    if not len(places):
        return
    first = [(int(i), int(j), f"got {part.table[i, j]:g}, must be a finite number") for i, j in places[:_SHOWN]]
    if len(places) > _SHOWN:
        rows = len(np.unique(places[:, 0]))
        i, j, text = first[-1]
        first[-1] = (i, j, f"{text} ({len(places):,} such entries in all, in {rows:,} rows: leave these out)")
    raise part.wrong_at(first)
