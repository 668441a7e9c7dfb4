"""Spectra with more modes than can be drawn one by one: how many to draw, and what stands for the rest.

The modes beyond the D-th are taken together, as infinitely many of them with the same trace and the same target
power would act: as an additional ridge, in the features as noise, and in the labels as a part no predictor sees. That
is the leading effect of the tail; what is neglected, its effective dimension q, falls like (P/D)^2 and faster. The
theory itself says by how much its answers move, and D is doubled until that is little.
"""

from __future__ import annotations

from math import isinf

import numpy as np

from scalecalc.errors import UsageError
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.modes.cut import Cut
from scalecalc.theory.modes.tasks import Modes, Task
from scalecalc.theory.modes.unresolved import Unresolved
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import OK, Evaluation, evaluate

MOST_MODES = 1 << 20
_FEWEST = 16
_NEGLIGIBLE = 0.01  # of the error: a term below it need not be as exact


def simulated(found: Cut) -> Task:
    """The task that is simulated, for the solver."""
    each, lost = np.ones_like(found.eigenvalue), found.null_power
    if found.tail == 0:  # of eigenvalues too small for doubles there is nothing but their power
        return Modes(found.eigenvalue, each, found.power, lost + found.tail_power)
    return Unresolved(Modes(found.eigenvalue, each, found.power, lost), found.tail, found.tail_power)


def sufficient(task: Task, points: Points, design: Design = PLAIN, fraction: float = 0.005) -> Cut | None:
    """The cut of fewest modes that moves no error or term at the points by more than `fraction`.

    None where more than MOST_MODES are needed. Without need nothing is cut; neither is a finite spectrum on
    whose every mode the weights act. Raises UsageError where they act on every mode of an infinite one, and for parts
    of a mode.
    """
    if not task.listed:
        raise UsageError("levels of a multiplicity that is not whole cannot be drawn; give whole numbers of modes")
    first = design.weights[:1]
    on_every_mode = any(kind.row_variances(1) is None for kind in first)
    if isinf(task.modes) and on_every_mode:
        raise UsageError(
            "weights of this kind act on every mode of the spectrum, and infinitely many cannot be drawn;"
            " give finite modes"
        )
    whole = task.listed
    wanted = 2 * float(np.max(np.minimum.reduce([points.samples, *points.widths])))
    modes = float(max(_FEWEST, 1 << int(np.ceil(np.log2(wanted)))))
    felt = on_every_mode or any(kind.feels_inputs for kind in first)
    if not isinf(whole) and (2 * modes >= whole or felt):
        return task.cut(int(whole)) if whole <= MOST_MODES else None
    want = evaluate(task, points, design)
    while modes <= MOST_MODES:
        if modes >= whole:
            return task.cut(int(whole))
        found = task.cut(int(modes))
        if _moved(evaluate(simulated(found), points, design), want) <= fraction:
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
