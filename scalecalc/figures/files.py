"""Files of pictures: which suffix stands for which kind of figure. What draws it is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol

from scalecalc.errors import UsageError
from scalecalc.record import record

if TYPE_CHECKING:
    from scalecalc.figures.frames import Frame
    from scalecalc.figures.view import View


class _Write(Protocol):
    def __call__(self, frames: Sequence[Frame], out: BinaryIO, view: View) -> None: ...


class _Check(Protocol):
    def __call__(self) -> None: ...


@record
class FigureKind:
    """A kind of figure.

    apart: whether it shows the settings of what is varied one at a time, instead of all side by side.
    check: raises UsageError where what draws it is not installed.
    write: writes all frames, as the view has them; of a kind that shows no settings there is one.
    """

    apart: bool
    check: _Check
    write: _Write


def figure_kind(path: PurePath) -> FigureKind:
    """The kind that the suffix stands for. Raises UsageError for another suffix, or where it cannot be drawn."""
    kind = FIGURES.get(path.suffix.lower())
    if kind is None:
        raise UsageError(f"the suffix of {path} stands for no kind of figure; use one of {', '.join(FIGURES)}")
    kind.check()
    return kind


def _check_paper() -> None:
    from scalecalc.figures.paper import require_matplotlib

    require_matplotlib()


def _write_paper(frames: Sequence[Frame], out: BinaryIO, view: View, form: Literal["svg", "png", "pdf"]) -> None:
    from scalecalc.figures.paper import write_figure

    write_figure(frames[0].pictures, out, form, view)


def _paper(form: Literal["svg", "png", "pdf"]) -> FigureKind:
    return FigureKind(apart=False, check=_check_paper, write=partial(_write_paper, form=form))


def _check_page() -> None:
    from scalecalc.figures.html import require_plotly

    require_plotly()


def _write_page(frames: Sequence[Frame], out: BinaryIO, view: View) -> None:
    from scalecalc.figures.html import write_page

    seen = iter(view.seen([picture for frame in frames for picture in frame.pictures]))
    write_page([replace(frame, pictures=tuple(islice(seen, len(frame.pictures)))) for frame in frames], out)


FIGURES = {
    ".svg": _paper("svg"),
    ".png": _paper("png"),
    ".pdf": _paper("pdf"),
    ".html": FigureKind(apart=True, check=_check_page, write=_write_page),
}
