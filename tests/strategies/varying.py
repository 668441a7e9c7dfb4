"""Numbers of a spec to vary, and a few values for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from tests.strategies.building import among

Vary = dict[str, list[float]]


def varying(spec: dict[str, Any], most: int = 2) -> st.SearchStrategy[Vary]:
    """Up to `most` numbers of a spec, each with one to three values, some of which the spec may refuse."""
    numbers = dict(_numbers(spec, ""))
    if not numbers:
        return st.just({})
    keys = st.lists(among(*numbers), min_size=1, max_size=most, unique=True)
    return keys.flatmap(lambda chosen: st.fixed_dictionaries({key: _values(numbers[key]) for key in chosen}))


def _numbers(value: Any, key: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _numbers(one, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _numbers(one, f"{key}.{place}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield key, value


def _values(value: float) -> st.SearchStrategy[list[float]]:
    """The number itself and others near it; whole if it is."""
    others = (value, value + 1, value + 2) if float(value).is_integer() else (value, value / 2, value * 1.25)
    return st.lists(among(*others), min_size=1, max_size=3, unique=True)
