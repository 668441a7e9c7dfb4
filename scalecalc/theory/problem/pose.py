"""The problem that a spec poses, in one go."""

from __future__ import annotations

from math import inf

from scalecalc.data import Folder
from scalecalc.reading.report import Report
from scalecalc.record import record
from scalecalc.theory.grid import Grid
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.problem.grid import grid
from scalecalc.theory.problem.matrices import check_weights, design
from scalecalc.theory.problem.said import SPECTRUM, TRAINING, Said
from scalecalc.theory.problem.side import Side
from scalecalc.theory.problem.task import Built, build, check_task
from scalecalc.theory.problem.test_side import check_test, probe
from scalecalc.theory.shift.probe import Probe
from scalecalc.theory.spectra.kind import sound


@record
class Posed:
    """The learning task, its random matrices, the points to evaluate it at, and what there is to say of these.

    side: what the task was made of, mode by mode.  test: the test distribution, if it is not that of training.
    """

    task: Task
    design: Design
    grid: Grid
    notes: tuple[str, ...]
    side: Side
    test: Probe | None


def pose(said: Said, report: Report, folder: Folder, max_points: int) -> Posed | None:
    """The problem, or None when problems with the spec, old or reported here, stand in the way.

    It stands for the spec only if no problem is reported at all. Data files lie relative to the folder.
    """
    check_task(said, report)
    check_test(said, report)
    check_weights(said, report)
    built = build(said, report, folder)
    matrices, notes = design(said, report, folder)
    points = grid(said, matrices, report, max_points, _modes(said, report, built))
    test = None if built is None else probe(said, built.side, report, folder)
    if built is None or points is None:
        return None
    if said.training is not None and sound(report, TRAINING):
        said.training.check(TRAINING, report, built.task, matrices, points)
    return Posed(built.task, matrices, points, (*built.notes, *notes), built.side, test)


def _modes(said: Said, report: Report, built: Built | None) -> float | None:
    """D, the number of modes, where problems let it be known."""
    if built is not None:
        return built.task.dimension
    if not sound(report, SPECTRUM):
        return None
    return inf if said.spectrum.unresolved is not None else said.spectrum.count(SPECTRUM, report)
