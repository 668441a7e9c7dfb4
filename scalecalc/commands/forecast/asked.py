"""What is asked of `forecast`, checked before any data are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats, as_counts
from scalecalc.empirical.dataset import FEWEST
from scalecalc.empirical.forecasting.policy import RidgePolicy
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.spec.ranges import counts, ridges
from scalecalc.theory.grid import Axis

if TYPE_CHECKING:
    from scalecalc.commands.forecast import Forecast


@record(eq=False)
class Asked:
    """to: numbers of samples, whole and rising.  ridge: a number, a law or the optimum.  seed: of random parts."""

    to: Floats
    ridge: Axis
    backtest: bool
    seed: int


def checked(question: Forecast) -> Asked:
    """Raises UsageError and SpecError for what is out of range."""
    sizes = counts("to", question.to).values
    assert sizes is not None  # there are no laws of samples
    if not np.isfinite(sizes).all() or sizes.min() < FEWEST:
        bad = sizes[~(np.isfinite(sizes) & (sizes >= FEWEST))][0]
        raise UsageError(f"to {question.to}: must be finite numbers of at least {FEWEST} samples, got {bad:g}")
    if question.seed < 0:
        raise UsageError(f"seed {question.seed}: must be >= 0")
    ridge = ridges("ridge", question.ridge)
    RidgePolicy.of(ridge, 1.0)  # it says what is wrong with the ridge
    return Asked(np.unique(as_counts(sizes)), ridge, question.backtest, question.seed)
