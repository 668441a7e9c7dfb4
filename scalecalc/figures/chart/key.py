"""The legend of a chart in the terminal, in lines below it."""

from __future__ import annotations

from scalecalc.figures.chart.canvas import Cell
from scalecalc.figures.chart.inks import BOLD, cells_of, characters, ink, mark
from scalecalc.figures.picture import Entry, Picture, legend, looks
from scalecalc.output.style import Style
from scalecalc.output.text import folded, shown, width

_GAP = 3  # blanks between entries
Item = tuple[list[Cell], str]  # a sample of a curve's look, and its name


def key_lines(picture: Picture, style: Style, room: int) -> list[list[Cell]]:
    """Lines of samples with their names; no line for a single curve that the y axis names."""
    return in_columns(_items(picture, style), room)


def in_columns(items: list[Item], room: int) -> list[list[Cell]]:
    """Samples with their names, in columns of equal width. A name that is too long continues on the next line."""
    widest = max((len(sample) + 1 + width(name) for sample, name in items), default=0)
    per_line = max((room + _GAP) // (widest + _GAP), 1)
    result: list[list[Cell]] = []
    for start in range(0, len(items), per_line):
        line: list[Cell] = []
        for sample, name in items[start : start + per_line]:
            line += cells_of(" " * ((widest + _GAP) * bool(line) and _missing(line, widest + _GAP)))
            first, *rest = folded(name, max(room - len(sample) - 1, 1))
            line += [*sample, *cells_of(f" {first}")]
            if rest:  # only if a line has a single entry
                result.append(line)
                *between, line = [cells_of(" " * (len(sample) + 1) + part) for part in rest]
                result += between
        result.append(line)
    return result


def _missing(line: list[Cell], step: int) -> int:
    """The number of blanks before the next entry; wide characters count twice."""
    taken = sum(width(character) for character, _ in line)
    return -taken % step


def _items(picture: Picture, style: Style) -> list[Item]:
    items = [
        (_sample(entry, number, style), _name(entry, style)) for number, entry in enumerate(_entries(picture, style))
    ]
    if len(items) == 1 and picture.series[0].name == picture.y.meaning:
        items = []
    if picture.divergences:
        items.append((cells_of(characters(style).diverges, BOLD), "diverges"))
    return items


def _entries(picture: Picture, style: Style) -> list[Entry]:
    """The entries of the legend. In ASCII every curve has its own mark, and so its own entry."""
    if style.unicode:
        return legend(picture)
    return [
        Entry(one.name, one.symbol, look.hue, look.stroke, one.role)
        if not one.case
        else Entry(f"{one.case}: {one.symbol} {one.name}", "", look.hue, look.stroke, one.role)
        for one, look in zip(picture.series, looks(picture), strict=True)
    ]


def _name(entry: Entry, style: Style) -> str:
    return shown(f"{entry.symbol} {entry.name}".strip(), unicode=style.unicode)


def _sample(entry: Entry, number: int, style: Style) -> list[Cell]:
    made_of = characters(style)
    code = ink(entry.hue, entry.role)
    line = made_of.dashes[(entry.stroke or 0) % len(made_of.dashes)]
    if entry.role == "area":
        return cells_of(made_of.fills[number % len(made_of.fills)] * len(line), code)
    sign = mark(entry.hue or 0, number, style)
    if entry.role == "points":
        return cells_of(sign, code)
    if entry.hue is None or entry.role in ("fit", "law", "faint"):
        return cells_of(line, code)
    return cells_of(line[0] + sign + line[-1], code)
