"""Where the names of bands go: above the bands if they fit, else into a key, with letters above the bands."""

from __future__ import annotations

from collections.abc import Sequence


def letter(number: int) -> str:
    """A, B, ... Z, AA, AB ..."""
    high, low = divmod(number, 26)
    return (letter(high - 1) if high else "") + chr(ord("A") + low)


def fits(widths: Sequence[float], rooms: Sequence[float]) -> bool:
    """Whether every name fits above its band."""
    return all(width <= room for width, room in zip(widths, rooms, strict=True))


def rows(centres: Sequence[float], widths: Sequence[float], gap: float) -> list[int]:
    """The row of each label, 0 the lowest, such that labels of the same row are at least the gap apart.

    centres, widths: of labels in order from left to right.
    """
    ends: list[float] = []
    result = []
    for centre, width in zip(centres, widths, strict=True):
        start = centre - width / 2
        row = next((row for row, end in enumerate(ends) if start >= end + gap), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = centre + width / 2
        result.append(row)
    return result


def lines(label: str, room: int) -> list[str]:
    """The label in one line, or broken after its comma where it is longer than the room."""
    if len(label) <= room or ", " not in label:
        return [label]
    head, _, tail = label.partition(", ")
    return [f"{head},", tail]
