"""Pictures as svg, png or pdf, drawn with matplotlib, which is imported only when a figure is asked for.

Only the object-oriented interface is used: no pyplot, no window. The user's settings are neither read nor changed. The
same pictures give the same bytes. Text in svg is drawn as outlines, because labels are placed by their widths in this
font. A pdf embeds the font, so that its text can be searched.
"""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, cast

from scalecalc.errors import UsageError
from scalecalc.figures.paper.layout import EDGE, TICK, TITLE, laid_out
from scalecalc.figures.paper.sheet import sheet_of
from scalecalc.figures.picture import Picture
from scalecalc.figures.view import USUAL, View
from scalecalc.output.text import safe

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FigureFormat = Literal["svg", "png", "pdf"]

_DPI = 200
_POINTS = 72  # in an inch
_METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": "scalecalc"},
    "png": {"Software": "scalecalc"},
    "pdf": {"CreationDate": None, "Creator": "scalecalc", "Producer": None},
}
SETTINGS: dict[str, Any] = {
    "axes.linewidth": 0.7,
    "font.family": "DejaVu Sans",
    "hatch.linewidth": 0.5,
    "mathtext.fontset": "dejavusans",
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "scalecalc",
    "xtick.direction": "in",
    "xtick.major.pad": TICK - 0.5,
    "ytick.direction": "in",
    "ytick.major.pad": TICK - 1.0,
}


def figure_axes(pictures: Sequence[Picture], view: View) -> Axes:
    """The axes of the topmost picture in a new figure of all pictures, to draw more into.

    Raises UsageError without matplotlib, or without a picture.
    """
    require_matplotlib()
    if not pictures:
        raise UsageError("there is nothing to draw: no value is positive and finite")
    with settings(view):
        return drawn(pictures, view).axes[0]


def require_matplotlib() -> None:
    """Raises UsageError without matplotlib."""
    if find_spec("matplotlib") is None:
        raise UsageError(
            "figures are drawn with matplotlib, which is not installed; pip install 'scalecalc[plot]' installs it"
        )


def write_figure(pictures: Sequence[Picture], out: BinaryIO, form: FigureFormat, view: View = USUAL) -> None:
    """Write the pictures with their title above them. Nothing is written when drawing fails."""
    content = io.BytesIO()
    with settings(view):
        figure = drawn(pictures, view)
        metadata = dict(_METADATA[form])
        if form != "png" and pictures and pictures[0].title:
            metadata["Title"] = safe(pictures[0].title)
        _PRINT[form](figure, content, metadata)
    out.write(content.getvalue())


# The canvases themselves draw a figure once, which `savefig` would draw twice.


def _svg(figure: Figure, out: io.BytesIO, metadata: dict[str, Any]) -> None:
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    cast(Any, FigureCanvasSVG(figure)).print_svg(out, metadata=metadata)


def _png(figure: Figure, out: io.BytesIO, metadata: dict[str, Any]) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    cast(Any, FigureCanvasAgg(figure)).print_png(out, metadata=metadata)


def _pdf(figure: Figure, out: io.BytesIO, metadata: dict[str, Any]) -> None:
    from matplotlib.backends.backend_pdf import FigureCanvasPdf

    cast(Any, FigureCanvasPdf(figure)).print_pdf(out, metadata=metadata)


_PRINT = {"svg": _svg, "png": _png, "pdf": _pdf}


@contextmanager
def settings(view: View = USUAL) -> Iterator[None]:
    """These settings on top of matplotlib's defaults, without the user's; afterwards all settings are as before.

    Matplotlib's messages about its font cache, the user's settings file, and characters that the font lacks are hidden.
    """
    import matplotlib

    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with matplotlib.rc_context(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing")
            matplotlib.rcdefaults()
            sheet = sheet_of(view)
            sizes = {"font.size": sheet.font, "axes.titlesize": sheet.font, "figure.dpi": _DPI}
            sizes |= {"xtick.labelsize": sheet.small, "ytick.labelsize": sheet.small}
            matplotlib.rcParams.update(cast(Any, SETTINGS | sizes))
            yield
    finally:
        logger.setLevel(level)


def drawn(pictures: Sequence[Picture], view: View = USUAL) -> Figure:
    """The figure of the pictures, with the current settings."""
    from matplotlib.figure import Figure

    from scalecalc.figures.paper.axes import draw

    sheet = sheet_of(view)
    layout = laid_out(view.seen(pictures), sheet)
    wide, high = layout.width, layout.height
    figure = Figure(figsize=(wide / _POINTS, high / _POINTS))
    for panel in layout.panels:
        box = (panel.left / wide, panel.bottom / high, panel.width / wide, panel.height / high)
        draw(figure.add_axes(box), panel, sheet)
    if layout.title:
        size = TITLE * sheet.font
        figure.suptitle(layout.title, y=1 - EDGE / high, va="top", fontsize=size, linespacing=1.1, parse_math=False)
    for key, left, bottom, columns in layout.keys:
        key.draw(figure, sheet, (left / wide, bottom / high), columns)
    return figure
