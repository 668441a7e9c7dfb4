"""One-pass stochastic gradient descent: every step takes a minibatch of fresh samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Bools, Floats
from scalecalc.reading.fields.types import Positive, Steps
from scalecalc.reading.fields.values import LARGEST_COUNT, Number
from scalecalc.theory.methods.method import Method
from scalecalc.theory.points import Points
from scalecalc.theory.training.trained import Trained

if TYPE_CHECKING:
    from scalecalc.theory.modes.tasks import Task
    from scalecalc.theory.rates.term import Term
    from scalecalc.theory.risk.evaluate import Evaluation
    from scalecalc.theory.solver.stages import Stages
    from scalecalc.theory.spectra.power_law import PowerLaw


class OnePassSGD(Method):
    """Stochastic gradient descent on half the loss, each step with a minibatch of fresh samples."""

    fresh = True
    answers = ("flow_error", "gradient_noise")

    method: Literal["sgd"]
    steps: Steps = Field(description="the number of steps n")
    learning_rate: Positive = Field(description="the learning rate, for the gradient of half the loss")
    batch: Annotated[float, Number("an integer >= 1 (up to 1e60)", minimum=1, maximum=LARGEST_COUNT, whole=True)] = (
        Field(description="the number of fresh samples at each step, B")
    )

    def duration(self, points: Points) -> Floats:
        assert points.steps is not None  # as they are a coordinate
        return points.steps

    @property
    def pace(self) -> float:
        return self.learning_rate

    @property
    def priced(self) -> dict[str, tuple[str, float]]:
        return {"batch": ("B", self.batch)}

    def population(self, task: PowerLaw, noise: float) -> tuple[Term, ...] | None:
        from scalecalc.theory.rates.population import of_minibatches, population

        gradient = of_minibatches(task, self.learning_rate, self.batch)
        return None if gradient is None else population(task, noise, gradient)

    @property
    def minibatch(self) -> int:
        return int(self.batch)

    def step(self, weights: Floats, features: Floats, labels: Floats) -> Floats:
        slope = features.swapaxes(-1, -2) @ (labels - features @ weights)
        return np.asarray(weights + self.learning_rate / self.batch * slope)

    def trained(self, task: Task, setting: Stages, points: Points) -> Trained:
        from scalecalc.theory.training.one_pass import one_pass

        rate = self.learning_rate * setting.gain
        return one_pass(task, setting, points.noise, self.duration(points), rate, self.batch)

    def limit(self, task: Task, setting: Stages, points: Points, ridge: Evaluation) -> Trained:
        from scalecalc.theory.training.one_pass import amplified

        end = amplified(task, setting, self.learning_rate * setting.gain, self.batch)
        flow = ridge.errors.generalization_error
        error = np.where(end.stable, (flow + points.noise * end.gam) / end.free, np.inf)
        noise = np.where(end.stable, (flow + points.noise) * end.gam / end.free, np.inf)
        return Trained(error, np.zeros_like(error), end.found, {"flow_error": flow, "gradient_noise": noise})

    def bounded(self, task: Task, setting: Stages) -> Bools:
        from scalecalc.theory.training.one_pass import amplified

        return amplified(task, setting, self.learning_rate * setting.gain, self.batch).stable

    def notes(self, task: Task, setting: Stages, points: Points, limit: Floats) -> tuple[str, ...]:
        from scalecalc.theory.training.one_pass import largest_rate

        wild = np.flatnonzero(np.isinf(limit))[:1]
        if not wild.size:
            return ()
        gain = float(setting.gain[wild[0]])
        largest = largest_rate(task, setting[wild], self.learning_rate * gain, self.batch) / gain
        width = f" at width {points.widths[-1][wild[0]]:.15g}" if points.widths else ""
        return (f"The error grows without bound from a learning rate of {largest:.6g} on{width}.",)
