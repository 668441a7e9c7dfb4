"""The pictures of `simulate`."""

from __future__ import annotations

import io

import numpy as np
import pytest

import scalecalc
from scalecalc.commands.simulate.picture import SimulateSketch
from scalecalc.errors import UsageError
from scalecalc.figures.chart import write_chart
from scalecalc.figures.paper import write_figure
from scalecalc.figures.picture import Picture
from scalecalc.output.style import Style

SPEC = {
    "title": "Small",
    "spectrum": {"kind": "isotropic", "modes": 20},
    "target": {"kind": "isotropic"},
    "noise": 0.1,
    "ridge": [1e-2, 1],
    "samples": [10, 20, 40],
}


@pytest.fixture(scope="module")
def pictures() -> tuple[Picture, ...]:
    study = scalecalc.load(SPEC)
    sketch = SimulateSketch(study)
    sketch.see(scalecalc.simulate(study, 5))
    return sketch.pictures()


def test_theory_as_lines_and_means_as_points_with_bars(pictures: tuple[Picture, ...]) -> None:
    assert [picture.y.meaning for picture in pictures] == ["generalization error", "train error"]
    result = scalecalc.simulate(SPEC, 5)
    rows = (result["quantity"] == "train_error") & (result["ridge"] == 1)
    lines, points = pictures[1].series[1], pictures[1].series[3]
    assert (lines.role, points.role) == ("curve", "points")
    assert lines.case == points.case == "λ = 1"
    assert np.interp(points.x, lines.x, lines.y) == pytest.approx(result["theory"][rows], rel=1e-12)
    assert len(lines.marked[0]) == 0
    np.testing.assert_array_equal(points.y, result["mean"][rows])
    assert points.error is not None
    np.testing.assert_array_equal(points.error, result["stderr"][rows])
    assert points.x.tolist() == [10, 20, 40]


def test_they_can_be_drawn(pictures: tuple[Picture, ...]) -> None:
    out, figure = io.StringIO(), io.BytesIO()
    write_chart(pictures, out, Style())
    assert "measured" in out.getvalue()
    write_figure(pictures, figure, "svg")
    assert b"measured" in figure.getvalue()


def test_a_sweep_is_needed() -> None:
    with pytest.raises(UsageError, match="needs a sweep"):
        SimulateSketch(scalecalc.load(SPEC | {"samples": 10, "ridge": 1}))
