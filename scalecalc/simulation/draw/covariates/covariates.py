"""What every law of the inputs answers: how standardised inputs are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any, ClassVar, TypeVar

import numpy as np
from numpy.typing import NDArray

from scalecalc.errors import UsageError
from scalecalc.registry import made_again

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


class Laws:
    """The laws of the inputs that have a name."""

    def __init__(self, *laws: type[Covariates]) -> None:
        self._laws: dict[str, type[Covariates]] = {}
        for law in laws:
            self.register(law)

    def register(self, law: type[Covariates]) -> None:
        """Add a law. Raises UsageError for one without a name, and for a name that is taken."""
        if not law.words:
            raise UsageError(f"{law.__name__} has no name, must have words such as ('my_law',)")
        name = law.words[0]
        if name in self._laws and not made_again(self._laws[name], law):
            raise UsageError(f"there is a law of the inputs {name!r} already; the laws are {', '.join(self._laws)}")
        self._laws[name] = law

    def unregister(self, name: str) -> None:
        """Take a law out again."""
        del self._laws[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._laws)

    @property
    def words(self) -> tuple[str, ...]:
        """How users name them."""
        return tuple(word for law in self._laws.values() for word in law.words)

    def named(self, text: str) -> Covariates | None:
        """The law of that name, which may end in `:` and a parameter; None where there is none.

        Raises UsageError for a parameter that the law cannot have.
        """
        name, _, parameter = text.partition(":")
        return self._laws[name].named(text, parameter) if name in self._laws else None
