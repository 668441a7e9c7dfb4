"""RANGE, the short way to write several numbers in an option: `a`, `a,b,c`, `a:b`, `a:b:points`, or YAML."""

from __future__ import annotations

import re

from scalecalc.errors import Problem
from scalecalc.reading.text.compose import compose
from scalecalc.reading.text.source import Node, Source

POINTS = 41
_NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*:\s*({_NUMBER})\s*(?::\s*({_NUMBER})\s*)?")
_LIST = re.compile(rf"\s*(?:{_NUMBER}|inf)\s*(?:,\s*(?:{_NUMBER}|inf)\s*)+")


def span(source: Source, *, linear: bool, points: int = POINTS) -> tuple[Node, list[Problem]]:
    """The number, list or range that a text writes, as YAML would have it, and what is wrong with it.

    linear: whether a range is linear in any case; else it is logarithmic, unless it reaches 0 or below.
    points: of a range that says none.
    """
    if (found := _RANGE.fullmatch(source.text)) is not None:
        return _range(source, found, linear, points), []
    if _LIST.fullmatch(source.text):
        return _list(source), []
    return compose(source)


def _range(source: Source, found: re.Match[str], linear: bool, points: int) -> Node:
    linear = linear or min(float(found[1]), float(found[2])) <= 0
    parts = {"from": _node(source, found.start(1), found[1]), "to": _node(source, found.start(2), found[2])}
    whole = source.at(0, 0, len(source.text))
    parts["points"] = Node(points, whole) if found[3] is None else _node(source, found.start(3), found[3])
    parts["spacing"] = Node("linear" if linear else "log", whole)
    return Node(parts, whole, keys={key: node.place for key, node in parts.items()})


def _list(source: Source) -> Node:
    entries, start = [], 0
    for text in source.text.split(","):
        entries.append(_node(source, start + text.find(text.strip()), text.strip()))
        start += len(text) + 1
    return Node(list[Node](entries), source.at(0, 0, len(source.text)))


def _node(source: Source, start: int, text: str) -> Node:
    return Node(float(text), source.at(0, start, len(text)), text)
