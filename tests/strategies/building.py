"""Strategies that are made once and kept: to make one anew takes longer than to draw from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
kept = lru_cache(maxsize=4096)


def composite(function: Callable[..., T]) -> Callable[..., st.SearchStrategy[T]]:
    """Like Hypothesis' own, for functions whose arguments can be hashed."""
    made: Callable[..., st.SearchStrategy[T]] = kept(st.composite(function))
    return made


@kept
def among(*values: Any) -> st.SearchStrategy[Any]:
    """One of these."""
    return st.sampled_from(values)


RARELY = st.integers(0, 3).map(lambda x: x == 3)
