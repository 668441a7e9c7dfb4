"""What is drawn and fitted: the modes that are simulated, the random matrices, and their sizes."""

from __future__ import annotations

from dataclasses import field
from typing import Any

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.simulation.draw.covariates import GAUSSIAN, Covariates, Real
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.methods import Method


@record
class DrawnShift:
    """A test distribution in the modes that are drawn.

    stretch: sqrt(eta'/eta), shape (D,).  step: sqrt(eta') (w' - w), shape (D,).
    floor: target power at test that no predictor can see.
    """

    stretch: Floats = field(repr=False)
    step: Floats = field(repr=False)
    floor: float

    def seen(self, missed: Real) -> Real:
        """The errors at test from those at training, shape (draws, D, 1 + probes)."""
        found = self.stretch[:, None] * missed
        found[..., 0] += self.step
        return np.asarray(found)


@record
class DrawnTask:
    """A learning task in its eigenbasis, with D modes that are drawn one by one.

    stddev: sqrt(eta_k), shape (D,).  target: sqrt(v_k), the target's coefficient on the standardised coordinate z_k.
    hidden: target power of coordinates that the inputs do not show: modes of eigenvalue 0, and those in the tail.
    tail: trace of the modes that are left out. There are so many of them, each so small, that to a predictor they are
    one: a multiple `tail` of the samples' own correlation in the kernel matrix, noise of variance s_j tail/N in the
    features of the first layer.
    null_modes: how many modes of eigenvalue 0 there are beside these, which only orthogonal weights feel.
    boundless: whether the spectrum goes on without end, so that orthogonal weights are as white ones.
    shift: the test distribution, if it is not that of training; then nothing is left out.
    training: how long weights are trained, in place of the ridge solution.
    """

    stddev: Floats = field(repr=False)
    target: Floats = field(repr=False)
    hidden: float = 0.0
    tail: float = 0.0
    null_modes: int = 0
    boundless: bool = False
    design: Design = PLAIN
    covariates: Covariates = GAUSSIAN
    dtype: type[np.floating[Any]] = np.float64
    shift: DrawnShift | None = None
    training: Method | None = None

    @property
    def nonlinear(self) -> bool:
        """Whether features are no longer linear in the input but for noise."""
        kind = self.design.nonlinearity
        return kind is not None and kind.nonlinear


@record
class Size:
    """P, the widths N_l of the layers, and the number of predictors that are averaged.

    P is 0 where weights are trained on the whole distribution, or every step takes fresh samples.
    """

    samples: int
    widths: tuple[int, ...] = ()
    members: int = 1
