"""The arc-cosine kernel of order 1 (Cho and Saul 2009), layer by layer."""

from __future__ import annotations

from math import pi

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.kernels.kernel import DataKernel
from scalecalc.errors import UsageError
from scalecalc.record import record

DEEPEST = 1000


@record
class ReluDataKernel(DataKernel):
    """k(x, x') = |x| |x'| S(S(...S(t))), t the cosine between them, S once for each hidden layer.

    S(t) = (sqrt(1 - t^2) + t (pi - arccos t))/pi, so that k(x, x) = |x|^2.
    """

    words = ("relu", "relu:DEPTH")

    depth: int = 1

    @classmethod
    def named(cls, text: str, parameter: str) -> ReluDataKernel:
        """`relu`, or `relu:3` with its hidden layers. Raises UsageError for another number of them."""
        if text == cls.words[0]:
            return cls()
        if not parameter.isascii() or not parameter.isdecimal() or not 1 <= int(parameter[:9]) <= DEEPEST:
            raise UsageError(f"kernel {text}: the depth must be an integer from 1 to {DEEPEST}, got {parameter!r}")
        return cls(int(parameter))

    def block(self, left: Floats, right: Floats) -> Floats:
        norms = np.multiply.outer(np.linalg.norm(left, axis=1), np.linalg.norm(right, axis=1))
        cosines = np.divide(left @ right.T, norms, out=np.zeros_like(norms), where=norms > 0)
        for _ in range(self.depth):
            np.clip(cosines, -1.0, 1.0, out=cosines)
            # (1 - t)(1 + t) keeps its digits where t is nearly 1, as 1 - t^2 would not.
            sines = np.sqrt((1.0 - cosines) * (1.0 + cosines))
            cosines = (sines + cosines * (pi - np.arccos(cosines))) / pi
        return np.asarray(norms * cosines)

    def diagonal(self, rows: Floats) -> Floats:
        return np.asarray(np.einsum("ij,ij->i", rows, rows))
