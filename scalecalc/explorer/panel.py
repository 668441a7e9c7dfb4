"""The panel with the knobs, as lines: the spec itself, one value a line."""

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
        return _cells(name[:WIDTH], _HEADING)
    value = shown(knob.value) if isinstance(knob.value, float | int) else text.shown(knob.text, unicode=unicode)
    room = WIDTH - len(name) - 2
    if len(value) > room:
        value = value[: max(room - 1, 1)] + ("…" if unicode else "~")
    mark = "*" if changed else " "
    line = f"{name}{value:>{WIDTH - len(name) - 1}}{mark}"
    return _cells(line, _CHOSEN if chosen else _CHANGED if changed else _PLAIN)


def _cells(line: str, code: str) -> list[Cell]:
    return [(character, code) for character in line]
