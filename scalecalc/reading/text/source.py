"""Values with the places where they were written. Every way of reading a spec produces these."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from scalecalc.errors import Problem
from scalecalc.record import record
from scalecalc.wording import clipped, located

Path = tuple[str | int, ...]  # keys and positions that lead from the root of a spec to a value

NODE_LIMIT = 200_000  # values in a spec, aliases counted as often as they are used
DEPTH_LIMIT = 20

_LINE_BREAK = r"\r\n|[\n\r\x85\u2028\u2029]"  # compiled when there is a line to be shown


def split_lines(text: str) -> list[str]:
    """The lines of a text by the line breaks of YAML, at least one."""
    return re.split(_LINE_BREAK, text)


@record
class Source:
    """A text that problems point into: a file, standard input, or one override.

    before: what is shown in front of the first line but is not YAML (the `KEY=` of an override).
    """

    name: str
    text: str
    before: str = ""

    @cached_property
    def lines(self) -> list[str]:
        lines = split_lines(self.before + self.text)
        return lines[:-1] if len(lines) > 1 and not lines[-1] else lines

    def at(self, line: int, column: int, length: int = 1) -> Place:
        """The place at a line and column counted from 0 in `text`, as YAML marks do.

        A place beyond the end of the text becomes that of the last character.
        """
        if line >= len(self.lines):
            return Place(self, len(self.lines), max(1, len(self.lines[-1])))
        return Place(self, line + 1, column + 1 + (len(self.before) if line == 0 else 0), max(1, length))


class Place(NamedTuple):
    """`length` characters of a source, line and column counted from 1; line 0 means no place in the text."""

    source: Source
    line: int
    column: int
    length: int = 1

    def problem(self, message: str, skip: int = 0, length: int | None = None) -> Problem:
        """A problem here, or `skip` characters further on."""
        return located(
            message,
            self.source.name,
            self.line,
            self.column + skip if self.line else 0,
            self.length if length is None else length,
            self.source.lines[self.line - 1] if 0 < self.line <= len(self.source.lines) else "",
        )


NOWHERE = Place(Source("", ""), 0, 0)


@dataclass(slots=True)  # not frozen, which would make long specs several times slower to read
class Node:
    """A value with its place.

    text: a scalar as it was written, without quotes; empty if it came from Python.  plain: whether it had no quotes.
    keys: where each key of a mapping stands.  size: the number of values in it, itself included.  height: the number of
    levels, itself included.
    """

    value: bool | int | float | str | list[Node] | dict[str, Node] | None
    place: Place = NOWHERE
    text: str = ""
    plain: bool = True
    keys: Mapping[str, Place] = field(default_factory=dict)
    size: int = 1
    height: int = 1

    def data(self) -> object:
        """The bare value: dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: child.data() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.data() for child in self.value]
        return self.value

    def child(self, part: str | int) -> Node | None:
        """The value at a key or position, None if there is none."""
        if isinstance(self.value, dict) and isinstance(part, str):
            return self.value.get(part)
        if isinstance(self.value, list) and isinstance(part, int) and part < len(self.value):
            return self.value[part]
        return None


def path_text(path: Path) -> str:
    """`spectrum.values[2]`; positions count from 0."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{clipped(part)}" if text else clipped(part)
    return text


def pattern(path: Sequence[str | int]) -> Path:
    """The path with 0 for all positions."""
    return tuple(0 if isinstance(part, int) else part for part in path)
