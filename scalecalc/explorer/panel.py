"""Lines of cells: the panel with the knobs, which is the spec itself, one value a line; and lines of text."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from scalecalc.cells import shown
from scalecalc.explorer.knobs import Knob
from scalecalc.figures.chart import Cell
from scalecalc.output import text

_PLAIN, _HEADING, _CHOSEN, _CHANGED = "", "2", "7", "1"
WIDTH = 25


def panel(knobs: Sequence[Knob], chosen: str, changed: Collection[str], *, unicode: bool) -> list[list[Cell]]:
    """A line for each knob.  chosen: the key of the one that is turned.  changed: the keys that were."""
    return [_line(one, one.key == chosen, one.key in changed, unicode) for one in knobs]


def _line(knob: Knob, chosen: bool, changed: bool, unicode: bool) -> list[Cell]:
    name = " " * knob.depth + text.shown(knob.name, unicode=unicode)
    if knob.value is None:
        return cells(name[:WIDTH], _HEADING)
    value = shown(knob.value) if isinstance(knob.value, float | int) else text.shown(knob.text, unicode=unicode)
    room = WIDTH - len(name) - 2
    if len(value) > room:
        value = value[: max(room - 1, 1)] + ("…" if unicode else "~")
    mark = "*" if changed else " "
    line = f"{name}{value:>{WIDTH - len(name) - 1}}{mark}"
    return cells(line, _CHOSEN if chosen else _CHANGED if changed else _PLAIN)


def cells(line: str, code: str = "") -> list[Cell]:
    """A line in one look."""
    return [(character, code) for character in line]


def packed(parts: Sequence[str], room: int) -> list[str]:
    """The parts in lines, none of them broken."""
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + 3 + len(part) <= room:
            lines[-1] += f"   {part}"
        else:
            lines.append(part)
    return lines
