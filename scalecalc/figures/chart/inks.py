"""How curves differ on a terminal: by colour, by mark, by kind of line; and how cells become text with escape codes."""

from __future__ import annotations

from collections.abc import Iterable

from scalecalc.figures.chart.canvas import Cell
from scalecalc.figures.picture import Role
from scalecalc.output.style import Style
from scalecalc.record import record

GUIDE = (3, 2)  # dots drawn and left out
BOLD, DIM, PLAIN = "1", "2", ""
_COLORS = ("36", "33", "32", "35", "34", "31", "96", "93")
_DASHES = ((1, 0), (5, 3), (1, 2), (7, 3), (3, 2), (2, 4))


@record
class Characters:
    """The characters of a chart."""

    marks: str
    fills: str
    shade: str
    vertical: str
    horizontal: str
    tick: str
    down: str
    corner: str
    crossover: str
    diverges: str
    dashes: tuple[str, ...]


UNICODE = Characters(
    marks="●■▲◆○□△◇★☆▼▽",
    fills="█░▓▒╱╲",
    shade="░",
    vertical="│",
    horizontal="─",
    tick="┤",
    down="┬",
    corner="└",
    crossover="┊",
    diverges="↑",
    dashes=("⠤⠤⠤", "⠤⠄⠤", "⠄⠄⠄", "⠤⠤⠄", "⠤⠠⠤", "⠄⠀⠄"),
)
ASCII = Characters(
    marks="ox+*#@%&=~sdnuvwzkqabcehj",
    fills="#:=+%.",
    shade=":",
    vertical="|",
    horizontal="-",
    tick="+",
    down="+",
    corner="+",
    crossover=":",
    diverges="^",
    dashes=("...",),
)


def characters(style: Style) -> Characters:
    return UNICODE if style.unicode else ASCII


def mark(hue: int, number: int, style: Style) -> str:
    """The mark of a hue. In ASCII every curve, by its number, has its own mark, because lines look alike there."""
    made_of = characters(style)
    return made_of.marks[(hue if style.unicode else number) % len(made_of.marks)]


def ink(hue: int | None, role: Role = "curve") -> str:
    """The escape codes of a curve."""
    if role in ("total", "points"):
        return BOLD
    color = "" if hue is None else _COLORS[hue % len(_COLORS)]
    return f"{DIM};{color}" if role == "faint" else color


def dash(stroke: int) -> tuple[int, int]:
    """How many dots of a line are drawn and left out, in turn."""
    return _DASHES[stroke % len(_DASHES)]


def painted(cells: Iterable[Cell], style: Style) -> str:
    """A line of the chart as text, with as few escape sequences as possible, and no blanks at its end."""
    text, current = "", PLAIN
    for character, code in _without_trailing_blanks(list(cells)):
        wanted = allowed(code, style)
        if wanted != current and not (character == " " and not current):
            text += ("\x1b[0m" if current else "") + (f"\x1b[{wanted}m" if wanted else "")
            current = wanted
        text += character
    return text + ("\x1b[0m" if current else "")


def _without_trailing_blanks(cells: list[Cell]) -> list[Cell]:
    while cells and cells[-1][0] == " ":
        cells.pop()
    return cells


def allowed(code: str, style: Style) -> str:
    """The codes that the style allows: none, bold and dim only, or colours too."""
    if not style.ansi:
        return PLAIN
    return ";".join(part for part in code.split(";") if style.color or part in (BOLD, DIM))


def cells_of(text: str, code: str = PLAIN) -> list[Cell]:
    return [(character, code) for character in text]
