"""A study as courses: ways through its grid along one quantity X, with the others held or following their laws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.results.columns import Values, width_names
from scalecalc.theory.laws.growth import Path, points_along
from scalecalc.theory.leading import Leading
from scalecalc.theory.points import Points
from scalecalc.theory.risk.local import Rates

if TYPE_CHECKING:
    from scalecalc.reading.fields.laws import Law
    from scalecalc.spec import Axis, Grid, Study

ALONG = ("samples", "width", "ridge")
_MOST_COURSES = 10_000
_RIDGE_STEP = 0.01  # of log X


@record
class Course:
    """One way along X: X -> infinity is P -> infinity, N -> infinity or lambda -> 0 (X = 1/lambda).

    along: the column of that quantity.  held: the swept quantities that stand still here, by column name.
    path: all coordinates as laws in X.  points, x: the grid points on the way, in order, and X there; shape (n,).
    optimal: whether the ridge is the optimal one at every point; then it is 0 in the path and nan in the points.
    """

    along: str
    held: dict[str, float]
    path: Path
    points: Points
    x: Floats
    optimal: bool = False

    @property
    def rates(self) -> Rates:
        """dlog/dlog X of the coordinates."""
        path = self.path
        return Rates(path.samples.order, tuple(w.order for w in path.widths), path.ridge.order, path.noise.order)

    def coordinate(self, x: float) -> float:
        """The quantity that X stands for, at X = x."""
        return 1 / x if self.along == "ridge" else x

    def points_at(self, x: Floats) -> Points:
        """The points at any X, counts not rounded; shape (n,)."""

        points = points_along(self.path, x)
        return replace(points, ridge=np.full(x.shape, np.nan)) if self.optimal else points


def held_columns(followed: list[Course], rows: list[int]) -> Values:
    """The held quantities as columns, where each course fills so many rows."""
    names = followed[0].held
    return {name: np.repeat([course.held[name] for course in followed], rows) for name in names}


def with_ridge(study: Study, course: Course, points: Points) -> Points:
    """The points of a course with the optimal ridge where that is asked for."""
    if not course.optimal:
        return points
    from scalecalc.theory.optimum.optimal import at_optimum

    return at_optimum(study.task, points, study.design)


def rates_at(study: Study, course: Course, x: float) -> Rates:
    """The rates at X = x: those of the path, and of the optimal ridge by a central difference."""
    if not course.optimal:
        return course.rates
    ridge = with_ridge(study, course, course.points_at(x * np.exp([-_RIDGE_STEP, _RIDGE_STEP]))).ridge
    with np.errstate(all="ignore"):
        slope = float(np.diff(np.log(ridge))[0]) / (2 * _RIDGE_STEP)
    return replace(course.rates, ridge=slope if np.isfinite(slope) else 0.0)


def default_along(grid: Grid) -> str:
    """The quantity that is swept, samples first."""
    swept = {"samples": grid.samples.swept, "width": any(width.swept for width in grid.widths)}
    swept["ridge"] = grid.ridge.swept
    return next((name for name in ALONG if swept[name]), "samples")


def followed_column(grid: Grid, along: str | None) -> str:
    """The column of the coordinate that is followed: of one of the widths where there are several."""
    along = along or default_along(grid)
    return followed_width(grid) if along == "width" and grid.widths else along


def followed_width(grid: Grid) -> str:
    """The column of the width that `--along width` follows: the last that is swept, or else has a law, or the last."""
    names = width_names(len(grid.widths))
    swept = [name for name, axis in zip(names, grid.widths, strict=True) if axis.swept]
    ruled = [name for name, axis in zip(names, grid.widths, strict=True) if axis.law is not None]
    return (swept or ruled or names)[-1]


def courses(study: Study, along: str | None) -> Iterator[Course]:
    """Every course along the quantity, one for each combination of what else is swept, in the grid's order.

    Raises UsageError when nothing of the kind can grow, or there are too many combinations.
    """
    grid = study.grid
    along = along or default_along(grid)
    if along == "width" and not grid.widths:
        raise UsageError("along width needs random features, and the spec has none (features: {width: ...})")
    if along == "ridge" and grid.ridge.optimal:
        raise UsageError("along ridge: the ridge is optimal at every point and cannot be varied; give it values")
    axes = _axes(grid)
    along = followed_column(grid, along)
    base = _base(axes, along)
    others = [name for name in reversed(axes) if name != base]
    number = np.prod([len(axes[name]) for name in others], dtype=float)
    if number > _MOST_COURSES:
        raise UsageError(
            f"along {along} the grid has {number:.0f} combinations of the other quantities, at most {_MOST_COURSES} "
            "are followed; hold some of them at one value"
        )
    for choice in product(*(_choices(axes[name]) for name in others)):
        chosen = dict(zip(others, choice, strict=True))
        held = {name: float(axis.values[0]) for name, axis in chosen.items() if axis.values is not None}
        yield _course(
            along,
            base,
            _replaced(grid, chosen),
            {name: held[name] for name in axes if name in held and axes[name].swept},
        )


def _axes(grid: Grid) -> dict[str, Axis]:
    """The axes by column name, fastest first."""
    members = [] if grid.members is None else ["members"]
    return dict(zip(["samples", *width_names(len(grid.widths)), "ridge", "noise", *members], grid.axes, strict=True))


def _base(axes: dict[str, Axis], along: str) -> str:
    """The coordinate that is varied so that `along` grows: itself, or the one its law follows."""
    law = axes[along].law
    if law is None:
        return along
    if law.samples:
        return "samples"
    if law.width:
        return _base(axes, [name for name in axes if name.startswith("width")][-1])
    raise UsageError(f"along {along}: the {along} law does not depend on any other quantity")


def _choices(axis: Axis) -> list[Axis]:
    if axis.values is None:
        return [axis]
    return [replace(axis, values=np.array([value])) for value in axis.values]


def _replaced(grid: Grid, chosen: dict[str, Axis]) -> Grid:
    axes = _axes(grid) | chosen
    return replace(
        grid,
        samples=axes["samples"],
        widths=tuple(axes[name] for name in width_names(len(grid.widths))),
        ridge=axes["ridge"],
        noise=axes["noise"],
        members=axes.get("members"),
    )


def _course(along: str, base: str, grid: Grid, held: dict[str, float]) -> Course:
    path = _in_terms_of_base(base, grid)
    names = width_names(len(grid.widths))
    x = ({"samples": path.samples, "ridge": path.ridge} | dict(zip(names, path.widths, strict=True)))[along]
    if along == "ridge":
        x = x.power(-1.0)
    if not x.order > 0:
        direction = "fall" if along == "ridge" else "grow"
        raise UsageError(f"along {along}: the {along} does not {direction} along the sweep of {base}")
    points = grid.block(0, len(grid))
    path = Path(
        _reexpressed(path.samples, x),
        tuple(_reexpressed(width, x) for width in path.widths),
        _reexpressed(path.ridge, x),
        _reexpressed(path.noise, x),
        None if path.members is None else _reexpressed(path.members, x),
    )
    values = ({"samples": points.samples, "ridge": points.ridge} | dict(zip(names, points.widths, strict=True)))[along]
    with np.errstate(divide="ignore"):
        position = 1 / values if along == "ridge" else values
    usable = np.isfinite(position) & (position > 0)
    return Course(along, held, path, points[usable], position[usable], grid.ridge.optimal)


def _in_terms_of_base(base: str, grid: Grid) -> Path:
    """All coordinates as laws in the base coordinate (in 1/lambda for the ridge)."""
    grows = Leading(1.0, order=1.0)
    samples = grows if base == "samples" else _number(grid.samples)
    widths = []
    for name, axis in zip(width_names(len(grid.widths)), grid.widths, strict=True):
        if base == name:
            widths.append(grows)
        else:
            widths.append(_law(axis.law, samples, Leading(1.0)) if axis.law else _number(axis))
    width = widths[-1] if widths else Leading(1.0)
    noise = _law(grid.noise.law, samples, width) if grid.noise.law else _number(grid.noise)
    members = None if grid.members is None else _number(grid.members)
    if base == "ridge":
        ridge = grows.power(-1.0)
    elif grid.ridge.optimal:
        ridge = Leading(0.0)
    else:
        ridge = _law(grid.ridge.law, samples, width) if grid.ridge.law else _number(grid.ridge)
    return Path(samples, tuple(widths), ridge, noise, members)


def _number(axis: Axis) -> Leading:
    assert axis.values is not None  # the caller has seen that it is no law
    return Leading(float(axis.values[0]))


def _law(law: Law, samples: Leading, width: Leading) -> Leading:
    return Leading(law.coefficient) * samples.power(law.samples) * width.power(law.width)


def _reexpressed(law: Leading, x: Leading) -> Leading:
    """A law in the base coordinate b as a law in X = c b^p: b = (X/c)^(1/p)."""
    if law.amplitude in (0.0, np.inf):
        return Leading(law.amplitude)
    exponent = law.order / x.order
    return Leading(law.amplitude * x.amplitude**-exponent, exponent)
