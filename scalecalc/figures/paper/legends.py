"""The legend that explains curves and letters: inside the axes where there is room, else below them in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scalecalc.figures.paper import palette
from scalecalc.figures.paper.measure import text_size
from scalecalc.figures.paper.sheet import Sheet
from scalecalc.figures.paper.styles import area_style, divergence_style, line_style
from scalecalc.figures.paper.symbols import math, math_of_case
from scalecalc.figures.picture import Entry, Picture, legend
from scalecalc.record import record

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

_SAMPLE, _LETTER = 2.6, 0.0  # font sizes: how long the sample of a curve is, and that beside a letter
_PAD, _BETWEEN, _LINES = 0.6, 1.4, 0.35  # font sizes: from sample to name, between columns, between lines
_LINE = 1.2  # font sizes: the height of a line


@record
class Key:
    """A legend before it is drawn.  samples: with their names.  letters: whether names begin with a letter."""

    samples: tuple[tuple[str, Entry | None], ...]
    letters: bool = False

    def size(self, sheet: Sheet, columns: int) -> tuple[float, float]:
        """Width and height in points."""
        font = sheet.small
        rows = -(-len(self.samples) // columns)
        names = [text_size(name, font)[0] for name, _ in self.samples]
        wide = [max(names[start : start + rows]) for start in range(0, len(names), rows)]
        each = (self._sample + _PAD) * font
        width = sum(wide) + len(wide) * each + (len(wide) - 1) * _BETWEEN * font
        return width, font * (rows * _LINE + (rows - 1) * _LINES)

    def columns(self, sheet: Sheet, room: float) -> int:
        """In how many columns it is lowest, where it may be as wide as the room."""
        fitting = [n for n in range(1, len(self.samples) + 1) if self.size(sheet, n)[0] <= room]
        return min(fitting or [1], key=lambda n: self.size(sheet, n)[1])

    @property
    def _sample(self) -> float:
        return _LETTER if self.letters else _SAMPLE

    def draw(self, figure: Figure, sheet: Sheet, place: tuple[float, float], columns: int) -> None:
        """Draw it with its lower left corner there, as fractions of the figure."""
        figure.legend(
            handles=[_sample(name, entry, sheet) for name, entry in self.samples],
            loc="lower left",
            bbox_to_anchor=place,
            borderaxespad=0.0,
            borderpad=0.0,
            frameon=False,
            ncols=columns,
            fontsize=sheet.small,
            handlelength=self._sample,
            handletextpad=_PAD,
            columnspacing=_BETWEEN,
            labelspacing=_LINES,
        )


def key_of(picture: Picture, letters: list[str]) -> Key | None:
    """What there is to explain.  letters: with what they stand for. A single curve that the y axis names needs none."""
    entries = legend(picture)
    found: list[tuple[str, Entry | None]] = []
    if len(entries) > 1 or (entries and entries[0].name != picture.y.meaning):
        alike = [replace(entry, hue=0, stroke=0) if entry.role == "total" else entry for entry in entries]
        found += [(_label(entry), entry) for entry in alike]  # the total looks the same whatever hues are left for it
    if picture.divergences and (found or not letters):
        found.append(("diverges", None))
    names: list[tuple[str, Entry | None]] = [(name, _NOTHING) for name in letters]
    if names and picture.divergences and not found:
        names.append(("$\\blacktriangle$  diverges", _NOTHING))
    return Key((*found, *names), not found) if found or names else None


def joined(keys: Sequence[Key]) -> Key | None:
    """One key for all; None where a name has two looks, or a look two names. Letters differ from panel to panel."""
    if any(key.letters for key in keys):
        return keys[0] if len(set(keys)) == 1 else None
    samples = dict.fromkeys(sample for key in keys for sample in key.samples)
    looks = {None if entry is None else (entry.hue, entry.stroke, entry.role) for _, entry in samples}
    return Key(tuple(samples)) if len({name for name, _ in samples}) == len(looks) == len(samples) else None


_NOTHING = Entry("", "", None, None, "points")


def _sample(name: str, entry: Entry | None, sheet: Sheet) -> Artist:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    if entry is None:
        return Line2D([], [], label=name, **divergence_style(sheet))
    if entry is _NOTHING:
        return Line2D([], [], label=name, linestyle="none")
    if entry.role == "area":
        return Patch(label=name, **area_style(entry.hue or 0))
    style: dict[str, Any] = line_style(entry.role, entry.hue, entry.stroke, 1, sheet)
    if entry.stroke is None:
        style["linestyle"] = "-"
    if entry.hue is None and entry.role == "curve":
        style["color"] = palette.GREY
    return Line2D([], [], label=name, **style)


def _label(entry: Entry) -> str:
    if entry.role in ("fit", "law"):
        word, _, formula = entry.name.partition(" ")
        return f"{word}  {math(formula)}"
    if entry.stroke is None or "=" in entry.name:
        return math_of_case(entry.name)
    return f"{math(entry.symbol)}  {entry.name}".strip()
