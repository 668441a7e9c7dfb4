"""Names and the classes that they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import ClassVar, Generic, Protocol, TypeVar, cast

from scalecalc.errors import UsageError

ClassT = TypeVar("ClassT")


def made_again(before: type[object], now: type[object]) -> bool:
    """Whether a class is a new version of another, as when a notebook cell is run again: it takes that one's place."""
    same = (before.__module__, before.__qualname__) == (now.__module__, now.__qualname__)
    return same and before is not now


class Worded(Protocol):
    """A class that users name by words, the first of them a plain name, the others with a parameter behind a colon."""

    words: ClassVar[tuple[str, ...]]


WordedT = TypeVar("WordedT", bound=Worded)


class Words(Generic[WordedT]):
    """Classes by the first of their words. what: what one of them is, for messages."""

    def __init__(self, what: str, *classes: type[WordedT]) -> None:
        self._what = what
        self._classes: dict[str, type[WordedT]] = {}
        for one in classes:
            self.register(one)

    def register(self, one: type[WordedT]) -> None:
        """Add a class. Raises UsageError for one without a name, and for a name that is taken."""
        if not one.words:
            raise UsageError(f"{one.__name__} has no name, must have words such as ('my_own',)")
        name = one.words[0]
        if name in self._classes and not made_again(self._classes[name], one):
            raise UsageError(f"there is a {self._what} {name!r} already, beside {', '.join(self._classes)}")
        self._classes[name] = one

    def unregister(self, name: str) -> None:
        """Take a class out again."""
        del self._classes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    @property
    def words(self) -> tuple[str, ...]:
        """How users name them."""
        return tuple(word for one in self._classes.values() for word in one.words)

    def found(self, text: str) -> tuple[type[WordedT] | None, str]:
        """The class of that name, which may end in `:` and a parameter, and the parameter; None where there is none."""
        name, _, parameter = text.partition(":")
        return self._classes.get(name), parameter


class Registry(Mapping[str, type[ClassT]], Generic[ClassT]):
    """The own ones of a package, each in the module of its name, as a class of that name; and others that are added.

    Each is imported when it is first asked for.
    """

    def __init__(self, package: str, names: tuple[str, ...]) -> None:
        self._package = package
        self._classes: dict[str, type[ClassT] | None] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> type[ClassT]:
        found = self._classes[name]
        if found is None:
            module = import_module(f"{self._package}.{name}")
            found = self._classes[name] = cast(type[ClassT], getattr(module, name.capitalize()))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    def __len__(self) -> int:
        return len(self._classes)

    def __contains__(self, name: object) -> bool:
        return name in self._classes

    def add(self, name: str, one: type[ClassT]) -> None:
        """Add a class; the caller has seen that the name is free."""
        self._classes[name] = one

    def unregister(self, name: str) -> None:
        """Take a class out again."""
        del self._classes[name]
