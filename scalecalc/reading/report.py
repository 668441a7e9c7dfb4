"""Collects what is wrong with a spec, each problem at its place in the text."""

from __future__ import annotations

from scalecalc.errors import Problem
from scalecalc.law import Law
from scalecalc.reading.text.scalars import NUMBER, out_of_range
from scalecalc.reading.text.source import Node, Path, Place
from scalecalc.wording import clipped, quoted

PROBLEMS_SHOWN = 100


class Report:
    """The problems of the spec below `root`, and which of its values have none.

    found: all problems in the order in which they were found.  bad: the paths of values with a problem.
    """

    def __init__(self, root: Node, problems: list[Problem]) -> None:
        self.root = root
        self.found = list(problems)
        self.bad: set[Path] = set()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems in the order of the text, those of the spec before those of options and data files."""
        first = self.root.place.source.name
        ordered = sorted(
            dict.fromkeys(self.found),
            key=lambda problem: (problem.file != first, problem.file, problem.line, problem.column),
        )
        if len(ordered) > PROBLEMS_SHOWN:
            ordered[PROBLEMS_SHOWN:] = [Problem(f"{len(ordered) - PROBLEMS_SHOWN} more problems are not listed", first)]
        return tuple(ordered)

    def add(self, *problems: Problem) -> None:
        """Adds problems that have their place already, such as those of a data file."""
        self.found += problems

    def at_value(self, path: Path, message: str, skip: int = 0, length: int | None = None) -> None:
        """A problem with the value at a path, `skip` characters into it.

        If there is no such value, the problem is with the key of the mapping that should have it.
        """
        self.bad.add(path)
        node = self._node(path)
        if node is None:
            self.found.append(self._key_place(path[:-1]).problem(message, length=None if path[1:] else 1))
        else:
            self.found.append(node.place.problem(message, skip, length))

    def at_key(self, path: Path, message: str) -> None:
        """A problem with the key that ends a path."""
        self.bad.add(path)
        self.found.append(self._key_place(path).problem(message))

    def good(self, path: Path) -> bool:
        """Whether neither the value, nor anything in it or around it, has a problem."""
        return not any(bad[: len(path)] == path[: len(bad)] for bad in self.bad)

    def given(self, path: Path) -> str:
        """The value at a path for the phrase "got ..."."""
        node = self._node(path)
        return "nothing" if node is None else shown(node)

    def given_law(self, path: Path, law: Law) -> str:
        """The law at a path for the phrase "got ...", one written as a mapping in its short form."""
        node = self._node(path)
        return str(law) if node is not None and isinstance(node.value, dict) else self.given(path)

    def at_character(self, path: Path, offset: int, message: str) -> None:
        """A problem with one character of the text at a path, or with the whole text where its place is unknown."""
        node = self._node(path)
        quotes = 0 if node is None or node.plain else 1
        if node is None or node.place.length != len(node.text) + 2 * quotes:  # escapes, several lines
            self.at_value(path, message)
        else:
            self.at_value(path, message, offset + quotes, 1)

    def _node(self, path: Path) -> Node | None:
        node: Node | None = self.root
        for part in path:
            node = node.child(part) if node is not None else None
        return node

    def _key_place(self, path: Path) -> Place:
        """Where the last key of a path stands; for list entries and the root the value itself."""
        node, place = self.root, self.root.place
        for part in path:
            child = node.child(part)
            if child is None:
                break
            place = node.keys[part] if isinstance(part, str) else child.place
            node = child
        return place


def shown(node: Node) -> str:
    """A value for a sentence: scalars as they are written, mappings and lists by these words."""
    value = node.value
    if isinstance(value, dict):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if value is None:
        return "nothing"
    if not isinstance(value, str):
        return clipped(node.text or str(value).lower())
    if out_of_range(value):
        return f"{clipped(value)} (beyond the range of a double)"
    if not node.plain and NUMBER.fullmatch(value):
        return f"the text {quoted(value)}"
    return quoted(value)
