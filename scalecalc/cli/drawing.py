"""What --plot and --figure ask for: whether it can be had, and drawing it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, BinaryIO

from scalecalc.cli.streams import standard_output
from scalecalc.errors import UsageError
from scalecalc.output.destination import passes_through
from scalecalc.output.style import style_of
from scalecalc.settings import Settings
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.commands.base import TableCommand
    from scalecalc.figures.files import FigureKind
    from scalecalc.figures.frames import Film
    from scalecalc.figures.picture import Sketch
    from scalecalc.figures.view import View
    from scalecalc.output import Sink


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


def figure_kind_of(name: str) -> FigureKind:
    """The one that the suffix says; svg, which is text, for what passes it on.

    Raises UsageError when the suffix is no format of ours, or what draws it is missing.
    """
    from scalecalc.figures.files import figure_kind

    path = Path(name)
    return figure_kind(PurePath("figure.svg") if not path.suffix and passes_through(path) else path)


def drawings(question: TableCommand[Any], given: Any, figure: BinaryIO | None, settings: Settings) -> list[Sink]:
    """The sinks that draw what the settings ask for. Raises UsageError when there is nothing to draw."""
    kind = None if settings.figure is None else figure_kind_of(settings.figure)
    apart = kind is not None and kind.apart
    sinks: list[Sink] = []
    if settings.plot or (kind is not None and not apart):
        sinks.append(_Drawing(question.sketch(given), None if apart else kind, figure, settings))
    if kind is not None and apart and figure is not None:
        sinks.append(_Filming(question.film(given), kind, figure, view_of(settings)))
    return sinks


def view_of(settings: Settings) -> View:
    """How the pictures are to be seen. Raises UsageError for limits that are none."""
    from scalecalc.figures.view import viewed

    return viewed(
        settings.x_scale,
        settings.y_scale,
        settings.x_limits,
        settings.y_limits,
        settings.size,
        settings.style,
    )


class _Drawing:
    """A sink that draws what it has seen: as a chart on standard output, into a file, or both."""

    def __init__(self, sketch: Sketch, kind: FigureKind | None, figure: BinaryIO | None, settings: Settings) -> None:
        self._sketch, self._kind, self._figure, self._settings = sketch, kind, figure, settings

    def put(self, block: Table) -> None:
        self._sketch.see(block)

    def finish(self) -> None:
        pictures, settings, view = self._sketch.pictures(), self._settings, view_of(self._settings)
        if settings.plot:
            from scalecalc.figures.chart import write_chart

            out = standard_output()
            style = replace(style_of(out, settings.color), notes=not settings.quiet)
            write_chart(view.seen(pictures), out, style)
        if self._kind is not None and self._figure is not None:
            from scalecalc.figures.frames import Frame

            self._kind.write((Frame((), pictures),), self._figure, view)


class _Filming:
    """A sink that puts what it has seen into a file, one frame for each setting of what is varied."""

    def __init__(self, film: Film, kind: FigureKind, figure: BinaryIO, view: View) -> None:
        self._film, self._kind, self._figure, self._view = film, kind, figure, view

    def put(self, block: Table) -> None:
        self._film.see(block)

    def finish(self) -> None:
        self._kind.write(self._film.frames(), self._figure, self._view)
