"""From the points of a grid to cells: what is drawn together, as ridges and noises share data, features and fits."""

from __future__ import annotations

from dataclasses import field, replace
from math import isfinite, isinf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.coordinates import STEPS, coordinate
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.simulation.draw.covariates import GAUSSIAN, Covariates
from scalecalc.simulation.draw.drawn_task import DrawnTask, Size
from scalecalc.simulation.draw.shifted import drawn_shift
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.methods import Method
from scalecalc.theory.modes.cut import Cut
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.points import Points
from scalecalc.theory.shift.probe import Probe
from scalecalc.theory.truncate import MOST_MODES, sufficient

_ENOUGH = 1000.0  # samples, which the number of modes is found for where there is no limit of them
_LEAST, _MOST = 1e-75, 1e75  # whose fourth power is in the range of doubles


@record
class Cell:
    """Points of equal sizes.

    rows: their places in the grid, shape (n,).  ridges: of the different fits.  which: the fit of each row.
    durations: of the different fits, where weights are trained for a time.
    noise: sigma^2 of each row.
    """

    problem: DrawnTask
    size: Size
    ridges: tuple[float, ...]
    rows: NDArray[np.intp] = field(repr=False)
    which: NDArray[np.intp] = field(repr=False)
    noise: Floats = field(repr=False)
    durations: tuple[float, ...] = ()


def cells(
    task: Task,
    points: Points,
    first: Cut,
    design: Design = PLAIN,
    covariates: Covariates | None = None,
    dtype: type[np.floating[Any]] = np.float64,
    fraction: float = 0.005,
    test: Probe | None = None,
    training: Method | None = None,
) -> list[Cell]:
    """The cells of a grid whose counts are whole, in the order of their first rows.

    first: the first mode and the sums over the others.  test: the test distribution, if it is not that of training.
    training: how long weights are trained, in place of the ridge solution.

    Raises UsageError for what cannot be drawn: parts of a mode, infinitely many samples or members, an activation or
    noise on infinitely many features, a spectrum that would take more than MOST_MODES modes, measured rows that have
    fewer directions.
    """
    _check_finite(points, design, training)
    _check_range(first, points, design)
    groups = _of_equal_sizes(points)
    shift = None if test is None else drawn_shift(test, task, points, design)
    near = _learned(points, training)
    cuts = [
        sufficient(task, near[rows], design, fraction) if shift is None else task.cut(int(task.modes))
        for rows in groups
    ]
    plain = DrawnTask(
        np.empty(0),
        np.empty(0),
        null_modes=0 if isinf(task.modes) else int(task.dimension - task.modes),
        boundless=isinf(task.modes),
        design=replace(design, weights=design.layers(len(points.widths))),
        covariates=covariates or GAUSSIAN,
        dtype=dtype,
        shift=shift,
        training=training,
    )
    return [_cell(plain, points, rows, found) for rows, found in zip(groups, cuts, strict=True)]


def _of_equal_sizes(points: Points) -> list[NDArray[np.intp]]:
    """The rows of each cell."""
    columns = [
        values for name, values in points.named().items() if coordinate(name).count and coordinate(name) != STEPS
    ]
    _, first, which = np.unique(np.stack(columns), axis=1, return_index=True, return_inverse=True)
    return [np.flatnonzero(which.ravel() == number) for number in np.argsort(first)]


def _cell(plain: DrawnTask, points: Points, rows: NDArray[np.intp], found: Cut | None) -> Cell:
    """plain: the problem but for its modes, with the weights of all layers, infinitely wide ones included."""
    at = rows[0]
    P = int(points.samples[at]) if isfinite(points.samples[at]) else 0
    if found is None:
        raise UsageError(
            f"at samples = {P} more than {MOST_MODES:,} modes would have to be drawn; fewer samples, a larger ridge or"
            " a spectrum of fewer modes takes less"
        )
    if len(found.eigenvalue) > plain.covariates.directions:
        raise UsageError(
            f"the covariates have {plain.covariates.directions:.15g} directions that vary, and at samples = {P}"
            f" {len(found.eigenvalue)} modes are drawn; give them at least as many columns, or the spec fewer modes"
        )
    layers = [(kind, float(width[at])) for kind, width in zip(plain.design.weights, points.widths, strict=True)]
    kept = [(kind, int(width)) for kind, width in layers if isfinite(width)]
    problem = replace(
        plain,
        stddev=np.sqrt(found.eigenvalue),
        target=np.sqrt(found.power),
        hidden=found.null_power + found.tail_power,
        tail=found.tail,
        boundless=plain.boundless or (len(layers) > 0 and isinf(layers[0][1])),
        design=replace(plain.design, weights=tuple(kind for kind, _ in kept)),
    )
    members = 1 if points.members is None else int(points.members[at])
    training = problem.training
    lasting = [] if training is None else [training.duration(points[rows])]
    fits, which = np.unique(np.stack([points.ridge[rows], *lasting]), axis=1, return_inverse=True)
    ridges, *durations = (tuple(values) for values in fits.tolist())
    size = Size(P, tuple(width for _, width in kept), members)
    return Cell(problem, size, ridges, rows, which.ravel(), points.noise[rows], *durations)


def _learned(points: Points, training: Method | None) -> Points:
    """Points of ridge solutions that need as many modes: without a limit of samples, those of _ENOUGH of them."""
    near = stand_in(points, training)
    return replace(near, samples=np.where(np.isinf(near.samples), _ENOUGH, near.samples))


def stand_in(points: Points, training: Method | None) -> Points:
    """Points of ridge solutions that learn about as much: the time acts as a ridge of 1/time."""
    if training is None:
        return points
    return replace(points, ridge=points.ridge + 1 / training.elapsed(points), time=None, steps=None)


def _check_finite(points: Points, design: Design, training: Method | None) -> None:
    if training is None and np.isinf(points.samples).any():
        raise UsageError("samples = inf cannot be drawn; give finite numbers")
    if points.members is not None and np.isinf(points.members).any():
        raise UsageError("members = inf cannot be drawn; give finite numbers")
    endless = [np.isinf(width).any() for width in points.widths]
    if not any(endless):
        return
    idle = [kind.wide_is_idle for kind in design.layers(len(points.widths))]
    if design.nonlinearity is not None or not all(i for i, e in zip(idle, endless, strict=True) if e):
        raise UsageError(
            "width = inf cannot be drawn with noise, activations or structured weights of the features;"
            " give finite widths"
        )
    if design.ensemble is not None and design.ensemble.draws != "samples":
        raise UsageError("width = inf leaves members with equal features; give finite widths")


def _check_range(first: Cut, points: Points, design: Design) -> None:
    """Raises UsageError where products of what is drawn would leave the range of doubles."""
    named = [
        ("the largest eigenvalue", float(first.eigenvalue[0]), _LEAST),
        ("the target's power", float(first.power.sum()) + first.tail_power + first.null_power, 0.0),
        ("a ridge", float(points.ridge.max()), 0.0),
        ("a variance of the noise", float(points.noise.max()), 0.0),
        ("the noise of the features", 0.0 if design.nonlinearity is None else design.nonlinearity.always, 0.0),
    ]
    for name, value, least in named:
        if not least <= value <= _MOST:
            raise UsageError(
                f"{name} is {value:.3g}, which is too {'large' if value > _MOST else 'small'} to draw with; eigenvalues"
                " and ridge, or target and noise, may be scaled together"
            )
