"""Spectra with more modes than can be drawn: how many to draw, and what stands for the rest.

The modes beyond the D-th are taken together, as infinitely many of them with the same trace and the same target
power would act: as an additional ridge, in the features as noise, and in the labels as a part no predictor sees. That
is the leading effect of the tail; what is neglected, its effective dimension q, falls like (P/D)^2 and faster. The
theory itself says by how much its answers move, and D is doubled until that is little.
"""

from __future__ import annotations

from dataclasses import field
from math import isinf

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.numerics.powersum import power_sum
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import OK, Evaluation, evaluate
from scalecalc.theory.spectra.expand import expanded
from scalecalc.theory.spectra.tasks import Modes, PowerLaw, Task

MOST_MODES = 1 << 20
_FEWEST = 16
_CROWD = 1e15  # tail modes that stand for infinitely many
_NEGLIGIBLE = 0.01  # of the error: a term below it need not be as exact


@record
class Cut:
    """The first D modes of a spectrum and the rest: eigenvalues and powers of shape (D,).

    tail, tail_power: trace and target power of the other modes.  null_power: in modes of eigenvalue 0.
    """

    eigenvalue: Floats = field(repr=False)
    power: Floats = field(repr=False)
    tail: float
    tail_power: float
    null_power: float

    @property
    def task(self) -> Modes:
        """The task that is simulated, for the solver."""
        eigenvalue, power, count = self.eigenvalue, self.power, np.ones_like(self.eigenvalue)
        if self.tail > 0:
            eigenvalue = np.append(eigenvalue, self.tail / _CROWD)
            power, count = np.append(power, self.tail_power), np.append(count, _CROWD)
        return Modes(eigenvalue, count, power, self.null_power)


def cut(task: Task, modes: int) -> Cut:
    """The first `modes` modes of a task, which may have more."""
    if isinstance(task, PowerLaw):
        ranks = np.arange(1.0, modes + 1)
        tail = task.scale * float(power_sum(task.alpha, modes + 1.0, task.modes))
        tail_power = task.power_scale * float(power_sum(task.decay, modes + 1.0, task.modes))
        return Cut(task.eigenvalue(ranks), task.power_scale * ranks**-task.decay, tail, tail_power, 0.0)
    eigenvalue, power = expanded(task.eigenvalue, task.multiplicity, task.power, modes)
    if modes >= task.modes:
        return Cut(eigenvalue, power, 0.0, 0.0, task.null_power)
    beyond = np.clip((np.cumsum(task.multiplicity) - modes) / task.multiplicity, 0.0, 1.0)
    tail = float((beyond * task.multiplicity) @ task.eigenvalue)
    return Cut(eigenvalue, power, tail, float(beyond @ task.power), task.null_power)


def sufficient(task: Task, points: Points, design: Design = PLAIN, fraction: float = 0.005) -> Cut | None:
    """The cut of fewest modes that moves no error or term at the points by more than `fraction`.

    None where more than MOST_MODES are needed. Without need nothing is cut; neither is a finite spectrum on
    whose every mode the weights act.
    """
    whole = task.modes
    wanted = 2 * float(np.max(np.minimum.reduce([points.samples, *points.widths])))
    modes = float(max(_FEWEST, 1 << int(np.ceil(np.log2(wanted)))))
    all_felt = any(kind.feels_inputs or kind.row_variances(1) is None for kind in design.weights[:1])
    if not isinf(whole) and (2 * modes >= whole or all_felt):
        return cut(task, int(whole)) if whole <= MOST_MODES else None
    want = evaluate(task, points, design)
    while modes <= MOST_MODES:
        if modes >= whole:
            return cut(task, int(whole))
        found = cut(task, int(modes))
        if _moved(evaluate(found.task, points, design), want) <= fraction:
            return found
        modes *= 2
    return None


def _moved(got: Evaluation, want: Evaluation) -> float:
    """The largest relative change of a quantity, over the points at which the errors are finite."""
    fine = want.status == OK
    if not fine.any():
        return 0.0
    least = _NEGLIGIBLE * want.errors.generalization_error[fine]
    changes = [np.zeros(1)]
    with np.errstate(all="ignore"):
        for name in (*TERMS, "generalization_error", "train_error"):
            a, b = getattr(got.errors, name)[fine], getattr(want.errors, name)[fine]
            scale = np.maximum(b, least) if name != "train_error" else b
            changes.append(np.where(a == b, 0.0, np.abs(a - b) / scale))
    return float(np.max(np.concatenate(changes)))
