"""Scales and limits that the reader chooses, and how large a figure is."""

from __future__ import annotations

import io
from dataclasses import replace
from math import log10

import numpy as np
import pytest

from scalecalc.errors import UsageError
from scalecalc.figures.chart import write_chart
from scalecalc.figures.paper.free import Free, free_of
from scalecalc.figures.paper.layout import laid_out
from scalecalc.figures.paper.sheet import sheet_of
from scalecalc.figures.picture import Regions, Series, looks
from scalecalc.figures.scales import scales
from scalecalc.figures.view import View, viewed
from scalecalc.output.style import Style
from tests.figures.pictures import EVERY, banded, picture, power, shaded, stacked
from tests.figures.test_figure import check_labels
from tests.figures.test_figure import laid_out as figure_of

COLUMN = View(size="column")


def test_a_curve_ends_at_the_frame() -> None:
    """A power law is straight on these scales, so the ends lie on it."""
    seen = viewed(x_limits="15:2e4").of(picture(power(-1.5)))
    (one,) = seen.series
    assert (one.x[0], one.x[-1]) == (15, 2e4)
    assert one.y == pytest.approx(one.x**-1.5, rel=1e-12)
    assert np.all(np.diff(one.x) > 0)
    assert one.marked[0].tolist() == [x for x in power(-1.5).x if 15 <= x <= 2e4]
    assert scales(seen)[0].ends == pytest.approx((15, 2e4))


def test_a_straight_line_ends_at_the_frame_of_linear_axes() -> None:
    line = Series("error", "E", np.array([0.0, 10.0]), np.array([0.0, 5.0]))
    (one,) = viewed("linear", "linear", (2, 6)).of(picture(line)).series
    assert (one.x.tolist(), one.y.tolist()) == ([2, 6], [1, 3])


def test_a_hole_beside_a_limit_stays() -> None:
    broken = Series("error", "E", np.array([1.0, 10.0, 100.0]), np.array([1.0, np.nan, 1.0]))
    (one,) = viewed(x_limits="5:").of(picture(broken)).series
    assert np.isnan(one.y[:2]).all() and one.y[2] == 1


def test_what_is_outside_is_gone() -> None:
    seen = viewed(x_limits="100:1e3").of(replace(banded(4), divergences=(20.0, 200.0)))
    assert seen.divergences == (200.0,)
    assert [(band.start, band.stop) for band in seen.bands] == [(100, pytest.approx(1000))]
    assert all(100 <= at <= 1000 * (1 + 1e-9) for guide in seen.guides for at in guide.x)


def test_bands_around_curves_are_cut_with_them() -> None:
    (one,) = viewed(x_limits=(20, 2000)).of(shaded()).series
    assert one.band is not None
    for factor, edge in zip((0.1, 10), one.band, strict=True):
        assert edge * one.x == pytest.approx(factor, rel=1e-12)


def test_limits_of_y() -> None:
    for scale in ("log", "linear"):
        y = scales(viewed(y_scale=scale, y_limits="1e-4:1e-2").of(picture()))[1]
        assert y.ends == pytest.approx((1e-4, 1e-2))
    assert scales(viewed(y_limits="0:").of(picture()))[1].log is False
    assert scales(viewed(y_scale="linear").of(picture()))[1].low == 0
    assert scales(viewed(y_limits="1:").of(picture()))[1].low == log10(1)  # above all of the curve


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"x_limits": "3"}, "two numbers"),
        ({"x_limits": "a:b"}, "two numbers"),
        ({"x_limits": (1, 2, 3)}, "two numbers"),
        ({"x_limits": "3:1"}, "the first must be below the second"),
        ({"y_limits": "nan:"}, "finite"),
        ({"y_limits": ":inf"}, "finite"),
        ({"y_limits": "-1:1", "y_scale": "log"}, "positive limits"),
        ({"size": "poster"}, "size"),
        ({"x_scale": "cubic"}, "x_scale"),
    ],
)
def test_no_view(asked: dict[str, object], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        viewed(**asked)  # type: ignore[arg-type]


def test_layers_are_not_logarithmic() -> None:
    with pytest.raises(UsageError, match="linear axis only"):
        viewed(y_scale="log").of(stacked())


@pytest.mark.parametrize("name", ["cases", "many bands", "stacked", "fitted", "titled"])
def test_a_column_of_a_paper_can_be_read(name: str) -> None:
    figure = figure_of(EVERY[name], view=COLUMN)
    check_labels(figure)
    assert figure.get_figwidth() == pytest.approx(3.4, abs=0.01)
    assert min(text.get_fontsize() for text in figure.findobj(match=lambda one: hasattr(one, "get_fontsize"))) >= 6.5


def test_slides_are_16_to_9() -> None:
    figure = figure_of(EVERY["cases"], view=View(style="slides"))
    check_labels(figure)
    assert figure.get_figwidth() / figure.get_figheight() == pytest.approx(16 / 9)


@pytest.mark.parametrize("name", ["cases", "many bands", "fitted", "diverging"])
@pytest.mark.parametrize("view", [View(), COLUMN, View(style="slides")])
def test_no_curve_passes_a_key(name: str, view: View) -> None:
    """Every point of every curve lies outside of the key, wherever that is."""
    sheet = sheet_of(view)
    layout = laid_out([EVERY[name]], sheet)
    ((key, left, bottom, columns),) = layout.keys
    (panel,) = layout.panels
    width, height = key.size(sheet, columns)
    for one in panel.picture.series:
        fine = np.geomspace(one.x[0], one.x[-1], 2000)
        x = panel.left + panel.x.unit(fine) * panel.width
        with np.errstate(all="ignore"):
            y = (
                panel.bottom
                + panel.y.unit(np.exp(np.interp(np.log(fine), np.log(one.x), np.log(one.y)))) * panel.height
            )
        seen = (y >= panel.bottom) & (y <= panel.bottom + panel.height)
        assert not np.any(seen & (x > left) & (x < left + width) & (y > bottom) & (y < bottom + height))


def test_a_key_of_all_panels_stands_once() -> None:
    both = picture(power(-1.0, name="a", hue=0), power(-2.0, name="b", hue=3))
    one = picture(power(-1.0, name="a", hue=0), y=both.y)
    (placed,) = laid_out([one, both, one, both], sheet_of(View())).keys
    assert [name for name, _ in placed[0].samples] == ["$E$  a", "$E$  b"]


def test_free_places() -> None:
    free = Free(100, 50)
    free.take(np.array([0.0, 1.0]), np.array([0.0, 1.0]), 1.0)
    assert free.is_free(5, 38, 20, 8) and not free.is_free(5, 41, 20, 8) and not free.is_free(45, 20, 10, 10)
    place = free.place(30, 20)
    assert place is not None and free.is_free(place[0] + 3, place[1] + 3, 24, 14)
    free.fill(np.array([0.0, 1.0]), np.zeros(2), np.ones(2))
    assert free.place(5, 5) is None


def test_an_empty_picture_is_free() -> None:
    nothing = EVERY["nothing"]
    assert free_of(nothing, *scales(nothing), 100, 100).place(90, 90) is not None


def test_fixed_hues_are_nobody_elses() -> None:
    drawn = picture(
        power(-1.0, name="fit"), power(-2.0, name="a", hue=0), power(-3.0, name="law"), power(-1, name="b", hue=1)
    )
    hues = [look.hue for look in looks(drawn)]
    assert hues[1::2] == [0, 1] and len(set(hues)) == 4


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_limits_in_the_terminal(columns: int) -> None:
    out = io.StringIO()
    write_chart([viewed("linear", "linear", "0:5e4", "0:0.1").of(picture())], out, Style(width=columns, unicode=False))
    text = out.getvalue()
    assert "0.1 +" in text and "50000" in text


def test_more_curves_than_hues() -> None:
    """Hues come round again, but no two curves with names of their own have the same number."""
    drawn = picture(*(power(-1.0, name=f"c{number}") for number in range(12)), power(-2.0, name="a", hue=3))
    hues = [look.hue for look in looks(drawn)]
    assert hues[-1] == 3 and len(set(hues)) == len(hues) == 13
    check_labels(figure_of(drawn))


def test_cases_have_the_hues_where_there_are_several() -> None:
    """Fixed hues are those of quantities; with several cases it is the stroke that tells quantities apart."""
    one = power(-1.0, name="a", hue=5)
    drawn = picture(*(replace(one, case=f"r = {r}", name=name) for r in (1, 2, 3) for name in ("a", "b")))
    assert [look.hue for look in looks(drawn)] == [0, 0, 1, 1, 2, 2]
    assert [look.stroke for look in looks(drawn)] == [0, 1] * 3


@pytest.mark.parametrize("limits", [{"x_limits": "1e7:1e8"}, {"y_limits": "1e7:"}])
def test_limits_that_show_nothing(limits: dict[str, str]) -> None:
    """One of several pictures may be empty; all of them may not."""
    view = viewed(**limits)
    shifted = power(-1.0)
    there = picture(replace(shifted, x=1e4 * shifted.x, y=1e10 * shifted.y))
    assert len(view.seen([picture(), there])) == 2
    with pytest.raises(UsageError, match="within these limits"):
        view.seen([picture(), picture()])


def test_a_key_stays_off_a_curve_that_diverges() -> None:
    x = np.array([1.0, 10.0, 100.0])
    up = Series("error", "E", x, np.array([1.0, np.inf, 1.0]))
    seen = replace(picture(up), divergences=(10.0,))
    free = free_of(seen, *scales(seen), 100, 100)
    assert not free.is_free(15, 60, 20, 20) and free.is_free(40, 20, 20, 20)


def test_a_look_never_has_two_names() -> None:
    """Panels with other names for the same look have keys of their own."""
    panels = [picture(power(-1.0, name=name), power(-2.0, name=f"{name} too")) for name in ("a", "b")]
    assert len(laid_out(panels, sheet_of(View())).keys) == 2
    total = power(-1.0, name="sum", role="total")
    few, many = (picture(total, *(power(-2.0, name=f"{hue}", hue=hue) for hue in hues)) for hues in ([1], [0, 1, 2]))
    assert len(laid_out([few, many], sheet_of(View())).keys) == 1


@pytest.mark.parametrize("log", [True, False])
def test_a_plane_is_cut_at_the_limits(log: bool) -> None:
    """Cells at the limits are cut, and letters on a terminal are where the cells are."""
    edges = np.linspace(1, 100, 100)
    number = np.repeat((edges[:-1] >= 10).astype(int)[:, None], 99, axis=1)
    regions = Regions(("low", "high"), edges, edges, number, lambda: np.empty((0, 4)))
    plane = replace(picture(), series=(), regions=regions)
    seen = viewed("log" if log else "linear", "linear", "2.5:40.5", ":50").of(plane)
    assert scales(seen)[0].ends == pytest.approx((2.5, 40.5)) and seen.regions is not None
    assert seen.regions.y[-1] == 50
    assert {name: int((seen.regions.number == at).sum()) for at, name in enumerate(seen.regions.names)} == {
        "low": 8 * 49,
        "high": 31 * 49,
    }
    out = io.StringIO()
    write_chart([seen], out, Style(width=100, height=24, unicode=False))
    row = next(line.split("|")[1] for line in out.getvalue().splitlines() if line.count("B") > 4 and "|" in line)
    at = float(scales(seen)[0].unit(10.0)) * len(row)
    assert abs(row.index("B") - at) <= 6 and abs(row.rindex("A") - at) <= 6
    with pytest.raises(UsageError, match="within these limits"):
        viewed(x_limits="200:300").seen([plane])
