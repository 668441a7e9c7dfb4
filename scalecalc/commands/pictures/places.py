"""Where the theory is asked for a curve: evenly over the axis, at every threshold and close to it, and at the grid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Bools, Floats, as_counts
from scalecalc.commands.pictures.sweeps import Sweep, picked
from scalecalc.coordinates import SAMPLES, STEPS, coordinate
from scalecalc.record import record
from scalecalc.theory.thresholds import thresholds

if TYPE_CHECKING:
    from scalecalc.spec import Study

_EVEN, _MOST_SLOW, _MOST_STOPS = 300, 100, 40  # places evenly spread; fewer where each of them takes long
_CLOSE = np.geomspace(2e-4, 2e-2, 10)  # of the axis, from a threshold: the nearest is within the width of a line
_SEEN = 0.06  # of the distance of even places: what is closer to a threshold cannot be seen where these are few
_MOST_MARKS = 300  # more marks than that run into each other


@record
class Places:
    """Values of what is swept, ascending, shape (n,): which are on the curve, and which bear its marks."""

    values: Floats
    on: Bools
    marked: Bools

    def study(self, study: Study, sweep: Sweep) -> Study:
        """The study with these values in place of those of its grid. Nothing is read again."""
        axes = study.grid.named()
        axes[sweep.base] = replace(axes[sweep.base], values=self.values)
        return replace(study, grid=type(study.grid).of(axes))


def places(study: Study, sweep: Sweep) -> Places:
    """The places for the curves of a study along its sweep."""
    grid = np.unique(sweep.values)
    placed = np.isfinite(grid) & ((grid > 0) | (not sweep.x.log))
    marks = grid[picked(grid, sweep.x.log, _MOST_MARKS) | ~placed]  # what has no place is told when it is drawn
    inside = grid[placed]
    law = study.grid.named()[sweep.follower].law if sweep.follower else None
    if inside.size < 2:
        on = marks
    elif law is None:
        on = np.concatenate([_fine(study, sweep, inside[0], inside[-1]), marks])
    else:
        # Between whole widths a curve would have steps. It is asked where the law itself gives whole widths.
        counts = as_counts(law(_fine(study, sweep, inside[0], inside[-1])))
        on = (np.unique(counts) / law.coefficient) ** (1 / law.samples)
        on = np.concatenate([on[(on > inside[0]) & (on < inside[-1])], inside[[0, -1]]])
    values = np.unique(np.concatenate([on, marks]))
    return Places(values, np.isin(values, on), np.isin(values, marks))


def _fine(study: Study, sweep: Sweep, low: float, high: float) -> Floats:
    """Places from low to high."""
    ends = np.array([low, high])
    start, stop = np.log10(ends) if sweep.x.log else ends
    peaks = thresholds(study.task, study.grid, sweep.base)
    even = min(sweep.fine or _EVEN, _most(study))
    at = np.linspace(start, stop, even)
    if not (study.grid.ridge.optimal or study.grid.stops):  # at the optimum, nothing peaks
        near = np.log10(peaks) if sweep.x.log else peaks
        close = _CLOSE[_CLOSE * even >= _SEEN]
        steps = (stop - start) * np.concatenate([-close, close])
        at = np.concatenate([at, (near[:, None] + steps).ravel()])
    values = 10**at if sweep.x.log else at
    values = np.concatenate([values[(values > low) & (values < high)], ends, peaks])
    if coordinate(sweep.base).count and not _between_whole(study, sweep.base):
        values = np.concatenate([as_counts(values), ends])
    return np.unique(values[(values >= low) & (values <= high)])


def _most(study: Study) -> int:
    """How many places a curve may have."""
    if study.grid.stops:
        return _MOST_STOPS
    slow = study.grid.ridge.optimal or study.design.correlation is not None or study.spec.training is not None
    return _MOST_SLOW if slow else _EVEN


def _between_whole(study: Study, base: str) -> bool:
    """Whether a count may lie between whole numbers: steps, correlated samples and structured layers do not."""
    if base == STEPS.name:
        return False
    return study.design.correlation is None if base == SAMPLES.name else study.design.white
