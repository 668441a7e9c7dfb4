"""What is seen of a state: the picture that a command draws of it, or the table that it answers with."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from scalecalc.figures.chart import Cell, chart_lines
from scalecalc.figures.picture import Picture, Sketch
from scalecalc.output import pour, sink
from scalecalc.output.style import Style
from scalecalc.record import record
from scalecalc.spec import Study
from scalecalc.table import Table

_LOWEST = 12  # lines of a chart


class Question(Protocol):
    """What answers for a study with rows and a sketch, as a command does.

    fine: how many places the curves of its sketch have, evenly spread.
    """

    fine: int | None

    def rows(self, given: Study) -> Iterator[Table]:
        """The answer, block by block."""

    def sketch(self, given: Study) -> Sketch:
        """What draws the answer."""


@record
class View:
    """A question as it is looked at.

    name: of the view.  arguments: the command, and its options.  slow: whether it draws the rows of its table, which
    take long: it is asked when the numbers rest, and meanwhile there is the first view.
    """

    name: str
    question: Question
    arguments: tuple[str, ...]
    slow: bool = False

    def pictures(self, study: Study, columns: int) -> tuple[Picture, ...]:
        """What the command draws, as fine as so many columns show. Raises UsageError where there is nothing to draw."""
        self.question.fine = columns
        sketch = self.question.sketch(study)
        for block in self.question.rows(study) if self.slow else ():
            sketch.see(block)
        return sketch.pictures()

    def table(self, study: Study, style: Style) -> list[str]:
        """The lines that the command prints on a terminal, without escape sequences."""
        out = io.StringIO()
        rows = self.question.rows(study)
        pour(next(rows), rows, [sink("table", out, replace(style, ansi=False, color=False))])
        return out.getvalue().splitlines()


class Chart:
    """Pictures as lines that fill a rectangle. It remembers how many lines the frame takes, so that it need not try."""

    def __init__(self) -> None:
        self._frame: dict[tuple[int, int], int] = {}

    def lines(self, pictures: Sequence[Picture], style: Style, cursor: float | None) -> list[list[Cell]]:
        """At most `style.height` lines where one picture fits.  cursor: the place on the x axis that is looked at."""
        shown = [replace(one, title="", cursor=cursor) for one in pictures]
        key = (style.width or 0, style.height)
        tried = self._lines(shown, style, self._frame.get(key, 0))
        if key in self._frame and len(tried) <= style.height:
            return tried
        self._frame[key] = self._frame.get(key, 0) + style.height - len(tried)
        return self._lines(shown, style, self._frame[key])

    def _lines(self, pictures: Sequence[Picture], style: Style, frame: int) -> list[list[Cell]]:
        return chart_lines(pictures, replace(style, height=max(style.height + frame, _LOWEST), notes=False))
