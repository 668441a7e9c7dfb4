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
from scalecalc.figures.picture import Picture
from scalecalc.figures.scales import scales
from scalecalc.output.text import safe

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FigureFormat = Literal["svg", "png", "pdf"]

_WIDTH, _PANEL, _FRAME = 7.4, 3.5, 0.7  # inches: of the figure, of each panel's height, and around the panels
_DPI = 200
_METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": "scalecalc"},
    "png": {"Software": "scalecalc"},
    "pdf": {"CreationDate": None, "Creator": "scalecalc", "Producer": None},
}
SETTINGS: dict[str, Any] = {
    "axes.linewidth": 0.7,
    "axes.titlesize": 9,
    "figure.constrained_layout.h_pad": 0.06,
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "hatch.linewidth": 0.5,
    "legend.fontsize": 8,
    "lines.linewidth": 1.5,
    "lines.markersize": 4,
    "mathtext.fontset": "dejavusans",
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "scalecalc",
    "xtick.direction": "in",
    "xtick.major.pad": 5.5,
    "ytick.direction": "in",
    "ytick.major.pad": 5.0,
}


def figure_axes(pictures: Sequence[Picture]) -> Axes:
    """The axes of the topmost picture in a new figure of all pictures, to draw more into.

    Raises UsageError without matplotlib, or without a picture.
    """
    require_matplotlib()
    if not pictures:
        raise UsageError("there is nothing to draw: no value is positive and finite")
    with settings():
        return drawn(pictures).axes[0]


def require_matplotlib() -> None:
    """Raises UsageError without matplotlib."""
    if find_spec("matplotlib") is None:
        raise UsageError(
            "figures are drawn with matplotlib, which is not installed; pip install 'scalecalc[plot]' installs it"
        )


def write_figure(pictures: Sequence[Picture], out: BinaryIO, form: FigureFormat) -> None:
    """Write the pictures one below the other, with the title above them. Nothing is written when drawing fails."""
    content = io.BytesIO()
    with settings():
        figure = drawn(pictures)
        metadata = dict(_METADATA[form])
        if form != "png" and pictures and pictures[0].title:
            metadata["Title"] = safe(pictures[0].title)
        figure.savefig(content, format=form, dpi=_DPI, metadata=metadata)
    out.write(content.getvalue())


@contextmanager
def settings() -> Iterator[None]:
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
            matplotlib.rcParams.update(cast(Any, SETTINGS))
            yield
    finally:
        logger.setLevel(level)


def drawn(pictures: Sequence[Picture]) -> Figure:
    """The figure of the pictures, with the current settings."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from scalecalc.figures.paper.axes import draw
    from scalecalc.figures.paper.labels import label_bands

    figure = Figure(figsize=(_WIDTH, _FRAME + _PANEL * len(pictures)), layout="constrained")
    FigureCanvasAgg(figure)  # measures text for every format
    # A common axis would cut the wider ones.
    shared = len({(picture.x, scales(picture)[0].ends) for picture in pictures}) == 1
    panels = figure.subplots(len(pictures), 1, sharex=shared, squeeze=False)[:, 0].tolist()
    if pictures[0].title:
        figure.suptitle(safe(pictures[0].title), fontsize=10.5, parse_math=False)
    for number, (axes, picture) in enumerate(zip(panels, pictures, strict=True)):
        draw(axes, picture, bottom=not shared or number == len(pictures) - 1)
    figure.draw_without_rendering()
    for axes, picture in zip(panels, pictures, strict=True):
        label_bands(axes, picture)
    return figure
