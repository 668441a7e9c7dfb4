"""What --plot and --figure ask for: whether it can be had, and drawing it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO, TextIO

from scalecalc.errors import UsageError
from scalecalc.output.destination import passes_through
from scalecalc.output.style import style_of
from scalecalc.settings import Settings
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.figures.paper.write import FigureFormat
    from scalecalc.figures.picture import Sketch


def replaces_the_table(settings: Settings, *, selects: bool) -> bool:
    """Whether a chart goes to standard output in place of the table; data with a file of their own go there as well.

    selects: whether --columns also picks the curves of the chart.
    Raises UsageError when a format or columns are asked for that would have no place.
    """
    if not settings.plot or settings.output != "-":
        return False
    form = "csv" if settings.csv else "json" if settings.json else settings.format
    if form not in ("auto", "table"):
        raise UsageError(f"--plot draws on standard output, where {form} cannot go as well; give it --output FILE")
    if settings.columns is not None and not selects:
        raise UsageError("--columns picks columns of the table, which --plot replaces; give the table --output FILE")
    return True


def figure_format_of(name: str) -> FigureFormat:
    """The one that the suffix says; svg, which is text, for what passes it on.

    Raises UsageError when the suffix is no format of ours, or matplotlib is missing.
    """
    from scalecalc.figures.paper import figure_format

    path = Path(name)
    return figure_format(PurePath("figure.svg") if not path.suffix and passes_through(path) else path)


class Drawing:
    """A sink that draws what it has seen: as a chart on `chart`, into the file `figure`, or both."""

    def __init__(self, sketch: Sketch, chart: TextIO | None, figure: BinaryIO | None, settings: Settings) -> None:
        self._sketch = sketch
        self._chart = chart
        self._figure = figure
        self._settings = settings

    def put(self, block: Table) -> None:
        self._sketch.see(block)

    def finish(self) -> None:
        pictures, settings = self._sketch.pictures(), self._settings
        if self._chart is not None:
            from scalecalc.figures.chart import write_chart

            style = replace(style_of(self._chart, settings.color), notes=not settings.quiet)
            write_chart(pictures, self._chart, style)
        if self._figure is not None and settings.figure is not None:
            from scalecalc.figures.paper import write_figure

            write_figure(pictures, self._figure, figure_format_of(settings.figure))
