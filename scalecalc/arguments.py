"""Checks of arguments given from Python. Each returns the value in the type it should have, or raises UsageError."""

from __future__ import annotations

import math
import operator
import os
from collections.abc import Iterable, Sequence

from scalecalc.errors import UsageError


def texts(name: str, value: object, example: str) -> tuple[str, ...]:
    """Several texts. A single text is refused, because it would be taken letter by letter."""
    if isinstance(value, str):
        raise UsageError(f"{name} is a list of texts, got the text {value!r}; write [{value!r}]")
    found = tuple(value) if isinstance(value, Iterable) and not isinstance(value, bytes) else (value,)
    wrong = [one for one in found if not isinstance(one, str)]
    if wrong or isinstance(value, dict):
        raise UsageError(f"{name} is a list of texts such as {example}, got {value!r}")
    return tuple(map(str, found))


def choice(name: str, value: object, allowed: Sequence[str], *, optional: bool) -> str:
    """One of the allowed texts. optional: whether None, which is not one of them, is allowed as well."""
    if not isinstance(value, str) or value not in allowed:
        raise UsageError(f"{name} must be one of {', '.join(allowed)}{', or None' if optional else ''}, got {value!r}")
    return value


def whole(name: str, value: object) -> int:
    """An integer, of Python or numpy."""
    try:
        if isinstance(value, bool):
            raise TypeError
        return operator.index(value)  # type: ignore[arg-type]  # a TypeError is handled below
    except TypeError:
        raise UsageError(f"{name} must be an integer, got {value!r}") from None


def number(name: str, value: object) -> float:
    """A number, which may be infinite."""
    try:
        if isinstance(value, bool | str):
            raise TypeError
        found = float(value)  # type: ignore[arg-type]  # a TypeError is handled below
        if not math.isnan(found):
            return found
    except (TypeError, ValueError):
        pass
    raise UsageError(f"{name} must be a number, got {value!r}")


def flag(name: str, value: object) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise UsageError(f"{name} must be True or False, got {value!r}")
    return value


def text(name: str, value: object) -> str:
    """A text or a path."""
    if isinstance(value, str | os.PathLike):
        return str(os.fspath(value))
    raise UsageError(f"{name} must be a text, got {value!r}")
