"""Texts such as floor=1.7 and params=7e9,tokens=1e12."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import isfinite

from scalecalc.errors import UsageError
from scalecalc.wording import did_you_mean, quoted

Numbers = Mapping[str, float]


def pair(option: str, text: str) -> tuple[str, str]:
    """NAME=VALUE. Raises UsageError for another text."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise UsageError(f"{option} {quoted(text)}: must be NAME=VALUE")
    return name.strip(), value.strip()


def numbers(option: str, given: str | Numbers) -> dict[str, float]:
    """NAME=NUMBER, or several, separated by commas; or the mapping itself."""
    pairs = given.items() if isinstance(given, Mapping) else [pair(option, part) for part in given.split(",")]
    found: dict[str, float] = {}
    for name, value in pairs:
        if name in found:
            raise UsageError(f"{option}: {name} is given twice")
        found[name] = _number(option, name, value)
    return found


def _number(option: str, name: str, value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]  # a TypeError is handled below
        if isfinite(number):
            return number
    except (TypeError, ValueError):
        pass
    raise UsageError(f"{option}: {name} must be a number, got {value!r}")


def point(given: str | Numbers, names: tuple[str, ...], zero: Collection[str] = ()) -> tuple[float, ...]:
    """A value > 0 for each of the names, in their order. zero: those that may be 0."""
    found = numbers("predict", given)
    for name, value in found.items():
        if name not in names:
            raise UsageError(f"predict: no x {name!r}{did_you_mean(name, names) or ','} must be {', '.join(names)}")
        if value < 0 or (value == 0 and name not in zero):
            raise UsageError(f"predict: {name} must be > 0, got {value:g}")
    if missing := [name for name in names if name not in found]:
        raise UsageError(
            f"predict: {', '.join(missing)} is missing; say all, e.g. {','.join(f'{name}=1e9' for name in names)}"
        )
    return tuple(found[name] for name in names)


def several(given: Iterable[str | Numbers] | str | Numbers) -> list[str | Numbers]:
    """One or several of them as a list."""
    return [given] if isinstance(given, str | Mapping) else list(given)
