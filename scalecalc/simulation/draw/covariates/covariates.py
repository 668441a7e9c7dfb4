"""What every law of the inputs answers: how standardised inputs are drawn."""

from __future__ import annotations

from math import inf
from typing import Any, ClassVar, TypeVar

import numpy as np
from numpy.typing import NDArray

Real = NDArray[Any]  # float64, or float32 on request
LawT = TypeVar("LawT", bound="Covariates")


class Covariates:
    """Inputs of mean 0 and covariance 1; an input's k-th coordinate is sqrt(eta_k) times theirs.

    gaussian: whether they are, so that what an activation makes of them is known.
    words: how a user names it; none where it is made otherwise.
    """

    gaussian: ClassVar[bool] = False
    words: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def named(cls: type[LawT], text: str, parameter: str) -> LawT | None:
        """The law of the name `text`, which may end in `:parameter`; None where it has no such name."""
        del text
        return None if parameter else cls()

    @property
    def directions(self) -> float:
        """How many coordinates there are at most."""
        return inf

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], dtype: type) -> Real:
        """Independent rows, the last axis of an array of this shape."""
        raise NotImplementedError
