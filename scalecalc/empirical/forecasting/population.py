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
    """task: its spectrum and target.  noise: sigma^2, with all power that nothing says to be learned ever.

    resolved: the smallest kappa at which the samples show the curves that errors are made of; what lies below is a
    guess. 0 where they show all modes.
    """

    task: Task
    noise: float
    resolved: float

    @classmethod
    def of(cls, levels: Levels, *, complete: bool) -> Population:
        """The population of these levels. complete: whether the samples show all modes."""
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
        return cls(task, levels.noise, 0.0 if complete else levels.resolved)

    def at(self, samples: Floats, ridges: Floats) -> Evaluation:
        """Everything the theory says there, shapes (p,)."""
        noise = np.full(len(samples), self.noise)
        return evaluate(self.task, Points.of({"samples": samples, "ridge": ridges, "noise": noise}))

    def errors(self, samples: Floats, ridges: Floats) -> tuple[Floats, Floats]:
        """The test error, noise included, and kappa, shapes (p,); nan where there is none."""
        found = self.at(samples, ridges)
        sound = found.status == OK
        return np.where(sound, found.errors.test_error, np.nan), np.where(sound, found.kappa2, np.nan)
