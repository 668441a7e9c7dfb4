"""A single value as text for people: six significant digits, and nothing for a missing value."""

from __future__ import annotations

from typing import Any

_LONGEST_WHOLE = 1e9  # whole numbers from here on are rounded like others


def shown(value: Any) -> str:
    """The value as plain text; empty for None and nan."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _LONGEST_WHOLE else f"{value:.6g}"
    return str(value)
