"""What a kind of kernel is: the fields it has in a spec, and its eigenvalues on the sphere, degree by degree."""

from __future__ import annotations

from math import inf
from typing import Annotated

from scalecalc.arrays import Floats
from scalecalc.reading.fields.types import Model
from scalecalc.reading.fields.values import Number
from scalecalc.theory.kernels.zonal import LONGEST, SHORTEST

Length = Annotated[
    float, Number(f"a number from {SHORTEST:g} to {LONGEST:g}", minimum=SHORTEST, maximum=LONGEST)
]  # on a sphere of radius 1


class Kernel(Model):
    """A kernel kappa(t), t = x.y, x and y on the unit sphere.

    A kind of one's own gives its fields, `kind` among them, `coefficients`, `trace` where it is not 1, and `falls`
    where it is no smooth kernel.
    """

    kind: str

    @property
    def trace(self) -> float:
        """kappa(1), the sum of all eigenvalues."""
        return 1.0

    def falls(self) -> float:
        """The power with which N(d, l) eta_l falls in the degree l, inf if faster."""
        return inf

    def coefficients(self, dimension: float, degrees: int) -> Floats:
        """eta_l, l = 0 ... degrees - 1, for x uniform on S^(dimension - 1)."""
        raise self.lacks("coefficients")
