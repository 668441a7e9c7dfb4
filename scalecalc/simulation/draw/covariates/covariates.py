"""What every law of the inputs answers: how standardised inputs are drawn."""

from __future__ import annotations

from math import inf
from typing import Any, ClassVar, TypeVar

import numpy as np
from numpy.typing import NDArray

from scalecalc.errors import UsageError
from scalecalc.registry import Words

Real = NDArray[Any]  # float64, or float32 on request
LawT = TypeVar("LawT", bound="Covariates")


class Covariates:
    """Inputs of mean 0 and covariance 1; an input's k-th coordinate is sqrt(eta_k) times theirs.

    A law of one's own gives `words` and `draw`.

    gaussian: whether they are, so that what an activation makes of them is known.
    words: how a user names it, the first one a plain name; none where it is made otherwise.
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
        raise UsageError(f"{type(self).__name__} has no method draw")


class Laws(Words[Covariates]):
    """The laws of the inputs that have a name."""

    def named(self, text: str) -> Covariates | None:
        """The law of that name, which may end in `:` and a parameter; None where there is none.

        Raises UsageError for a parameter that the law cannot have.
        """
        law, parameter = self.found(text)
        return None if law is None else law.named(text, parameter)
