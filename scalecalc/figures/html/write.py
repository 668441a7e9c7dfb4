"""The page: its head, the library, and the panels of all frames as data that a short script draws.

Plotly is asked only for its library of JavaScript; its classes for Python would take longer to import than all else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from importlib.util import find_spec
from itertools import zip_longest
from math import prod
from string import Template
from typing import Any, BinaryIO

from scalecalc.errors import UsageError
from scalecalc.figures.frames import Frame
from scalecalc.figures.html.panels import panels
from scalecalc.figures.html.symbols import plain, symbol
from scalecalc.figures.picture import Picture
from scalecalc.figures.scales import scales
from scalecalc.output.text import safe

_UNTITLED = "Scaling law"  # of a spec without a title


def require_plotly() -> None:
    """Raises UsageError without plotly."""
    if find_spec("plotly") is None:
        raise UsageError(
            "pages are drawn with plotly, which is not installed; pip install 'scalecalc[html]' installs it"
        )


def write_page(frames: Sequence[Frame], out: BinaryIO) -> None:
    """Write a page with a slider for each thing that is varied. The same frames give the same bytes."""
    from plotly.offline import get_plotlyjs

    parts = files(__package__)
    title = safe(frames[0].pictures[0].title) or _UNTITLED
    page = Template((parts / "page.html").read_text("utf-8")).substitute(
        title=escape(title),
        style=(parts / "page.css").read_text("utf-8"),
        library=get_plotlyjs(),
        script=(parts / "page.js").read_text("utf-8"),
        content=_in_script(_content(frames)),
    )
    out.write(page.encode())


def _in_script(content: Any) -> str:
    """JSON that does not end the element that it stands in."""
    return json.dumps(content, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


def _content(frames: Sequence[Frame]) -> dict[str, Any]:
    """What the script draws: sliders, and the panels and notes of all frames, those of the last slider fastest."""
    drawn = [list(filter(None, each)) for each in zip(*_columns(frames), strict=True)]
    return {
        "linked": all(_linked(frame.pictures) for frame in frames),
        "sliders": _sliders([frame.setting for frame in frames]),
        "frames": [
            {"panels": each, "notes": list(dict.fromkeys(note for one in frame.pictures for note in one.notes))}
            for frame, each in zip(frames, drawn, strict=True)
        ],
    }


def _columns(frames: Sequence[Frame]) -> list[list[dict[str, Any] | None]]:
    """For each place on the page its panel in every frame; None where a frame has fewer pictures."""
    columns = []
    for versions in zip_longest(*(frame.pictures for frame in frames)):
        found = iter(panels([one for one in versions if one is not None]))
        columns.append([None if one is None else next(found) for one in versions])
    return columns


def _linked(pictures: Sequence[Picture]) -> bool:
    """Whether all panels have the same x axis, so that they zoom together."""
    return len({(picture.x, scales(picture)[0].ends) for picture in pictures}) == 1


def _sliders(settings: Sequence[tuple[tuple[str, str], ...]]) -> list[dict[str, Any]]:
    """One for each thing that is varied; a single one where not all combinations are there in order."""
    varied = [dict.fromkeys(each) for each in zip(*settings, strict=True)]
    if prod(map(len, varied)) != len(settings):
        varied = [dict.fromkeys(("", ", ".join(" = ".join(part) for part in one)) for one in settings)]
    return [
        {"name": symbol(next(iter(steps))[0]), "steps": [plain(value) for _, value in steps]}
        for steps in varied
        if len(settings) > 1
    ]
