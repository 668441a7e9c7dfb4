"""What kinds of random matrices have in common whose numbers come from a file."""

from __future__ import annotations

from typing import Self

from pydantic import PrivateAttr

from scalecalc.reading.fields.types import Model
from scalecalc.theory.modes.tasks import Modes


class Measured(Model):
    """A kind that holds what its file lists: `of` makes one of these numbers.

    Data have no cheap equality, so each is its own.
    """

    _entries: Modes | None = PrivateAttr(None)

    __eq__ = object.__eq__

    def __hash__(self) -> int:
        return object.__hash__(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.parts})"

    @property
    def parts(self) -> tuple[object, ...]:
        return (*super().parts, self._entries)

    @classmethod
    def of(cls, entries: Modes) -> Self:
        """The kind that holds these entries."""
        made = cls.model_construct(kind="file", path="")
        made._entries = entries
        return made

    @property
    def entries(self) -> Modes:
        """What the file lists, once it is read."""
        assert self._entries is not None  # nothing else stands in a design
        return self._entries
