"""The population that measured samples show, as the theory takes it: its errors at other numbers of samples."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.levels import Levels
from scalecalc.record import record
from scalecalc.theory.modes.compress import compressed
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.modes.unresolved import Unresolved
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import OK, Evaluation, evaluate


@record(eq=False)
class Population:
    """task: its spectrum and target.  noise: sigma^2, with all power that nothing says to be learned ever."""

    task: Task
    noise: float

    @classmethod
    def of(cls, levels: Levels) -> Population:
        """The population of these levels."""
        there = levels.values > 0
        powers = levels.multiplicities * levels.powers
        task: Task = compressed(
            levels.values[there],
            levels.multiplicities[there],
            powers[there],
            float(powers[~there].sum()),
            float(levels.multiplicities[~there].sum()),
        )
        if levels.unresolved_trace > 0:
            task = Unresolved(task, levels.unresolved_trace, levels.unresolved_power)
        return cls(task, levels.noise)

    def at(self, samples: Floats, ridges: Floats) -> Evaluation:
        """Everything the theory says there, shapes (p,)."""
        noise = np.full(len(samples), self.noise)
        return evaluate(self.task, Points.of({"samples": samples, "ridge": ridges, "noise": noise}))

    def errors(self, samples: Floats, ridges: Floats) -> Floats:
        """The test error, noise included, shape (p,); nan where there is none."""
        found = self.at(samples, ridges)
        return np.where(found.status == OK, found.errors.test_error, np.nan)
