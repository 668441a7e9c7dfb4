"""The time at which training should stop: where the test error of gradient flow is lowest.

1/t is to training what the ridge is to ridge regression. So the ladders and valleys are those of the optimal ridge,
with delta = 1/t. The slope of the error over log t comes from the same contour as the error.
"""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from scalecalc.arrays import Floats, Indices
from scalecalc.record import record
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.optimum.flatness import flat
from scalecalc.theory.optimum.ladder import Ends, extended, least_heights, lowest_rungs, refined, spaced
from scalecalc.theory.optimum.landscape import Rungs, joined, stacked
from scalecalc.theory.optimum.valleys import bottoms
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.solver.backwards import Backwards
from scalecalc.theory.solver.stages import Stages, stages
from scalecalc.theory.training.contour import of_time
from scalecalc.theory.training.crossed import crossed
from scalecalc.theory.training.sums import ROUNDING

_BATCH = 64  # points that are treated together
_AT_ONCE = 64  # times, so that all pairs of ridges stay in the processor's cache
_PER_DECADE = 3.0  # rungs: e^-ht falls twice as quickly as 1/(1 + h/lambda)
_EARLY = 0.1  # over the largest curvature: when training begins
_LATE = 0.1  # times kappa_min: the excess of kappa2 that ends the ladder at first
_LATER = 1e3  # the factor by which its end is moved
_LONGEST = 1e100
_MOST_MOVES = 30
_AT_LIMIT = 1e-10
_SURELY = 1e-3  # the same with infinitely many samples, where the error only falls
_UNKNOWN = 1e-8  # times where a ladder begins: where it ends at first if nothing says when all is learned
_SHALLOW = 1e-11  # a smaller gain is rounding


@record
class Stop:
    """When to stop at n points, shape (n,).

    time: t*, inf where stopping never helps, nan where nothing can be computed.
    low, high: between these times the test error is within 1 % of its minimum.
    """

    time: Floats
    low: Floats
    high: Floats


def stop(task: Task, points: Points, design: Design = PLAIN) -> Stop:
    """The optimal times at every point, for the ridges of the points; the points' own times are ignored."""
    parts = []
    with np.errstate(all="ignore"):
        for start in range(0, max(len(points), 1), _BATCH):
            parts.append(_stop(task, points[start : start + _BATCH], design))
    return Stop(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Stop)))


def _stop(task: Task, points: Points, design: Design) -> Stop:
    training = _Training(task, stages(task, points, design), points.noise)
    ends = _ends(task, points, design)
    rungs = refined(training, _ladder(training, points, design, ends), ends)
    bottom = _lowest(rungs, bottoms(training, rungs, np.fmin(ends.zero, ends.endless)), ends)
    low, high = flat(training, rungs, bottom)
    return Stop(*(1 / np.array([bottom.delta, high, low])))


@record
class _Training:
    """log E_test of n points over delta = 1/t."""

    task: Task
    setting: Stages
    noise: Floats

    def rungs_at(self, delta: Floats, row: Indices) -> Rungs:
        """The rungs at these 1/t of these points, in the given order; shape (k,)."""
        starts = range(0, max(len(delta), 1), _AT_ONCE)
        return stacked(*(self._some_at(delta[at : at + _AT_ONCE], row[at : at + _AT_ONCE]) for at in starts))

    def _some_at(self, delta: Floats, row: Indices) -> Rungs:
        setting, noise = self.setting[row], self.noise[row]
        time = setting.gain / delta
        found = crossed(self.task, setting, noise, of_time(time).half())
        error, fall = found.summed(), found.fall()
        test = error.value + found.upper.nodes.null_power + noise
        good = found.upper.found & (error.rounding <= _AT_LIMIT * test)
        height = np.where(good, np.log(test), np.nan)
        return Rungs(row, delta, height, -time * fall.value / test, time * fall.rounding / ROUNDING / test, delta)


def _ends(task: Task, points: Points, design: Design) -> Ends:
    endless = evaluate(task, points, design).errors.test_error
    return Ends(np.log(endless), np.log(task.total_power + points.noise))


def _ladder(training: _Training, points: Points, design: Design, ends: Ends) -> Rungs:
    """Rungs from when training begins until it has come to its end."""
    row, delta = spaced(np.arange(len(points)), *_span(training, points, design), _PER_DECADE)
    rungs = joined(training.rungs_at(delta, row).usable())
    close = np.where(np.isinf(points.samples), _SURELY, _AT_LIMIT)
    return extended(training, rungs, ends, lambda rungs: _lower(rungs, ends, close), _MOST_MOVES)


def _span(training: _Training, points: Points, design: Design) -> tuple[Floats, Floats]:
    """The 1/t between which most is learned; shape (n,) each."""
    setting, back = training.setting, Backwards.of(training.task, points, design)
    kappa = np.where(back.vanishing, back.chain.nodes.eigenvalue.min(), back.chain.kappa_min)
    link = back.solution(_LATE * kappa, np.arange(len(points)))[0].link
    high = (training.task.largest / _EARLY + setting.ridge) * setting.gain
    low = np.minimum(_LATE * (link.ridge + setting.ridge) * setting.gain, high / 10)
    return np.where(low > 0, low, high * _UNKNOWN), high


def _lower(rungs: Rungs, ends: Ends, close: Floats) -> tuple[Indices, Floats]:
    """Later rungs where the last one is not yet so close to the error without an end."""
    last = lowest_rungs(rungs)
    limit, lowest = ends.zero[last.row], least_heights(rungs, len(ends.zero))[last.row]
    done = np.abs(last.height - limit) <= close[last.row]
    done |= ~(limit > -np.inf) | (last.height > lowest + 1) | (last.delta < 1 / _LONGEST)
    wanted = last[~done]
    return spaced(wanted.row, wanted.delta / _LATER, wanted.delta, _PER_DECADE)


def _lowest(rungs: Rungs, found: Rungs, ends: Ends) -> Rungs:
    """The lowest bottom of every point, or the end of training if that is as low; delta is nan without any."""
    limit = np.where(np.isnan(ends.zero), np.inf, ends.zero) - _SHALLOW
    rows = np.arange(limit.size)
    still, none = np.zeros(limit.size), np.where(np.isnan(ends.zero), np.nan, 0.0)
    every = stacked(Rungs(rows, none, limit, still, still, none), found, rungs)
    falling = np.argsort(-every.height, kind="stable")
    best = np.empty(limit.size, dtype=np.intp)
    best[every.row[falling]] = falling  # the last to be written is the lowest
    return every[best]
