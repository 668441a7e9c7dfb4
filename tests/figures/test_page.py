"""Pictures as a page for a browser: what is in it, and what a real browser makes of it."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scalecalc.errors import UsageError
from scalecalc.figures.files import figure_kind
from scalecalc.figures.frames import Frame
from scalecalc.figures.html import symbols, write_page
from scalecalc.figures.picture import Picture, Regions, Series
from tests.figures.pictures import EVERY, X, picture, power

CHROMIUM = shutil.which("chromium")
ALONE = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
ALONE += " --disable-component-update --disable-sync --virtual-time-budget=4000"
NASTY = "</script><script>document.title='bad'</script> & $title ${x} 100 % %{x}"


def page(*frames: Frame) -> str:
    out = io.BytesIO()
    write_page(frames, out)
    return out.getvalue().decode()


def still(*pictures: Picture) -> str:
    return page(Frame((), pictures))


def content(text: str) -> dict[str, Any]:
    """What the script draws."""
    found = re.search(r'<script type="application/json" id="content">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def varied() -> tuple[Frame, ...]:
    """Two numbers that are varied, with 2 and 3 values."""
    return tuple(
        Frame(
            (("alpha", f"{a}"), ("r", f"{r}")), (picture(power(-a, 1.0 + r), power(-1.0, name="other", symbol="O_x")),)
        )
        for a in (1, 2)
        for r in (0, 1, 2)
    )


def regions() -> Picture:
    edges = np.linspace(0.0, 1.0, 11)
    number = (np.add.outer(edges[:-1], edges[:-1]) > 0.9).astype(np.intp)
    found = Regions(("noise plateau", "a <b>"), edges, edges, number, lambda: np.array([[0.0, 1.0, 1.0, 0.0]]))
    linear = replace(picture().x, log=False)
    return replace(picture(x=linear, y=linear), series=(), regions=found)


@pytest.mark.parametrize("name", [*EVERY, "regions", "shaded", "measured"])
def test_plotly_knows_all_that_it_is_told(name: str) -> None:
    """Its classes check every name and value."""
    from plotly.graph_objects import Figure

    one = power(-1.0)
    others = {
        "regions": regions(),
        "shaded": picture(replace(one, band=(one.y / 2, one.y * 2))),
        "measured": picture(replace(one, role="points", error=2 * one.y)),
    }
    for panel in content(still((EVERY | others)[name]))["frames"][0]["panels"]:
        Figure(data=panel["data"], layout=panel["layout"])


def test_nothing_is_loaded_and_nothing_is_random() -> None:
    frames = varied()
    text = page(*frames)
    assert text == page(*frames)
    outside = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    assert not re.search(r"https?:|//\w|url\(|@import|<link|\ssrc=", outside)
    assert "default-src 'none'" in outside
    assert '<html lang="en">' in outside


def test_a_title_may_hold_anything() -> None:
    text = still(picture(title=NASTY, subtitle=NASTY, notes=(NASTY,)))
    assert text.count("<script") - text.count("<script>") == still(picture()).count("<script") - still(picture()).count(
        "<script>"
    )
    assert f"<title>{html.escape(NASTY)}</title>" in text
    assert f"<h1>{html.escape(NASTY)}</h1>" in text
    assert content(text)["frames"][0]["notes"] == [NASTY]
    assert "<script" not in content(text)["frames"][0]["panels"][0]["heading"]


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("E_g+σ²", "<i>E</i><sub>g</sub>+<i>σ</i><sup>2</sup>"),
        ("0.5 P^-1.2", "0.5 <i>P</i><sup>−1.2</sup>"),
        ("λ = 1e-4", "<i>λ</i> = 10<sup>−4</sup>"),
        ("Var_Xε", "Var<sub>Xε</sub>"),
        ("a<b>&%", "<i>a</i>&lt;<i>b</i>&gt;&amp;&#37;"),
    ],
)
def test_symbols(symbol: str, expected: str) -> None:
    assert symbols.symbol(symbol) == expected


def test_a_slider_for_each_number_that_is_varied() -> None:
    found = content(page(*varied()))
    assert found["sliders"] == [{"name": "alpha", "steps": ["1", "2"]}, {"name": "<i>r</i>", "steps": ["0", "1", "2"]}]
    axes = [one["panels"][0]["layout"]["yaxis"]["range"] for one in found["frames"]]
    assert axes == axes[:1] * 6


def test_one_slider_where_combinations_are_missing() -> None:
    (slider,) = content(page(*varied()[:5]))["sliders"]
    assert slider["steps"][1] == "alpha = 1, r = 1"


def test_a_gap_is_not_drawn_over() -> None:
    y = np.where(np.arange(X.size) == 5, np.inf, 1.0)
    areas = [Series(name, "", X, y, role="area") for name in "ab"]
    drawn = content(still(picture(*areas, y=replace(picture().y, log=False))))["frames"][0]["panels"][0]["data"]
    assert [len(one["x"]) for one in drawn] == [5, X.size - 6] * 2
    assert [one["stackgroup"] for one in drawn] == ["stack 0", "stack 1"] * 2


def test_without_plotly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "plotly", None)
    with pytest.raises(UsageError, match=re.escape("pip install 'scalecalc[html]'")):
        figure_kind(Path("a.html"))


MOVES = """
<script>
const wait = (test) => new Promise((done) => { const see = () => test() ? done() : setTimeout(see, 20); see(); });
const plot = document.getElementById("plot-0");
const lines = () => plot.querySelectorAll(".scatterlayer .trace").length;
const told = {};
(async () => {
  await wait(() => plot.querySelector(".legendtoggle"));
  told.lines = lines();
  told.first = plot.data[0].y;
  await Plotly.relayout(plot, {"xaxis.range": [2, 3]});
  plot.querySelector(".legendtoggle").dispatchEvent(new MouseEvent("mousedown", {bubbles: true}));
  plot.querySelector(".legendtoggle").dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
  await wait(() => plot._fullData[0].visible === "legendonly");
  const inputs = document.querySelectorAll("input");
  for (const [at, value] of [[0, 1], [1, 2]]) {
    inputs[at].value = value;
    inputs[at].dispatchEvent(new Event("input", {bubbles: true}));
  }
  await wait(() => plot.data[0].y[0] !== told.first[0]);
  told.moved = plot.data[0].y;
  told.outputs = [...document.querySelectorAll("output")].map((one) => one.textContent);
  told.off = plot._fullData[0].visible;
  told.range = plot._fullLayout.xaxis.range;
  const other = plot._fullData.findIndex((one) => one.visible === true && one.mode === "markers");
  [...plot.querySelectorAll(".modebar-btn")].at(-1).click();
  await wait(() => plot._fullLayout.xaxis.range[0] === 1);
  Plotly.Fx.hover(plot, [{curveNumber: other, pointNumber: 8}]);
  await wait(() => plot.querySelector(".hoverlayer .hovertext"));
  told.hover = plot.querySelector(".hoverlayer").textContent.replaceAll("\\u200b", "");
  told.reset = plot._fullLayout.xaxis.range;
  told.loaded = performance.getEntriesByType("resource").map((one) => one.name);
  told.title = document.title;
  told.wide = document.documentElement.scrollWidth - innerWidth;
  document.body.append(Object.assign(document.createElement("pre"), {id: "told", textContent: JSON.stringify(told)}));
})();
</script>
"""


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_a_browser_without_a_network_draws_it(tmp_path: Path) -> None:
    """Moves sliders, switches a curve off, zooms and points, on a narrow screen."""
    frames = varied()
    (tmp_path / "x.html").write_text(page(*frames).replace("</body>", MOVES + "</body>"), "utf-8")
    blocked = "--host-resolver-rules=MAP * ~NOTFOUND"
    command = [str(CHROMIUM), *ALONE.split(), blocked, "--window-size=500,800", "--dump-dom"]
    shown = subprocess.run(
        [*command, f"--user-data-dir={tmp_path / 'profile'}", (tmp_path / "x.html").as_uri()],
        capture_output=True,
        timeout=60,
        check=True,
        text=True,
    ).stdout
    found = re.search(r'<pre id="told">(.*?)</pre>', shown)
    assert found is not None
    told = json.loads(html.unescape(found[1]))
    assert told["lines"] >= 2
    assert told["first"] == pytest.approx(frames[0].pictures[0].series[0].y, rel=1e-11)
    assert told["moved"] == pytest.approx(frames[5].pictures[0].series[0].y, rel=1e-11)
    assert told["outputs"] == ["= 2", "= 2"]
    assert (told["off"], told["range"]) == ("legendonly", [2, 3])  # what the reader chose stays
    assert "samples  P = 1000" in told["hover"]
    assert "Ox = 0.001" in told["hover"]
    assert told["reset"] == [1, 5]
    assert told["loaded"] == []
    assert told["title"] == "A title"
    assert told["wide"] <= 0
