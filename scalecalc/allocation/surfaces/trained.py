"""The error of weights that are trained for a time, as a function of what a budget pays for."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.allocation.cost import Cost, Terms
from scalecalc.allocation.surfaces.theory import TOTAL, TheorySurface
from scalecalc.arrays import Floats
from scalecalc.coordinates import NOISE, SAMPLES, TIME, WIDTH, Coordinate, quantity
from scalecalc.record import record
from scalecalc.theory.laws.growth import Scaling
from scalecalc.theory.leading import Leading
from scalecalc.theory.methods.evaluate import train
from scalecalc.theory.points import Points
from scalecalc.theory.rates.term import total
from scalecalc.theory.solver.stages import stages

if TYPE_CHECKING:
    from scalecalc.theory.methods import Method

_STEP = 0.02  # of logarithms, for slopes to ten digits
_PLACES = _STEP * np.array([-2.0, -1.0, 1.0, 2.0])
_WEIGHTS = np.array([-1.0, 8.0, -8.0, 1.0]) / (12 * _STEP)  # of -dlog error


@record(eq=False)
class TrainedSurface(TheorySurface):
    """The generalization error after training, the duration being one of the coordinates."""

    @property
    def helps(self) -> tuple[bool, ...]:
        """On fresh samples more width never makes the error worse, and without label noise more time neither."""
        fresh, calm = np.isinf(self.held.get(SAMPLES.name, 0.0)), self.held.get(NOISE.name) == 0
        return tuple(bool(fresh and (calm or quantity(one.name) == WIDTH.name)) for one in self.free)

    @property
    def symbols(self) -> dict[str, str]:
        """With what the method of training says of itself."""
        return super().symbols | {symbol: name for name, (symbol, _) in self._method.priced.items()}

    def least(self, one: Coordinate) -> float:
        """Before the time 1/eta_1 nothing is learned."""
        return 1 / self.study.task.largest if one == TIME else 1.0

    def slopes(self, x: Floats) -> Floats:
        """By differences."""
        n, k = x.shape
        moved = x[None, None] + _PLACES[:, None, None, None] * np.eye(k)[None, :, None]
        with np.errstate(all="ignore"):
            logs = np.log(self.errors(moved.reshape(-1, k))).reshape(len(_PLACES), k, n)
        return np.asarray(np.einsum("p,pkn->nk", _WEIGHTS, logs))

    def terms(self, cost: Cost) -> Terms:
        """With the numbers of the method of training."""
        numbers = {name: value for name, (_, value) in self._method.priced.items()}
        return super().terms(cost.at(numbers))

    def order(self, path: Scaling) -> float | None:
        """By the terms of fresh samples and white features."""
        task = self.study.task.power_law
        assert task is not None  # the caller has checked
        if not self.study.design.plain or len(path.widths) > 1 or path.samples.amplitude < inf or path.noise.order:
            return None
        terms = self._method.population(task, path.noise.amplitude)
        if terms is None:
            return None
        duration = path.steps or path.time
        assert duration is not None  # as it is a coordinate
        width = path.widths[0] if path.widths else Leading(inf)
        error = total(terms, {TIME.name: duration * self._method.pace, WIDTH.name: width})
        return error.order if 0 < error.amplitude < inf else None

    def _errors(self, points: Points) -> Floats:
        """inf where the error grows without bound, whatever it is before: nobody would train so."""
        task, design = self.study.task, self.study.design
        errors = np.full(len(points), inf)
        with np.errstate(all="ignore"):
            (rows,) = np.nonzero(self._method.bounded(task, stages(task, points, design)))
        if rows.size:
            found = train(self._method, task, points[rows], design).values[TOTAL]
            errors[rows] = np.where(found > 0, found, inf)  # 0 has no digits left
        return errors

    @property
    def _method(self) -> Method:
        method = self.study.spec.training
        assert method is not None  # or there were another surface
        return method
