"""Python objects -> nodes: specs that come from the Python API rather than from a text."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from pathlib import Path as FilePath

import numpy as np

from scalecalc.errors import Problem, SpecError
from scalecalc.reading.ignored import is_ignored
from scalecalc.reading.text.source import DEPTH_LIMIT, NODE_LIMIT, NOWHERE, Node, Path, path_text
from scalecalc.wording import quoted


def from_object(spec: Mapping[str, object]) -> tuple[Node, list[Problem]]:
    """The nodes of nested mappings, lists (or tuples, arrays) and scalars, without the keys that are no part of a spec.

    Raises SpecError when there are too many values, or too deep ones (a list that contains itself).
    """
    reader = _Reader()
    read = {key: value for key, value in spec.items() if not is_ignored(key)}
    return reader.node(read, ()), reader.problems


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.count = 0

    def node(self, value: object, path: Path) -> Node:
        self.count += 1
        if self.count > NODE_LIMIT or len(path) > DEPTH_LIMIT:
            what = f"more than {NODE_LIMIT} values" if self.count > NODE_LIMIT else "values nested too deep"
            raise self._fatal(f"the spec has {what}, must have fewer")
        if isinstance(value, np.ndarray | np.generic):
            value = value.tolist()
        if value is None or isinstance(value, bool | float):
            return Node(value)
        if isinstance(value, int):
            return Node(_integer(value))
        if isinstance(value, str | FilePath):
            return Node(str(value), plain=False)
        if isinstance(value, list | tuple | range):
            return Node([self.node(child, (*path, i)) for i, child in enumerate(value)])
        if isinstance(value, Mapping):
            return self._mapping(value, path)
        if isinstance(value, Real):
            return Node(float(value))
        kind = type(value).__name__
        message = f"{path_text(path) or 'the spec'} is a {kind}, must be a number, text, list or mapping"
        raise self._fatal(message)

    def _fatal(self, message: str) -> SpecError:
        return SpecError((*self.problems, NOWHERE.problem(message)))

    def _mapping(self, mapping: Mapping[object, object], path: Path) -> Node:
        children: dict[str, Node] = {}
        for key, child in mapping.items():
            if isinstance(key, str):
                if child is not None:  # in Python, None stands for a key that is left out
                    children[key] = self.node(child, (*path, key))
            else:
                message = f"key {quoted(repr(key))} in {path_text(path) or 'the spec'} is not text"
                self.problems.append(NOWHERE.problem(message))
        return Node(children, keys=dict.fromkeys(children, NOWHERE))


def _integer(value: int) -> int | float | str:
    """The integer if a double holds it exactly, else the nearest double; beyond doubles a text, as 1e400 in YAML."""
    try:
        return value if abs(value) <= 2**53 else float(value)
    except OverflowError:
        return "1e400"
