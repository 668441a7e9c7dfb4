"""Names and the classes that they stand for, each imported when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Generic, TypeVar, cast

ClassT = TypeVar("ClassT")


def made_again(before: type[object], now: type[object]) -> bool:
    """Whether a class is a new version of another, as when a notebook cell is run again: it takes that one's place."""
    same = (before.__module__, before.__qualname__) == (now.__module__, now.__qualname__)
    return same and before is not now


class Registry(Mapping[str, type[ClassT]], Generic[ClassT]):
    """The own ones of a package, each in the module of its name, as a class of that name; and others that are added."""

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
