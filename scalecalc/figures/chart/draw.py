"""Pictures drawn in the terminal, as wide as it is: axes with ticks, curves, bands, and a legend below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TextIO

import numpy as np

from scalecalc.figures.bands import fits, letter, lines, rows
from scalecalc.figures.chart import inks, regions
from scalecalc.figures.chart.canvas import Canvas, Cell, Floats
from scalecalc.figures.chart.inks import BOLD, DIM, PLAIN, cells_of, characters, ink, painted
from scalecalc.figures.chart.key import in_columns, key_lines
from scalecalc.figures.picture import Axis, Look, Picture, Series, looks
from scalecalc.figures.scales import Scale, decade, layers, plain, scales
from scalecalc.output.style import Style
from scalecalc.output.text import folded, shown, width

_USUAL_WIDTH = 80
_TEXT_WIDTH = 100  # of notes: longer lines are hard to read
_LOWEST, _TALLEST = 6, 40  # rows of the canvas
_SHAPE = 0.3  # rows per column
_FRAME = 8  # lines: title, name of the y axis, x axis with ticks and name, blanks between, and the prompt
_MARK_ROOM = 6  # columns from one mark of a curve to the next
_TICK_ROOM_X, _TICK_ROOM_Y = 9, 3  # cells for each tick
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def write_chart(pictures: Sequence[Picture], out: TextIO, style: Style) -> None:
    """Write the title, the pictures one below the other, and the notes of all."""
    out.writelines(painted(line, style) + "\n" for line in chart_lines(pictures, style))
    out.flush()


def chart_lines(pictures: Sequence[Picture], style: Style) -> list[list[Cell]]:
    """What `write_chart` writes, in cells: a character and the escape codes for its look, as if all were allowed."""
    room = style.width or _USUAL_WIDTH
    text: list[list[Cell]] = []
    if pictures and pictures[0].title:
        text += [cells_of(line, BOLD) for line in folded(shown(pictures[0].title, unicode=style.unicode), room)]
        text.append([])
    for picture in pictures:
        if text and picture is not pictures[0]:
            text.append([])
        text += _Chart(picture, style, room).lines()
    notes = dict.fromkeys(note for picture in pictures for note in picture.notes)
    if notes and style.notes:
        text.append([])
        text += [cells_of(line, DIM) for note in notes for line in _bulleted(note, style, min(room, _TEXT_WIDTH))]
    return text


def _bulleted(note: str, style: Style, room: int) -> list[str]:
    bullet = "· " if style.unicode else "- "
    first, *rest = folded(shown(note, unicode=style.unicode), room - len(bullet))
    return [bullet + first, *(" " * len(bullet) + line for line in rest)]


class _Chart:
    """One picture, laid out for a number of columns."""

    def __init__(self, picture: Picture, style: Style, room: int) -> None:
        areas = tuple(one for one in picture.series if one.role == "area")
        self.picture = replace(picture, series=areas) if areas else picture  # the top of the areas is their sum
        self.style = style
        self.room = room
        self.made_of = characters(style)
        self.x, self.y = scales(picture)
        key = key_lines(self.picture, style, room)
        height = round(room * _SHAPE)
        self.height = max(_LOWEST, min(height, _TALLEST, style.height - _FRAME - len(key) - 2 * bool(picture.bands)))
        self.y_ticks = self.y.ticks(self.height // _TICK_ROOM_Y + 1)
        self.y_labels = _tick_labels(self.y_ticks, self.y, style)
        self.margin = max(map(len, self.y_labels), default=0)
        self.canvas = Canvas(max(room - self.margin - 2, 4), self.height, unicode=style.unicode)
        self.above, band_key = self._band_lines()
        self.key = [*key, *band_key, *regions.key(picture, style, room)]

    def lines(self) -> list[list[Cell]]:
        self._draw()
        picture = self.picture
        names = [shown(picture.subtitle, unicode=self.style.unicode), self._named(picture.y)]
        result = [cells_of(line) for name in names if name for line in folded(name, self.room)]
        indent = cells_of(" " * (self.margin + 2))
        result += [[*indent, *line] for line in self.above]
        ticks = dict(zip((self.canvas.row(float(self.y.unit(at))) for at in self.y_ticks), self.y_labels, strict=True))
        for row in range(self.height):
            label = ticks.get(row, "")
            edge = self.made_of.tick if row in ticks else self.made_of.vertical
            result.append([*cells_of(f"{label:>{self.margin}} {edge}"), *self.canvas.cells(row)])
        result += self._x_axis()
        return [*result, [], *self.key] if self.key else result

    def _x_axis(self) -> list[list[Cell]]:
        ticks = self.x.ticks(self.canvas.columns // _TICK_ROOM_X + 1)
        columns = [self.canvas.column(float(self.x.unit(at))) for at in ticks]
        edge = [self.made_of.down if at in columns else self.made_of.horizontal for at in range(self.canvas.columns)]
        labels = [" "] * (self.margin + 2 + self.canvas.columns)
        end = -1
        for column, label in zip(columns, _tick_labels(ticks, self.x, self.style), strict=True):
            start = min(self.margin + 2 + column - len(label) // 2, len(labels) - len(label))
            if start > end:
                labels[start : start + len(label)] = label
                end = start + len(label)
        name = self._named(self.picture.x)
        centre = self.margin + 2 + (self.canvas.columns - width(name)) // 2
        return [
            cells_of(" " * (self.margin + 1) + self.made_of.corner + "".join(edge)),
            cells_of("".join(labels)),
            cells_of(" " * max(min(centre, self.room - width(name)), 0) + name),
        ]

    def _named(self, axis: Axis) -> str:
        return shown(f"{axis.meaning} {axis.symbol}".strip(), unicode=self.style.unicode)

    # --- what is on the canvas

    def _draw(self) -> None:
        """Draw on the canvas. What is drawn later lies on top, so the first curve is drawn last."""
        if self.picture.regions is not None:
            regions.fill(self.canvas, self.picture.regions, self.x, self.y)
        self._draw_areas()
        series = list(zip(self.picture.series, looks(self.picture), strict=True))
        for one, look in reversed(series):
            self._draw_lines(one, look)
        for one, look in series:
            self._shade(one, look)
        for number, (one, look) in reversed(list(enumerate(series))):
            if one.role in ("curve", "total", "points"):
                mark = inks.mark(look.hue, number, self.style)
                gap = 1 if one.role == "points" else _MARK_ROOM
                self._draw_marks(one, mark, ink(look.hue, one.role), gap, number % gap)
        self._draw_guides()
        for band in self.picture.bands[1:]:
            self._draw_border(self.canvas.column(float(self.x.unit(band.start))), self.made_of.crossover)
        if self.picture.cursor is not None and np.isfinite(place := float(self.x.unit(self.picture.cursor))):
            self._draw_border(self.canvas.column(place), self.made_of.vertical)
        for at in self.picture.divergences:
            if np.isfinite(place := float(self.x.unit(at))):
                self.canvas.put(self.canvas.column(place), 0, self.made_of.diverges, BOLD)

    def _draw_lines(self, one: Series, look: Look) -> None:
        """Draw the curve, and a bar for the error of each point."""
        x, code = self.x.unit(one.x), ink(look.hue, one.role)
        if one.role not in ("area", "points"):
            self.canvas.line(x, self.y.unit(self.y.raised(one.y)), code, inks.dash(look.stroke))
        if one.error is not None:
            ends = self.y.unit(one.y - one.error), self.y.unit(one.y + one.error)
            for at, low, high in zip(x, *ends, strict=True):
                self.canvas.line(np.array([at, at]), np.array([low, high]), code, inks.dash(0))

    def _draw_border(self, column: int, character: str) -> None:
        """Draw a line from top to bottom, behind everything else."""
        for row in range(self.height):
            if self.canvas.free(column, row):
                self.canvas.put(column, row, character, DIM)

    def _draw_marks(self, one: Series, mark: str, code: str, gap: int, start: int) -> None:
        """Draw marks at points of the curve from the column `start` on, at least the gap apart."""
        x, y = (scale.unit(values) for scale, values in zip((self.x, self.y), one.marked, strict=True))
        few = len(x) <= self.canvas.columns // gap
        free_from = 0 if few else start
        for at, height in zip(x.tolist(), y.tolist(), strict=True):
            if at == at and height == height and (few or self.canvas.column(at) >= free_from):
                self.canvas.mark(at, height, mark, code)
                free_from = self.canvas.column(at) + gap

    def _draw_areas(self) -> None:
        areas = [one for one in self.picture.series if one.role == "area"]
        for number, (one, edges) in enumerate(zip(areas, layers(self.picture), strict=True)):
            for row, column in self._between(one.x, *edges):
                self.canvas.put(column, row, self.made_of.fills[number % len(self.made_of.fills)], ink(number))

    def _shade(self, one: Series, look: Look) -> None:
        """Shade the band around a curve, behind everything else."""
        if one.band is not None:
            for row, column in self._between(one.x, *one.band):
                if self.canvas.free(column, row):
                    self.canvas.put(column, row, self.made_of.shade, ink(look.hue, "faint"))

    def _between(self, x: Floats, low: Floats, high: Floats) -> list[list[int]]:
        """Rows and columns of the cells between two curves."""
        centres = (np.arange(self.canvas.columns) + 0.5) / self.canvas.columns
        heights = 1 - (np.arange(self.height) + 0.5) / self.height
        ends = {"left": np.nan, "right": np.nan}
        bottom, top = (np.interp(centres, self.x.unit(x), self.y.unit(edge), **ends) for edge in (low, high))
        return np.argwhere((heights[:, None] >= bottom) & (heights[:, None] < top)).tolist()

    def _draw_guides(self) -> None:
        for guide in self.picture.guides:
            x, y = self.x.unit(np.array(guide.x)), self.y.unit(np.array(guide.y))
            self.canvas.line(x, y, DIM, inks.GUIDE)
            column, row = self.canvas.column(float(x.mean())), self.canvas.row(float(y.mean()))
            label = shown(guide.label, unicode=self.style.unicode)
            falls = bool(y[1] <= y[0])
            beside = column + 2 if falls else column - 1 - len(label)
            places = [(beside, row - 1), (beside, row), (beside + 2, row - 1), (column - len(label) // 2, row - 2)]
            any(self.canvas.write(*place, label, PLAIN) for place in places)

    # --- what stands above it

    def _band_lines(self) -> tuple[list[list[Cell]], list[list[Cell]]]:
        """The lines above the canvas with names of bands, or with letters, and the lines of the letters' key."""
        bands = self.picture.bands
        if not bands:
            return [], []
        spans = [self.x.unit(np.array([band.start, band.stop])).clip(0, 1) for band in bands]
        columns = [(self.canvas.column(float(span[0])), self.canvas.column(float(span[1]))) for span in spans]
        rooms = [stop - start - 1 for start, stop in columns]
        names = [
            lines(shown(band.label, unicode=self.style.unicode), room) for band, room in zip(bands, rooms, strict=True)
        ]
        centres = [(start + stop) / 2 for start, stop in columns]
        if fits([max(map(width, name)) for name in names], rooms):
            tallest = max(map(len, names))
            padded = [[""] * (tallest - len(name)) + name for name in names]
            return [self._centred([name[line] for name in padded], centres) for line in range(tallest)], []
        letters = [letter(number) for number in range(len(bands))]
        places = rows(centres, [float(len(name)) for name in letters], 1.0)
        above = [
            self._centred([name if place == row else "" for name, place in zip(letters, places, strict=True)], centres)
            for row in reversed(range(max(places) + 1))
        ]
        key = [
            (cells_of(f"{name} "), shown(band.label, unicode=self.style.unicode))
            for name, band in zip(letters, bands, strict=True)
        ]
        return above, in_columns(key, self.room)

    def _centred(self, names: list[str], centres: list[float]) -> list[Cell]:
        """Names around their centres in one line, within the canvas."""
        line = [" "] * self.canvas.columns
        for name, centre in zip(names, centres, strict=True):
            start = min(max(round(centre - len(name) / 2), 0), len(line) - len(name))
            line[start : start + len(name)] = name
        return cells_of("".join(line))


def _tick_labels(ticks: list[float], scale: Scale, style: Style) -> list[str]:
    """Powers of ten if all ticks are decades; else plain numbers."""
    exponents = [decade(tick) for tick in ticks]
    if scale.log and None not in exponents and any(abs(power) > 1 for power in exponents if power is not None):
        return [_power(power, style) for power in exponents if power is not None]
    return [plain(tick) for tick in ticks]


def _power(exponent: int, style: Style) -> str:
    if exponent in (0, 1):
        return f"{10**exponent}"
    return f"10{str(exponent).translate(_SUPERSCRIPTS)}" if style.unicode else f"1e{exponent}"
