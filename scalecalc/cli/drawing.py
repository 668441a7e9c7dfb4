"""What --plot and --figure ask for: whether it can be had, and drawing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO

from scalecalc.cli.options import ComputeOptions
from scalecalc.cli.streams import say, standard_output
from scalecalc.errors import UsageError
from scalecalc.output.destination import passes_through, whole_binary_file
from scalecalc.output.style import style_of
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.figures.paper.write import FigureFormat
    from scalecalc.figures.picture import Picture, Sketch
    from scalecalc.spec import Studies, Study

Draw = Callable[["Study | Studies"], "Sketch"]


def replaces_the_table(options: ComputeOptions) -> bool:
    """Whether a chart goes to standard output in place of the table; data with a file of their own go there as well.

    Raises UsageError when a format or columns are asked for that would have no place.
    """
    if not options.plot or options.output != "-":
        return False
    form = "csv" if options.csv else "json" if options.json else options.format
    if form not in ("auto", "table"):
        raise UsageError(f"--plot draws on standard output, where {form} cannot go as well; give it --output FILE")
    if options.columns is not None:
        raise UsageError("--columns picks columns of the table, which --plot replaces; give the table --output FILE")
    return True


def check_figure(options: ComputeOptions) -> None:
    """Raises UsageError when the figure cannot be drawn: its suffix is no format of ours, or matplotlib is missing."""
    if options.figure is not None:
        _figure_format(options.figure)


def _figure_format(name: str) -> FigureFormat:
    """The one that the suffix says; svg, which is text, for what passes it on."""
    from scalecalc.figures.paper import figure_format

    path = Path(name)
    return figure_format(PurePath("figure.svg") if not path.suffix and passes_through(path) else path)


@contextmanager
def figure_file(options: ComputeOptions) -> Iterator[BinaryIO | None]:
    """The figure's file, which appears whole when all went well; None when there is to be none."""
    if options.figure is None:
        yield None
        return
    with whole_binary_file(Path(options.figure)) as out:
        yield out


def seen_by(sketch: Sketch, blocks: Iterator[Table]) -> Iterator[Table]:
    """The blocks as they are; the sketch takes note of each."""
    for block in blocks:
        sketch.see(block)
        yield block


def draw(pictures: tuple[Picture, ...], figure: BinaryIO | None, options: ComputeOptions) -> None:
    """Draw in the terminal, into the file, or both, whatever the options say."""
    if options.plot:
        from scalecalc.figures.chart import write_chart

        out = standard_output()
        write_chart(pictures, out, replace(style_of(out, options.color), notes=not options.quiet))
    if figure is not None and options.figure is not None:
        from scalecalc.figures.paper import write_figure

        write_figure(pictures, figure, _figure_format(options.figure))


def announce_figure(options: ComputeOptions) -> None:
    """Say that the figure was written."""
    if options.figure is not None and not options.quiet:
        say(f"wrote {options.figure}\n")
