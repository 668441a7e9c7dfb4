"""Test distributions other than that of training, as far as they can be drawn: mode by mode, without any cut."""

from __future__ import annotations

from math import isinf

import numpy as np

from scalecalc.errors import UsageError
from scalecalc.simulation.draw.drawn_task import DrawnShift
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.points import Points
from scalecalc.theory.shift.probe import Probe
from scalecalc.theory.truncate import MOST_MODES


def drawn_shift(test: Probe, task: Task, points: Points, design: Design) -> DrawnShift:
    """The test distribution in all modes. Raises UsageError where they are not all drawn one by one."""
    if isinf(task.modes) or task.listed != task.modes or task.modes > MOST_MODES:
        raise UsageError(
            f"a test distribution is drawn mode by mode; give a spectrum of at most {MOST_MODES:,} modes, no parts of"
            " modes and nothing unresolved"
        )
    if test.unseen_trace > 0 and points.widths:
        raise UsageError(
            "features of modes that have an eigenvalue at test but none in training cannot be drawn; leave these out"
        )
    if design.nonlinearity is not None and design.nonlinearity.nonlinear:
        raise UsageError("a test distribution cannot be drawn with an activation; give noise of the features instead")
    found = test.listing.one_by_one()
    step = 0.0 * found.own if found.given is None else np.sqrt(found.given) - np.sqrt(found.own)
    return DrawnShift(np.sqrt(found.ratio), step, test.unseen_power)
