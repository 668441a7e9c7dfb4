"""Amounts of memory, as people write and read them."""

from __future__ import annotations

from scalecalc.errors import UsageError

_SHOWN = ((1e9, "GB"), (1e6, "MB"))
_UNITS = {"": 1.0, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12}


def memory_size(text: object) -> float:
    """A number of bytes, such as 500MB. Raises UsageError."""
    given = str(text).strip().lower()
    number = given.rstrip("kmgtb")
    unit = given[len(number) :]
    unit = unit if unit.endswith("b") or not unit else unit + "b"
    try:
        size = float(number) * _UNITS["" if unit == "b" else unit]
    except (ValueError, KeyError):
        size = 0.0
    if not 0 < size < float("inf"):
        raise UsageError(f"memory {text}: must be a number of bytes > 0, such as 500MB or 4GB")
    return size


def amount(size: float) -> str:
    """A number of bytes for people."""
    unit, name = next(((unit, name) for unit, name in _SHOWN if size >= unit), (1e3, "kB"))
    return f"{size / unit:.3g} {name}"
