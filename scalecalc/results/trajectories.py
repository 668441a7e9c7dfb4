"""A study as trajectories: ways through its grid along one quantity X, with the others held or following their laws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.coordinates import FOLLOWED, SAMPLES, STEPS, TIME, WIDTH, Coordinate, coordinate, quantity
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.results.columns import GENERALIZATION, Values
from scalecalc.theory.laws.growth import Scaling, points_along
from scalecalc.theory.leading import Leading
from scalecalc.theory.points import Points
from scalecalc.theory.risk.local import Rates, local_exponents

if TYPE_CHECKING:
    from scalecalc.spec import Study
    from scalecalc.theory.grid import Axis, Grid

_MOST_TRAJECTORIES = 10_000
_RIDGE_STEP = 0.01  # of log X


@record
class Direction:
    """What is followed through a grid, and what moves it.

    along: the column of the quantity.  base: the column that is varied for it: itself, or the one that its law follows.
    """

    along: str
    base: str

    @property
    def followed(self) -> Coordinate:
        """The quantity."""
        return coordinate(self.along)


@record
class Trajectory:
    """One way along X: X -> infinity is the limit of the quantity that is followed, and X its inverse where it falls.

    along: the column of that quantity.  held: the swept quantities that stand still here, by column name.
    path: all coordinates as laws in X.  points, x: the grid points on the way, in order, and X there; shape (n,).
    optimal: whether the ridge is the optimal one at every point; then it is 0 in the path and nan in the points.
    """

    along: str
    held: dict[str, float]
    path: Scaling
    points: Points
    x: Floats
    optimal: bool = False

    @property
    def followed(self) -> Coordinate:
        """The quantity that is followed."""
        return coordinate(self.along)

    @property
    def rates(self) -> Rates:
        """dlog/dlog X of the coordinates."""
        return Rates.of({name: law.order for name, law in self.path.named().items()})

    def coordinate(self, x: float) -> float:
        """The quantity that X stands for, at X = x."""
        return 1 / x if self.followed.falls else x

    def points_at(self, x: Floats) -> Points:
        """The points at any X, counts not rounded; shape (n,)."""

        points = points_along(self.path, x)
        return replace(points, ridge=np.full(x.shape, np.nan)) if self.optimal else points


def held_columns(followed: list[Trajectory], rows: list[int]) -> Values:
    """The held quantities as columns, where each trajectory fills so many rows."""
    names = followed[0].held
    return {name: np.repeat([one.held[name] for one in followed], rows) for name in names}


def with_ridge(study: Study, trajectory: Trajectory, points: Points) -> Points:
    """The points of a trajectory with the optimal ridge where that is asked for."""
    if not trajectory.optimal:
        return points
    from scalecalc.theory.optimum.optimal import at_optimum

    return at_optimum(study.task, points, study.design)


def rates_at(study: Study, trajectory: Trajectory, x: float) -> Rates:
    """The rates at X = x: those of the path, and of the optimal ridge by a central difference."""
    if not trajectory.optimal:
        return trajectory.rates
    around = trajectory.points_at(x * np.exp([-_RIDGE_STEP, _RIDGE_STEP]))
    ridge = with_ridge(study, trajectory, around).ridge
    with np.errstate(all="ignore"):
        slope = float(np.diff(np.log(ridge))[0]) / (2 * _RIDGE_STEP)
    return replace(trajectory.rates, ridge=slope if np.isfinite(slope) else 0.0)


def local_exponent(study: Study, along: str, value: float) -> float:
    """The exact -dlog E/dlog X of the generalization error where the quantity `along` has that value.

    All else is at its first value, or follows its law. Raises UsageError as `trajectories` does.
    """
    trajectory = next(trajectories(study, along))
    if not 0 < value < np.inf:
        return float("nan")
    x = 1 / value if trajectory.followed.falls else value
    points = with_ridge(study, trajectory, trajectory.points_at(np.array([x])))
    rates = rates_at(study, trajectory, x)
    return float(local_exponents(study.task, points, rates, study.design)[GENERALIZATION.name][0])


# --- the direction of a sweep


def direction(grid: Grid, along: str | None = None) -> Direction:
    """The direction along a quantity, or without one along the first that is swept.

    Raises UsageError where the grid has no such quantity, and where nothing can move it.
    """
    along = along or default_along(grid)
    axes = grid.named()
    column = _followed_column(axes, along)
    if axes[column].optimal:
        raise UsageError(f"along {along}: the {along} is optimal at every point and cannot be varied; give it values")
    return Direction(column, _base(axes, column))


def default_along(grid: Grid) -> str:
    """The quantity that is swept, samples first; where none is, how long the weights are trained, or the samples."""
    axes = grid.named()
    swept = {quantity(name) for name, axis in axes.items() if axis.swept}
    trained = [name for name in (TIME.name, STEPS.name) if name in axes]
    return next((name for name in FOLLOWED if name in swept), [*trained, SAMPLES.name][0])


def _followed_column(axes: Mapping[str, Axis], along: str) -> str:
    """The column of a quantity; of several widths the last that is swept, or else has a law, or the last."""
    if along in axes:
        return along
    names = [name for name in axes if quantity(name) == along]
    if not names:
        if along == WIDTH.name:
            raise UsageError("along width needs random features, and the spec has none (features: {width: ...})")
        raise UsageError(f"along {along}: the spec has no {along}")
    swept = [name for name in names if axes[name].swept]
    ruled = [name for name in names if axes[name].law is not None]
    return (swept or ruled or names)[-1]


def _base(axes: Mapping[str, Axis], along: str) -> str:
    """The coordinate that is varied so that `along` moves: itself, or one that its law follows, a swept one first."""
    law = axes[along].law
    if law is None:
        return along
    last = [name for name in axes if quantity(name) == WIDTH.name][-1:]
    sources = [SAMPLES.name] * bool(law.samples) + [_base(axes, width) for width in last if law.width]
    if not sources:
        raise UsageError(f"along {along}: the {along} law does not depend on any other quantity")
    return next((name for name in sources if axes[name].swept), sources[0])


# --- the trajectories of a grid


def trajectories(study: Study, along: str | None) -> Iterator[Trajectory]:
    """Every trajectory along the quantity, one for each combination of what else is swept, in the grid's order.

    Raises UsageError when nothing of the kind can grow, or there are too many combinations.
    """
    axes = study.grid.named()
    way = direction(study.grid, along)
    others = [name for name in reversed(axes) if name != way.base]
    number = prod(len(axes[name]) for name in others)
    if number > _MOST_TRAJECTORIES:
        raise UsageError(
            f"along {way.along} the grid has {number} combinations of the other quantities, at most "
            f"{_MOST_TRAJECTORIES} are followed; hold some of them at one value"
        )
    for choice in product(*(_choices(axes[name]) for name in others)):
        chosen = dict(zip(others, choice, strict=True))
        held = {name: float(axis.values[0]) for name, axis in chosen.items() if axis.values is not None}
        yield _trajectory(
            way,
            type(study.grid).of(axes | chosen),
            {name: held[name] for name in axes if name in held and axes[name].swept},
        )


def _choices(axis: Axis) -> list[Axis]:
    if axis.values is None:
        return [axis]
    return [replace(axis, values=np.array([value])) for value in axis.values]


def _trajectory(way: Direction, grid: Grid, held: dict[str, float]) -> Trajectory:
    along, falls = way.along, way.followed.falls
    laws = _in_terms_of_base(way.base, grid)
    x = laws[along].power(-1.0) if falls else laws[along]
    if not x.order > 0:
        raise UsageError(
            f"along {along}: the {along} does not {'fall' if falls else 'grow'} along the sweep of {way.base}"
        )
    points = grid.block(0, len(grid))
    values = points.named()[along]
    with np.errstate(divide="ignore"):
        position = 1 / values if falls else values
    usable = np.isfinite(position) & (position > 0)
    path = Scaling.of({name: _reexpressed(law, x) for name, law in laws.items()})
    return Trajectory(along, held, path, points[usable], position[usable], grid.ridge.optimal)


def _in_terms_of_base(base: str, grid: Grid) -> dict[str, Leading]:
    """All coordinates as laws in the base coordinate (in its inverse where that falls), by column name."""
    grows = Leading(1.0, order=-1.0 if coordinate(base).falls else 1.0)
    laws: dict[str, Leading] = {}
    width = Leading(1.0)  # that of the last layer so far, as laws in N follow the last
    for name, axis in grid.named().items():
        if name == base:
            laws[name] = grows
        elif axis.law is not None:
            factor, samples = Leading(axis.law.coefficient), laws[SAMPLES.name]
            laws[name] = factor * samples.power(axis.law.samples) * width.power(axis.law.width)
        else:
            laws[name] = Leading(0.0 if axis.values is None else float(axis.values[0]))  # no values: the optimum
        if quantity(name) == WIDTH.name:
            width = laws[name]
    return laws


def _reexpressed(law: Leading, x: Leading) -> Leading:
    """A law in the base coordinate b as a law in X = c b^p: b = (X/c)^(1/p)."""
    if law.amplitude in (0.0, np.inf):
        return Leading(law.amplitude)
    exponent = law.order / x.order
    return Leading(law.amplitude * x.amplitude**-exponent, exponent)
