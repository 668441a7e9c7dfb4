"""Overrides KEY=YAML: values put into a spec from outside, read and checked like those of the file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace

from scalecalc.errors import Problem, SpecError
from scalecalc.law import Law
from scalecalc.reading.fields.laws import LawError, parse_law
from scalecalc.reading.ignored import is_ignored
from scalecalc.reading.text.compose import compose
from scalecalc.reading.text.source import Node, Path, Place, Source, path_text, pattern
from scalecalc.wording import clipped, quoted

Parts = list[tuple[str, Place]]  # of a dotted key, each with its place

_LAW_KEYS = ("times", "P", "N")
_POSITION = r"[0-9]{1,9}"


def overridden(root: Node, overrides: Iterable[str], laws: Collection[Path]) -> tuple[Node, list[Problem]]:
    """The tree with each `KEY=YAML` in place, of which later ones win, and the problems of the overrides themselves.

    KEY is a dotted path, in which a whole number is a position in a list, counted from 0. Missing mappings on the way
    are made, also from laws. The value `null` removes the key or the entry.
    laws: the paths of values that may be laws.
    """
    problems: list[Problem] = []
    for option in overrides:
        try:
            root, more = _with_option(root, option, laws)
        except SpecError as error:
            more = list(error.problems)
        problems += more
    return root, problems


def _with_option(root: Node, option: str, laws: Collection[Path]) -> tuple[Node, list[Problem]]:
    form = "an override must be KEY=YAML with a dotted KEY, such as ridge=1e-4 or features.width=500"
    parts, source = split_option(option, "override", form, "null takes the key out")
    _check_not_anchors(root, parts[0])
    value, problems = compose(source)
    return with_value(root, parts, value, laws), problems


def split_option(option: str, name: str, form: str, hint: str) -> tuple[Parts, Source]:
    """The key of an option KEY=VALUE, part by part, and its value as a source. Raises SpecError for another form.

    name: before it where a problem is.  form: a sentence on what it must be.  hint: what else a value may be.
    """
    key, equals, text = option.partition("=")
    source = Source(f"{name} {clipped(option)}", text, before=key + equals)
    parts = key_places(key, Place(source, 1, 1, len(key)))
    if not equals or not all(part for part, _ in parts):
        message = form
        raise SpecError((Place(source, 1, 1, max(1, len(option))).problem(message),))
    if not text.strip():
        message = f"{key.strip()} has no value, got nothing, must be a YAML value ({hint})"
        raise SpecError((Place(source, 1, len(key) + 2).problem(message),))
    return parts, source


def _check_not_anchors(root: Node, first: tuple[str, Place]) -> None:
    """Raises SpecError for a change of an anchor: aliases have copied its value already, and would not change."""
    key, place = first
    if is_ignored(key) and root.child(key) is not None:
        message = (
            f"{clipped(key)} is a place for anchors, which are in place before any override, so setting it changes "
            "nothing, must be set where it is used, such as spectrum.alpha=2"
        )
        raise SpecError((place.problem(message),))


def key_places(key: str, place: Place) -> Parts:
    """The parts of a dotted key, each with its place; the key as a whole stands at `place`, perhaps in quotes."""
    places = []
    start = 1 if place.length == len(key) + 2 else 0
    for part in key.split("."):
        name = part.strip()
        column = place.column + start + part.find(name)
        places.append((name, place._replace(column=column, length=max(1, len(name)))))
        start += len(part) + 1
    return places


def with_value(node: Node, parts: Parts, value: Node, laws: Collection[Path], done: Path = ()) -> Node:
    """`node` with the value at the path; raises SpecError where the path leads through a scalar or beside a list.

    Mappings on the way are made as needed, also from laws; a value `null` takes the key or the entry out.
    """
    if isinstance(node.value, list):
        return _with_entry(node, node.value, parts, value, laws, done)
    (name, place), *rest = parts
    if pattern(done) in laws:
        node = _as_mapping(node, name)
    if not isinstance(node.value, dict):
        message = (
            f"{path_text(done) or 'the spec'} is not a mapping, got the key {name!r} in it, "
            "set the whole value, such as samples='{from: 10, to: 1e6, points: 31}'"
        )
        raise SpecError((place.problem(message),))
    children, keys = dict(node.value), dict(node.keys)
    if not rest and value.value is None:
        children.pop(name, None)
        return replace(node, value=children)
    child = children.get(name, Node({}, place))
    children[name] = with_value(child, rest, value, laws, (*done, name)) if rest else value
    keys[name] = place if not rest or name not in keys else keys[name]
    return replace(node, value=children, keys=keys)


def _as_mapping(node: Node, key: str) -> Node:
    """A law given as text or number, as a mapping if `key` is a key of such a mapping; else the node itself."""
    law = _law(node) if key in _LAW_KEYS else None
    if law is None:
        return node
    terms = zip(_LAW_KEYS, (law.coefficient, law.samples, law.width), strict=True)
    children = {name: Node(value, node.place) for name, value in terms if value or name == "times"}
    return replace(node, value=children, keys=dict.fromkeys(children, node.place))


def _law(node: Node) -> Law | None:
    """The law that a text or number stands for, if it is one."""
    if isinstance(node.value, str):
        with suppress(LawError):
            return parse_law(node.value)
    elif isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return Law(float(node.value))
    return None


def _with_entry(
    node: Node,
    entries: list[Node],
    parts: Parts,
    value: Node,
    laws: Collection[Path],
    done: Path,
) -> Node:
    (name, place), *rest = parts
    if not re.fullmatch(_POSITION, name) or int(name) >= len(entries):
        positions = f"a position from 0 to {len(entries) - 1}, or set" if len(entries) > 1 else "0, or set"
        message = (
            f"{path_text(done)} is a list of {len(entries)}, got {quoted(name)} for a position in it, "
            f"must be {positions if entries else 'set'} as a whole"
        )
        raise SpecError((place.problem(message),))
    at = int(name)
    new = with_value(entries[at], rest, value, laws, (*done, at)) if rest else value
    kept = [] if new.value is None else [new]
    return replace(node, value=[*entries[:at], *kept, *entries[at + 1 :]])
