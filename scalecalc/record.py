"""Frozen dataclasses that are defined fast.

The standard decorator writes and compiles several functions for each class. For all classes here, this is a fifth of
the time of a short run. Instead, all records share the functions below. For `fields`, `replace`, `asdict` and
`is_dataclass` they are ordinary dataclasses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

ClassT = TypeVar("ClassT")


@overload
def record(cls: type[ClassT], /) -> type[ClassT]: ...
@overload
def record(*, eq: bool) -> Callable[[type[ClassT]], type[ClassT]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: Any = None, /, *, eq: bool = True) -> Any:
    """Make a class a record, as `dataclass(frozen=True, eq=eq)` would. Methods that the class defines itself stay."""
    if cls is None:
        return lambda given: record(given) if eq else _made(given, _COMMON)
    return _made(cls, _COMMON | _BY_VALUE)


def _made(cls: type[Any], shared: dict[str, Any]) -> type[Any]:
    made = dataclass(init=False, repr=False, eq=False)(cls)
    known: dict[str, Field[Any]] = made.__dataclass_fields__
    plain = {name: one.default for name, one in known.items() if one.default is not MISSING}
    for name, value in (shared | {"__plain__": plain}).items():
        if name not in vars(cls):
            setattr(made, name, value)
    return made


def _init(self: Any, /, *values: Any, **named: Any) -> None:
    """Set the fields by order, name or default. Raises TypeError for missing, repeated and unknown fields."""
    names = self.__match_args__
    if not named and len(values) == len(names):  # the usual case, made fast
        self.__dict__.update(zip(names, values, strict=True))
        return
    given = dict(zip(names, values, strict=False), **named)
    once = len(given) == len(values) + len(named)
    found = self.__plain__ | given
    known: dict[str, Field[Any]] = self.__dataclass_fields__
    if len(found) < len(known):
        found |= {name: _default(one) for name, one in known.items() if name not in found}
    if not once or found.keys() != known.keys():
        raise TypeError(f"{type(self).__name__} has the fields {', '.join(known)}, each given once")
    self.__dict__.update(found)


def _default(one: Field[Any]) -> Any:
    if one.default_factory is not MISSING:
        return one.default_factory()
    if one.default is MISSING:
        raise TypeError(f"{one.name} is missing")
    return one.default


def _repr(self: Any) -> str:
    shown = (f"{name}={getattr(self, name)!r}" for name, one in self.__dataclass_fields__.items() if one.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _values(self: Any) -> tuple[Any, ...]:
    return tuple(getattr(self, name) for name in self.__match_args__)


def _eq(self: Any, other: object) -> bool:
    return _values(self) == _values(other) if type(self) is type(other) else NotImplemented


def _hash(self: Any) -> int:
    return hash(_values(self))


def _frozen(self: Any, name: str, *_: Any) -> NoReturn:
    raise FrozenInstanceError(f"cannot change {name} of a {type(self).__name__}")


_COMMON = {"__init__": _init, "__repr__": _repr, "__setattr__": _frozen, "__delattr__": _frozen}
_BY_VALUE = {"__eq__": _eq, "__hash__": _hash}
