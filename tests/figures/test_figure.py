"""Figures: they look as they did when somebody looked at them, and no two labels overlap.

`python -m tests.figures.test_figure` draws the baselines anew after a change that was meant; look at them.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import matplotlib
import matplotlib.image
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from scalecalc.errors import UsageError
from scalecalc.figures.files import figure_kind
from scalecalc.figures.frames import Frame
from scalecalc.figures.paper import palette, write_figure
from scalecalc.figures.paper.write import FigureFormat, drawn, settings
from scalecalc.figures.picture import Picture, Series, looks
from scalecalc.figures.view import USUAL, View
from tests.cli.conftest import environment
from tests.figures.pictures import EVERY, banded, picture, shaded

BASELINE = Path(__file__).parent / "baseline"
LOOKED_AT = ("cases", "bands", "many bands", "diverging", "stacked", "fitted")
TOLERANCE = 0.01  # root mean square of what differs, on a scale from black to white
_COARSE = 4  # pixels to a pixel of a baseline


def written(form: FigureFormat, *pictures: Picture) -> bytes:
    out = io.BytesIO()
    write_figure(pictures, out, form)
    return out.getvalue()


@cache
def known(form: FigureFormat, name: str) -> bytes:
    """A picture of EVERY, written once."""
    return written(form, EVERY[name])


def coarse(drawing: bytes) -> np.ndarray:
    """The image, each pixel the mean of several, so that details of the rasterizer do not matter."""
    pixels = matplotlib.image.imread(io.BytesIO(drawing), format="png")[:, :, :3]
    rows, columns = (size // _COARSE * _COARSE for size in pixels.shape[:2])
    blocks = pixels[:rows, :columns].reshape(rows // _COARSE, _COARSE, columns // _COARSE, _COARSE, 3)
    return np.asarray(blocks.mean(axis=(1, 3)))


def difference(a: np.ndarray, b: np.ndarray) -> float:
    assert a.shape == b.shape
    return float(np.sqrt(np.mean((a - b) ** 2)))


@pytest.mark.parametrize("name", LOOKED_AT)
def test_looks_as_it_did(name: str) -> None:
    expected = matplotlib.image.imread(BASELINE / f"{name}.png")[:, :, :3]
    assert difference(coarse(known("png", name)), expected) < TOLERANCE


def test_a_band_lies_between_its_edges() -> None:
    with settings():
        (axes,) = drawn([shaded()]).axes
    (band,) = (one for one in axes.collections if isinstance(one, PolyCollection))
    x, y = band.get_paths()[0].vertices.T  # type: ignore[union-attr]
    assert {round(float(value), 9) for value in x * y} == {0.1, 10.0}
    assert axes.get_ylim()[0] < y.min() and y.max() < axes.get_ylim()[1]


def test_a_difference_would_be_seen() -> None:
    """Another label on one axis is more than the tolerance."""
    changed = written("png", replace(EVERY["bands"], guides=()))
    assert difference(coarse(known("png", "bands")), coarse(changed)) > TOLERANCE


def laid_out(*pictures: Picture, view: View = USUAL) -> Figure:
    with settings(view):
        figure = drawn(pictures, view)
        figure.set_dpi(72)  # so that sizes are points
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        return figure


def texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text() and _is_drawn(text)]


def _is_drawn(text: Text) -> bool:
    """Tick labels outside the limits exist, but are not drawn."""
    axes = text.axes
    if axes is None or not any(text in side.get_ticklabels(which="both") for side in (axes.xaxis, axes.yaxis)):
        return True
    box, frame = text.get_window_extent(), axes.get_window_extent()
    centre = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    return frame.x0 - 1 <= centre[0] <= frame.x1 + 1 or frame.y0 - 1 <= centre[1] <= frame.y1 + 1


@pytest.mark.parametrize("name", EVERY)
def test_no_two_labels_overlap(name: str) -> None:
    check_labels(laid_out(EVERY[name]))


@pytest.mark.parametrize("count", [1, 3, 6, 8, 11])
@pytest.mark.parametrize("label", ["rising", "signal limited, capacity"])
def test_no_two_names_of_bands_overlap(count: int, label: str) -> None:
    figure = laid_out(banded(count, label))
    check_labels(figure)
    names = " ".join(text.get_text().replace(",\n", ", ") for text in texts(figure))
    assert names.count(label) == count


@pytest.mark.parametrize("decades", [0.1, 0.5, 1, 2, 4, 9, 40, 300])
def test_ticks_do_not_overlap(decades: float) -> None:
    x = np.geomspace(1e-150, 1e-150 * 10**decades, 9)
    check_labels(laid_out(picture(Series("error", "E", x, 1 / x))))


def check_labels(figure: Figure) -> None:
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts(figure)]
    assert len(boxes) > 4
    for (one, a), (other, b) in combinations(boxes, 2):
        apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
        assert apart, (one, other)
    for name, box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0, name
        assert box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1, name


def test_panels_share_the_page() -> None:
    parts = [replace(banded(count), subtitle=f"λ = 1e-{count}") for count in (1, 3, 8)]
    check_labels(laid_out(*parts))


@pytest.mark.parametrize("name", EVERY)
def test_curves_differ_without_colour(name: str) -> None:
    curves = [
        (one.role, palette.marker(look.hue), palette.dashes(look.stroke))
        for one, look in zip(EVERY[name].series, looks(EVERY[name]), strict=True)
        if one.role != "area"
    ]
    assert len(curves) == len(set(curves))


def test_hues_differ_for_colour_blind_readers() -> None:
    """Any two of the first six are apart in lightness or in the blue-yellow direction, which most readers keep."""
    colors = np.array([[int(hue[i : i + 2], 16) / 255 for i in (1, 3, 5)] for hue in palette.HUES[:6]])
    lightness = colors @ [0.2126, 0.7152, 0.0722]
    blueness = colors[:, 2] - (colors[:, 0] + colors[:, 1]) / 2
    for a, b in combinations(range(6), 2):
        assert max(abs(lightness[a] - lightness[b]), abs(blueness[a] - blueness[b])) > 0.1


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_the_same_bytes_every_time(form: FigureFormat) -> None:
    first = known(form, "bands")
    assert first == written(form, EVERY["bands"])
    assert not re.search(rb"20\d\d-\d\d-\d\d|CreationDate|D:20\d\d", first)


def test_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; from tests.figures.pictures import EVERY; from scalecalc.figures.paper import write_figure;"
        "write_figure([EVERY['bands']], sys.stdout.buffer, 'svg');"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=root, env=environment())
    assert done.stdout == known("svg", "bands")
    assert done.stderr == b""


def test_the_signatures_of_the_formats() -> None:
    assert known("svg", "bands").startswith(b"<?xml")
    assert known("png", "bands").startswith(b"\x89PNG")
    assert known("pdf", "bands").startswith(b"%PDF")


def test_settings_of_others_are_neither_used_nor_changed() -> None:
    expected = written("png", picture())
    with matplotlib.rc_context({"lines.linewidth": 9.0, "text.color": "red", "font.size": 20.0}):
        assert written("png", picture()) == expected
        assert matplotlib.rcParams["lines.linewidth"] == 9.0


def test_a_title_is_no_mathematics() -> None:
    figure = laid_out(EVERY["titled"])
    assert "標題 \\x1b[31m $x" in figure.get_suptitle()
    assert written("svg", EVERY["titled"])


@pytest.mark.parametrize("name", ["a.svg", "b.PNG", "folder/c.x.pdf"])
def test_formats(name: str) -> None:
    out = io.BytesIO()
    figure_kind(Path(name)).write([Frame((), (picture(),))], out, USUAL)
    assert out.getvalue() == written(Path(name).suffix[1:].lower(), picture())


@pytest.mark.parametrize("name", ["a.jpg", "a", "-", ".svg"])
def test_unknown_suffixes(name: str) -> None:
    with pytest.raises(UsageError, match=r"use one of \.svg, \.png, \.pdf, \.html"):
        figure_kind(Path(name))


def test_without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match=re.escape("pip install 'scalecalc[plot]'")):
        figure_kind(Path("a.svg"))


if __name__ == "__main__":
    BASELINE.mkdir(exist_ok=True)
    for each in LOOKED_AT:
        image = (coarse(written("png", EVERY[each])) * 255).round().astype(np.uint8)
        matplotlib.image.imsave(BASELINE / f"{each}.png", image, metadata={"Software": None})


def test_panels_of_different_ranges_keep_all_their_points() -> None:
    """A common axis would have the range of the last one."""
    x = np.array([1.0, 10.0, 100.0])
    parts = [picture(Series("a", "", factor * x, x)) for factor in (1.0, 30.0)]
    for axes, factor in zip(drawn(parts).axes, (1.0, 30.0), strict=True):
        low, high = axes.get_xlim()
        assert low <= factor and 100 * factor <= high
