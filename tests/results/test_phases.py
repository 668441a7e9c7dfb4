"""Maps of regimes: every point is what `exponents` says there, boundaries are where exponents are equal."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import LineCollection

import scalecalc
from scalecalc.commands.phase import Phase
from scalecalc.errors import SpecError, UsageError
from scalecalc.figures.chart import write_chart
from scalecalc.output.style import Style
from scalecalc.results.phases.table import mapped
from scalecalc.spec import Study
from scalecalc.spec.plane import plane
from tests.gallery.support import figure

SPEC: dict[str, Any] = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": "inf"},
    "target": {"kind": "power_law", "r": 0.7},
    "noise": 0.1,
    "ridge": "P^-0.8",
    "samples": [2, 3],
    "features": {"width": "P^0.7"},
}
KERNEL = {key: value for key, value in SPEC.items() if key != "features"}
STRUCTURED = SPEC | {"features": {"width": "P^1.7", "weights": {"kind": "power_law", "decay": 0.7}}}
LAYERS = SPEC | {"features": {"layers": [{"width": "P^0.7"}, {"width": "2 * P^0.9"}]}}
NOISY = SPEC | {"features": {"width": "P^1.2", "noise": 0.3}}
ENSEMBLE = SPEC | {"ensemble": {"members": 4}}
LAW_RIDGE, LAW_WIDTH, ALPHA, R = "ridge.P=-2.3:0", "features.width.P=0:3", "spectrum.alpha=1.1:3", "target.r=0.1:1.3"
MAPS = {
    "laws": (SPEC, LAW_RIDGE, LAW_WIDTH),
    "noiseless": (SPEC | {"noise": 0}, LAW_RIDGE, LAW_WIDTH),
    "no ridge": (SPEC | {"ridge": 0}, R, LAW_WIDTH),
    "kernel": (KERNEL, LAW_RIDGE, "noise.P=-2:0"),
    "structured": (STRUCTURED, LAW_RIDGE, LAW_WIDTH),
    "decay": (STRUCTURED, "features.weights.decay=0.1:1.5", LAW_WIDTH),
    "layers": (LAYERS, "features.layers.0.width.P=0:2", "features.layers.1.width.P=0:2"),
    "noisy features": (NOISY, LAW_RIDGE, LAW_WIDTH),
    "ensemble": (ENSEMBLE, LAW_RIDGE, LAW_WIDTH),
    "task": (SPEC, ALPHA, R),
    "capacity": (KERNEL, ALPHA, LAW_RIDGE),
    "both exponents of one law": (SPEC, "ridge.N=-2:0", LAW_WIDTH),
    "optimal ridge": (KERNEL | {"ridge": "optimal"}, "noise.P=-1:0", R),
}
LEVELS = {"spectrum": {"kind": "levels", "values": [1, 0.5]}, "target": {"kind": "levels", "powers": [1, 1]}}
LINEAR = ("laws", "noiseless", "kernel", "structured", "layers", "noisy features", "ensemble")


@cache
def found(name: str) -> Any:
    spec, x, y = MAPS[name]
    study = scalecalc.load(spec)
    assert isinstance(study, Study)
    return mapped(plane(study, x, y))


def reference(name: str, x: float, y: float) -> dict[str, Any]:
    """What `exponents` says of the spec with these numbers."""
    spec, *axes = MAPS[name]
    keys = [option.partition("=")[0] for option in axes]
    table = scalecalc.exponents(spec, "samples", [f"{key}={value!r}" for key, value in zip(keys, (x, y), strict=True)])
    terms = table["term"].tolist()
    total = terms.index("generalization_error")
    leaders = {terms[i]: table["amplitude"][i] for i in range(total) if table["dominant"][i]}
    return {"regime": table["regime"][total], "exponent": table["exponent"][total], "leaders": leaders}


@pytest.mark.one_in(2)
@pytest.mark.parametrize("name", MAPS)
@settings(max_examples=2, deadline=None)
@given(at=st.tuples(st.floats(0.02, 0.98), st.floats(0.02, 0.98)))
def test_every_point_is_what_exponents_says(name: str, at: tuple[float, float]) -> None:
    """The same laws, computed for one spec alone; ties included, should they be drawn."""
    places = found(name).places
    x, y = (float(one[0] + part * (one[-1] - one[0])) for one, part in zip(places.plane.values, at, strict=True))
    seen = places.located(np.array([x]), np.array([y]))
    trace, expected = places.pieces[int(seen.piece[0])].trace, reference(name, x, y)
    assert trace.regime == expected["regime"]
    assert seen.exponent[0] == pytest.approx(expected["exponent"], abs=1e-9, nan_ok=True)
    if expected["leaders"]:
        assert expected["leaders"][trace.term] == pytest.approx(max(expected["leaders"].values()), rel=1e-6)


@pytest.mark.parametrize("name", LINEAR)
def test_cells_tile_the_plane(name: str) -> None:
    cells = found(name).cells
    assert sum(cell.area for cell in cells) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("name", LINEAR)
def test_the_map_is_the_same_by_cells_and_by_guards(name: str) -> None:
    """Rows come from spans of polygons; the guards themselves say the same."""
    spec, x, y = MAPS[name]
    table = scalecalc.phase(spec, f"{x}:23", f"{y}:31")
    a, b = (table[column] for column in table.names[:2])
    for cell in found(name).cells:
        own = np.flatnonzero(cell.trace.holds(a, b))
        assert {(table["regime"][i], table["term"][i]) for i in own} <= {(cell.trace.regime, cell.trace.term)}
        assert table["exponent"][own] == pytest.approx(cell.trace.exponents(a[own], b[own]), abs=1e-12)


LABELS = {
    "signal limited, capacity": ("signal", "bias2"),
    "ridge limited, capacity": ("ridge", "bias2"),
    "feature variance": ("variance", "var_features"),
    "feature variance, ridge limited": ("variance", "var_features"),
    "width limited, capacity": ("width", "var_features"),
    "noise plateau": ("noise", "var_samples_noise"),
    "noise mitigated by ridge": ("noise", "var_samples_noise"),
    "noise mitigated by width": ("noise", "var_samples_features_noise"),
}


@pytest.mark.parametrize("noise", [0, 0.1])
def test_the_published_diagram(noise: float) -> None:
    """The smallest of the published exponents, and the regime named after it, at 720 points off all lines."""
    alpha, r = 1.2, 1.1
    axes = "ridge.P=-1.9873:-0.0131:24", "features.width.P=0.0117:2.9877:30"
    table = scalecalc.phase(figure("12_phase_diagram"), *axes, overrides=[f"noise={noise}"])
    l, q = -table["ridge.P"], table["features.width.P"]  # noqa: E741
    m = np.minimum(1, l / alpha)
    groups = {
        "bias": 2 * alpha * m * min(1, r),
        "variance": (alpha - 1) * m + q,
        "width": 2 * alpha * q * min(0.5, r),
        "noise": 1 - np.minimum(m, q) if noise else np.full(q.shape, np.inf),
    }
    assert len(table) == 720
    assert table["exponent"] == pytest.approx(np.min(list(groups.values()), axis=0), abs=1e-12)
    smallest = np.array(list(groups))[np.argmin(list(groups.values()), axis=0)]
    for row, (regime, term) in enumerate(zip(table["regime"], table["term"], strict=True)):
        group, ruling = LABELS[regime]
        assert smallest[row] == {"signal": "bias", "ridge": "bias"}.get(group, group)
        assert (l[row] < alpha) == ("ridge" in regime) or group in ("width", "noise")
        assert term == ruling


def test_boundaries_between_exponents_are_exact() -> None:
    table = scalecalc.phase(figure("12_phase_diagram"), "ridge.P=-2:0", "features.width.P=0:3", boundaries=True)
    ends = {
        (before, after): ((x1, y1), (x2, y2))
        for x1, y1, x2, y2, before, after in zip(*(table[name].tolist() for name in table.names), strict=True)
    }
    expected = {
        ("width limited, capacity", "feature variance"): ((-2, 1), (-1.2, 1)),
        ("width limited, capacity", "feature variance, ridge limited"): ((0, 0), (-1.2, 1)),
        ("feature variance", "signal limited, capacity"): ((-2, 2.2), (-1.2, 2.2)),
        ("feature variance", "feature variance, ridge limited"): ((-1.2, 1), (-1.2, 2.2)),
        ("signal limited, capacity", "ridge limited, capacity"): ((-1.2, 2.2), (-1.2, 3)),
        ("feature variance, ridge limited", "ridge limited, capacity"): ((0, 0), (-1.2, 2.2)),
    }
    assert ends.keys() == expected.keys()
    for sides, places in expected.items():
        assert np.array(ends[sides]) == pytest.approx(np.array(places), abs=1e-9)


def test_curved_boundaries_are_followed() -> None:
    """Between ridge and noise 2 l r = 1 - l/alpha, and where the ridge no longer counts alpha = l."""
    table = scalecalc.phase(
        KERNEL | {"ridge": "P^-1.3"}, "spectrum.alpha=1.1:3:24", "target.r=0.05:0.5:20", boundaries=True
    )
    alpha, r = (np.concatenate([table[f"{axis}1"], table[f"{axis}2"]]) for axis in "xy")
    middle_alpha, middle_r = ((table[f"{axis}1"] + table[f"{axis}2"]) / 2 for axis in "xy")
    pairs = set(zip(table["from_regime"], table["to_regime"], strict=True))
    assert pairs == {
        ("noise mitigated by ridge", "ridge limited, source"),
        ("noise plateau", "noise mitigated by ridge"),
    } or pairs == {("ridge limited, source", "noise mitigated by ridge"), ("noise plateau", "noise mitigated by ridge")}
    plateau = table["from_regime"] == "noise plateau"
    assert alpha[np.tile(plateau, 2)] == pytest.approx(1.3, abs=2e-6)
    curve = np.tile(~plateau, 2)
    assert r[curve] == pytest.approx((1 - 1.3 / alpha[curve]) / 2.6, abs=1e-6)
    assert middle_r[~plateau] == pytest.approx((1 - 1.3 / middle_alpha[~plateau]) / 2.6, abs=1e-6)
    assert alpha[curve].max() == pytest.approx(3, abs=1e-9)


def exponents_beside(name: str, low: np.ndarray[Any, Any], high: np.ndarray[Any, Any]) -> Iterator[tuple[float, float]]:
    places = found(name).places
    for before, after in zip(low, high, strict=True):
        yield tuple(float(places.located(one[:1], one[1:]).exponent[0]) for one in (before, after))


@pytest.mark.parametrize("name", ["laws", "structured", "layers"])
def test_exponents_are_equal_on_both_sides_of_a_boundary(name: str) -> None:
    spec, x, y = MAPS[name]
    table = scalecalc.phase(spec, x, y, boundaries=True)
    ends = [np.stack([table[f"x{end}"], table[f"y{end}"]], axis=1) for end in (1, 2)]
    middle, way = (ends[0] + ends[1]) / 2, ends[1] - ends[0]
    step = 1e-7 * np.stack([-way[:, 1], way[:, 0]], axis=1) / np.hypot(*way.T)[:, None]
    for one, other in exponents_beside(name, middle - step, middle + step):
        assert one == pytest.approx(other, abs=1e-5)


def test_columns_are_last_names_or_whole_keys() -> None:
    assert scalecalc.phase(SPEC, f"{ALPHA}:2", f"{R}:2").names[:2] == ("alpha", "r")
    assert scalecalc.phase(SPEC, f"{LAW_RIDGE}:2", f"{LAW_WIDTH}:2").names[:2] == ("ridge.P", "features.width.P")


def test_a_range_has_200_points_and_y_is_fastest() -> None:
    table = scalecalc.phase(SPEC, "ridge.P=-2,-1", LAW_WIDTH)
    assert len(table) == 400
    assert table["features.width.P"][:2].tolist() == pytest.approx([0, 3 / 199])
    assert scalecalc.phase(SPEC, "noise=0.1,1", "ridge.P=-1,-0.5")["noise"].tolist() == [0.1, 0.1, 1, 1]


def test_other_sweeps_stay_outside() -> None:
    table = scalecalc.phase(SPEC, f"{LAW_RIDGE}:3", "features.width.P=0.2:3:3", vary=["noise=0,0.1"])
    assert table.names[0] == "noise"
    assert len(table) == 18
    assert "noise" not in " ".join(table["regime"][:9].tolist())


def test_sizes_that_decide_are_computed_point_by_point() -> None:
    """With a fixed width the error tends to a number, whose largest term depends on how large ridge and width are."""
    table = scalecalc.phase(SPEC | {"ridge": 0.1}, "ridge=0.001:1:2", "features.width=10:1000:2")
    for i in range(len(table)):
        MAPS["here"] = (SPEC | {"ridge": 0.1}, "ridge=", "features.width=")
        expected = reference("here", float(table["ridge"][i]), float(table["width"][i]))
        del MAPS["here"]
        assert table["regime"][i] == expected["regime"]
    with pytest.raises(UsageError, match="at most 60 points"):
        scalecalc.phase(SPEC | {"ridge": 0.1}, "ridge=0.001:1:3000", "features.width=10:1000:3000")


@pytest.mark.parametrize(
    ("x", "said"),
    [
        ("spectrum.alfa=1:2", "did you mean 'alpha'"),
        ("ridge.Q=1:2", "'Q'"),
        ("noise=2:1", "must be from < to"),
        ("noise=1", "give it two ends"),
        ("noise", "KEY=RANGE"),
        ("noise=abc", "must be a number"),
        ("title=0:1", "must be a line of text"),
        ("spectrum.alpha=0.5:2", "must be > 1 when modes is inf"),
        ("features.width.P=1:2", "two different numbers"),
        ("samples=10:100", "no axis of it"),
        ("features.width=10:100", "features.width.P is a part of features.width"),
    ],
)
def test_axes_that_are_none(x: str, said: str) -> None:
    with pytest.raises((SpecError, UsageError), match=said) as error:
        scalecalc.phase(SPEC, x, "features.width.P=0:3")
    assert "vary." not in str(error.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (LEVELS, "write spectrum:"),
        ({"ridge": 0}, "ridge is 0 times a power of P"),
        ({"noise": [0, 1]}, "sweeps noise"),
    ],
)  # fmt: skip
def test_specs_without_a_map(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        scalecalc.phase(SPEC | changes, LAW_RIDGE, LAW_WIDTH)


def test_where_there_is_no_law_a_note_says_so() -> None:
    table = scalecalc.phase(SPEC, LAW_RIDGE + ":3", "features.width.P=-1:1:3")
    shrinks = table["features.width.P"] < 0
    assert set(table["regime"][shrinks]) == {""}
    assert np.isnan(table["exponent"][shrinks]).all()
    assert any("a count shrinks" in note for note in table.notes)


def test_the_chart_has_a_letter_for_each_regime() -> None:
    out = io.StringIO()
    write_chart(Phase(x=LAW_RIDGE, y=LAW_WIDTH).sketch(scalecalc.load(SPEC)).pictures(), out, Style(width=80))
    lines = out.getvalue().splitlines()
    regimes = set(scalecalc.phase(SPEC, LAW_RIDGE, LAW_WIDTH, boundaries=True)["from_regime"])
    assert max(map(len, lines)) <= 80
    for regime in regimes:
        (named,) = re.findall(rf"([A-Z]) {regime}(?:  |$)", out.getvalue(), re.MULTILINE)
        assert any(named in line.partition("│")[2] for line in lines)


def test_the_figure_has_the_exact_lines() -> None:
    axes = scalecalc.phase(SPEC, f"{LAW_RIDGE}:3", f"{LAW_WIDTH}:3").plot()
    table = scalecalc.phase(SPEC, LAW_RIDGE, LAW_WIDTH, boundaries=True)
    (lines,) = [one for one in axes.collections if isinstance(one, LineCollection)]
    drawn = np.array(lines.get_segments()).reshape(-1, 4)
    assert drawn == pytest.approx(np.stack([table[name] for name in ("x1", "y1", "x2", "y2")], axis=1))
    assert {text.get_text().replace("\n", " ") for text in axes.texts} >= {"ridge limited, source", "noise plateau"}
    assert axes.get_xlim() == pytest.approx((-2.3, 0))
