"""The one way to do many tasks, wherever they are done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol


class Map(Protocol):
    """`map`, or the map of an executor: it gives the results in the order of the tasks."""

    def __call__(self, function: Callable[[Any], Any], tasks: Iterable[Any], /) -> Iterable[Any]: ...
