"""Sums over ranks as nodes and weights: the first one by one, and Euler-Maclaurin at both ends of the rest."""

from __future__ import annotations

from math import ceil, pi, sin

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.numerics.quadrature import STENCIL_REACH, seam_weights


def seam_of(alpha: float) -> int:
    """Up to which rank the modes of eigenvalues k^-alpha, or of an exponential, are taken one by one.

    The summand's poles k = kappa^(-1/alpha) e^(+-i pi/alpha) come as near to the seam as seam sin(pi/alpha).
    """
    return ceil(32 / sin(pi / max(alpha, 2.0))) + STENCIL_REACH


def first_ranks(seam: int) -> tuple[Floats, Floats]:
    """Ranks up to the seam one by one, and the seam's derivative terms; weights beside them."""
    ranks = np.arange(1.0, seam + STENCIL_REACH + 1)
    weights = np.where(ranks < seam, 1.0, 0.0)
    weights[seam - 1] = 0.5
    weights[seam - 1 - STENCIL_REACH :] += seam_weights()
    return ranks, weights


def one_by_one(seam: int) -> int:
    """How many of the nodes of `first_ranks` stand for one mode each."""
    return seam - 1 - STENCIL_REACH


def last_ranks(modes: float) -> tuple[Floats, Floats]:
    """The upper end of Euler-Maclaurin: half the last mode, and the derivative terms while they can matter."""
    if modes > 1e9:
        return np.array([modes]), np.array([0.5])
    ranks = modes + np.arange(-STENCIL_REACH, STENCIL_REACH + 1.0)
    weights = -seam_weights()
    weights[STENCIL_REACH] += 0.5
    return ranks, weights
