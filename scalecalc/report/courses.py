"""A study as courses: ways through its grid along one quantity X, with the others held or following their laws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.errors import UsageError
from scalecalc.report.columns import Values
from scalecalc.theory.growth import Path
from scalecalc.theory.leading import Leading
from scalecalc.theory.local import Rates
from scalecalc.theory.points import Floats, Points

if TYPE_CHECKING:
    from scalecalc.spec import Axis, Grid, Study
    from scalecalc.theory.points import Law

ALONG = ("samples", "width", "ridge")
_MOST_COURSES = 10_000


@dataclass(frozen=True)
class Course:
    """One way along X: X -> infinity is P -> infinity, N -> infinity or lambda -> 0 (X = 1/lambda).

    held: the swept quantities that stand still here, by column name.  path: all coordinates as laws in X.
    points, x: the grid points on the way, in order, and X there; shape (n,).
    """

    along: str
    held: dict[str, float]
    path: Path
    points: Points
    x: Floats

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

        def values(law: Leading) -> Floats:
            if law.amplitude in (0.0, np.inf):
                return np.full(x.shape, law.amplitude)
            return law.amplitude * x**law.order

        path = self.path
        return Points(
            values(path.samples),
            tuple(values(w) for w in path.widths),
            values(path.ridge),
            values(path.noise),
        )


def held_columns(followed: list[Course], rows: list[int]) -> Values:
    """The held quantities as columns, where each course fills so many rows."""
    names = followed[0].held
    return {name: np.repeat([course.held[name] for course in followed], rows) for name in names}


def default_along(grid: Grid) -> str:
    """The quantity that is swept, samples first."""
    swept = {"samples": grid.samples.swept, "width": bool(grid.widths) and grid.widths[0].swept}
    swept["ridge"] = grid.ridge.swept
    return next((name for name in ALONG if swept[name]), "samples")


def courses(study: Study, along: str | None) -> Iterator[Course]:
    """Every course along the quantity, one for each combination of what else is swept, in the grid's order.

    Raises UsageError when nothing of the kind can grow, or there are too many combinations.
    """
    grid = study.grid
    along = along or default_along(grid)
    if along == "width" and not grid.widths:
        raise UsageError("--along width needs random features, and the spec has none (features: {width: ...})")
    axes = _axes(grid)
    base = _base(axes, along)
    others = [name for name in reversed(axes) if name != base]
    number = np.prod([len(axes[name]) for name in others], dtype=float)
    if number > _MOST_COURSES:
        raise UsageError(
            f"along {along} the grid has {number:.0f} combinations of the other quantities, at most {_MOST_COURSES} "
            "are followed; hold some of them with --set"
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
    width = {"width": grid.widths[0]} if grid.widths else {}
    return {"samples": grid.samples, **width, "ridge": grid.ridge, "noise": grid.noise}


def _base(axes: dict[str, Axis], along: str) -> str:
    """The coordinate that is varied so that `along` grows: itself, or the one its law follows."""
    law = axes[along].law
    if law is None:
        return along
    if law.samples:
        return "samples"
    if law.width:
        return _base(axes, "width")
    raise UsageError(f"--along {along}: the {along} law does not depend on any other quantity")


def _choices(axis: Axis) -> list[Axis]:
    if axis.values is None:
        return [axis]
    return [replace(axis, values=np.array([value])) for value in axis.values]


def _replaced(grid: Grid, chosen: dict[str, Axis]) -> Grid:
    widths = (chosen.get("width", grid.widths[0]),) if grid.widths else ()
    return replace(
        grid,
        samples=chosen.get("samples", grid.samples),
        widths=widths,
        ridge=chosen.get("ridge", grid.ridge),
        noise=chosen.get("noise", grid.noise),
    )


def _course(along: str, base: str, grid: Grid, held: dict[str, float]) -> Course:
    path = _in_terms_of_base(base, grid)
    x = {"samples": path.samples, "width": path.widths[0] if path.widths else None, "ridge": path.ridge}[along]
    assert x is not None  # the caller has seen that there are features
    if along == "ridge":
        x = x.power(-1.0)
    if not x.order > 0:
        direction = "fall" if along == "ridge" else "grow"
        raise UsageError(f"--along {along}: the {along} does not {direction} along the sweep of {base}")
    points = grid.block(0, len(grid))
    path = Path(
        _reexpressed(path.samples, x),
        tuple(_reexpressed(width, x) for width in path.widths),
        _reexpressed(path.ridge, x),
        _reexpressed(path.noise, x),
    )
    values = {"samples": points.samples, "ridge": points.ridge}[along] if along != "width" else points.widths[0]
    with np.errstate(divide="ignore"):
        position = 1 / values if along == "ridge" else values
    usable = np.isfinite(position) & (position > 0)
    points = Points(
        points.samples[usable],
        tuple(width[usable] for width in points.widths),
        points.ridge[usable],
        points.noise[usable],
    )
    return Course(along, held, path, points, position[usable])


def _in_terms_of_base(base: str, grid: Grid) -> Path:
    """All coordinates as laws in the base coordinate (in 1/lambda for the ridge)."""
    grows = Leading(1.0, order=1.0)
    samples = grows if base == "samples" else _number(grid.samples)
    widths = []
    for axis in grid.widths:
        if base == "width":
            widths.append(grows)
        else:
            widths.append(_law(axis.law, samples, Leading(1.0)) if axis.law else _number(axis))
    width = widths[0] if widths else Leading(1.0)
    if base == "ridge":
        ridge = grows.power(-1.0)
    else:
        ridge = _law(grid.ridge.law, samples, width) if grid.ridge.law else _number(grid.ridge)
    noise = _law(grid.noise.law, samples, width) if grid.noise.law else _number(grid.noise)
    return Path(samples, tuple(widths), ridge, noise)


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
