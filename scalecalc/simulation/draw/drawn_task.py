"""What is drawn and fitted: the modes that are simulated, the random matrices, and their sizes."""

from __future__ import annotations

from dataclasses import field
from typing import Any

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.simulation.draw.covariates import GAUSSIAN, Covariates
from scalecalc.theory.matrices.design import PLAIN, Design


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

    @property
    def nonlinear(self) -> bool:
        """Whether features are no longer linear in the input but for noise."""
        kind = self.design.nonlinearity
        return kind is not None and kind.nonlinear


@record
class Size:
    """P, the widths N_l of the layers, and the number of predictors that are averaged."""

    samples: int
    widths: tuple[int, ...] = ()
    members: int = 1
