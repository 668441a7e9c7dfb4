"""`vary`: numbers of a spec that take several values in turn, and the spec that comes of each combination."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import product
from math import prod

import numpy as np
from pydantic import Field

from scalecalc.coordinates import COORDINATES
from scalecalc.errors import Problem, SpecError
from scalecalc.limits import limit_text
from scalecalc.reading.fields.types import Model, NumberRange, Vary
from scalecalc.reading.grammar import Grammar, numbers
from scalecalc.reading.ignored import is_ignored
from scalecalc.reading.overrides import Parts, key_places, split_option, with_value
from scalecalc.reading.report import Report
from scalecalc.reading.text.objects import from_object
from scalecalc.reading.text.source import NOWHERE, Node, Path
from scalecalc.reading.text.spans import POINTS, span
from scalecalc.reading.validate import validate
from scalecalc.record import record
from scalecalc.spec.model import Spec, grammar
from scalecalc.spec.rules import check_range
from scalecalc.spec.sweep import range_values
from scalecalc.wording import dotted

VARY = "vary"
_FORM = "what to vary must be KEY=RANGE with a dotted KEY, such as spectrum.alpha=1.2,1.5,2 or ridge.P=-2:0:5"


class _Varied(Model):
    """The part of a spec that says what is varied."""

    vary: Vary = Field(default=None, description=Spec.model_fields[VARY].description)


@record
class Variation:
    """A number of the spec that is varied.

    path: of the number, and its dotted key.  doc: what the number is.  parts: of the key, each with its place.
    values: that it takes in turn, as numbers and as they are put into the spec.
    """

    path: Path
    key: str
    doc: str
    parts: Parts
    values: tuple[tuple[float, Node], ...]


def with_vary(
    root: Node, vary: Mapping[str, object] | Iterable[str], name: str = VARY, points: int = POINTS
) -> tuple[Node, list[Problem]]:
    """The tree with more to vary, a mapping as in the spec or options `KEY=RANGE`, and what is wrong with these.

    name: of the option.  points: of a range that says none.
    """
    if isinstance(vary, Mapping):
        added, problems = from_object(vary)
        return (_with_entries(root, added) if added.value else root), problems
    problems = []
    for option in vary:
        try:
            parts, source = split_option(option, name, _FORM, "or a range such as 1:2:5")
            *above, last = (name for name, _ in parts)
            law = grammar().general(above) in grammar().laws and last in ("P", "N")
            value, more = span(source, linear=law, points=points)
        except SpecError as error:
            problems += error.problems
            continue
        problems += more
        key, place = ".".join(name for name, _ in parts), parts[0][1]._replace(length=len(option.partition("=")[0]))
        root = _with_entries(root, Node({key: value}, place, keys={key: place}))
    return root, problems


def _with_entries(root: Node, added: Node) -> Node:
    """The tree with these entries in its `vary`, in the place of those of the same keys."""
    assert isinstance(root.value, dict) and isinstance(added.value, dict)  # as the callers have seen
    there = root.value.get(VARY)
    if there is not None and isinstance(there.value, dict):
        added = replace(there, value=there.value | added.value, keys={**there.keys, **added.keys})
    keys = {VARY: added.place, **root.keys}
    return replace(root, value=root.value | {VARY: added}, keys=keys)


def variations(root: Node, overrides: Iterable[str], problems: list[Problem], max_points: int) -> list[Variation]:
    """What the spec varies, the outermost loop first. Raises SpecError with these problems and all that are found.

    overrides: what was put into the spec before, which cannot be what is varied.
    """
    vary = root.child(VARY)
    if vary is None:
        return []
    report = Report(replace(root, value={VARY: vary}), problems)
    said = validate(report, _grammar()).vary or {}
    bare = without_vary(root)
    found = []
    for key, value in said.items():
        path: Path = (VARY, key)
        if isinstance(value, NumberRange) and report.good(path):
            check_range(path, value, report, max_points)
        if report.good(path) and (one := _variation(key, value, vary, bare, report)) is not None:
            found.append(one)
    _check_not_set(found, overrides, report)
    if (count := prod(len(one.values) for one in found)) > max_points:
        report.at_key((VARY,), f"vary has {count} combinations of its values, {limit_text(max_points)}")
    if report.problems:
        raise SpecError(report.problems)
    return found


@cache
def _grammar() -> Grammar[_Varied]:
    return Grammar.of(_Varied)


def _variation(key: str, value: object, vary: Node, bare: Node, report: Report) -> Variation | None:
    """One entry, or None with what is wrong with its key reported."""
    node = vary.child(key)
    assert node is not None  # it has been validated
    parts = key_places(key, vary.keys.get(key, NOWHERE))
    names = [name for name, _ in parts]
    if not all(names) or is_ignored(names[0]) or names[0] == VARY:
        report.at_key((VARY, key), f"vary.{key} is no number of the spec, must be a dotted key such as spectrum.alpha")
        return None
    entries = node.value if isinstance(node.value, list) else [node]
    try:
        tree = with_value(bare, parts, entries[0], grammar().laws)
    except SpecError as error:
        report.add(*error.problems)
        return None
    path = _path(tree, names)
    field = grammar().declared(tree, path)
    if isinstance(value, NumberRange):
        whole = _is_count(path) or any(one.whole for one in numbers(field))
        taken = range_values(value)
        taken = np.unique(np.rint(taken)) if whole else taken
        entries = [Node(number, node.place, f"{number:.15g}") for number in taken.tolist()]
    else:
        taken = np.atleast_1d(np.array(value, dtype=float))
    values = dict(zip(taken.tolist(), entries, strict=True))  # a number that comes twice counts once
    return Variation(path, dotted(path), (field and field.description) or "", parts, tuple(values.items()))


def _path(tree: Node, names: list[str]) -> Path:
    """The names as keys and positions."""
    path: Path = ()
    node: Node | None = tree
    for name in names:
        part = int(name) if node is not None and isinstance(node.value, list) else name
        path, node = (*path, part), None if node is None else node.child(part)
    return path


def _is_count(path: Path) -> bool:
    """Whether a count of the grid stands there, which may be any number but is an integer in ranges."""
    keys = [part for part in path if isinstance(part, str)]
    return any(one.count and (keys[0], keys[-1]) == (one.place[0], one.place[-1]) for one in COORDINATES)


def _check_not_set(found: list[Variation], overrides: Iterable[str], report: Report) -> None:
    """Reports values that were put in where others come in their place."""
    varied = {one.key for one in found}
    for option in overrides:
        key = ".".join(part.strip() for part in option.partition("=")[0].split("."))
        if key in varied:
            parts, _ = split_option(option, "override", "KEY=YAML", "")
            message = f"{key} is varied, so setting it changes nothing, must be left out here or in vary"
            report.add(parts[0][1].problem(message, length=len(key)))


def without_vary(root: Node) -> Node:
    """The tree without what is varied."""
    assert isinstance(root.value, dict)  # as the root of a spec is
    return replace(root, value={key: child for key, child in root.value.items() if key != VARY})


def combinations(root: Node, varied: list[Variation]) -> Iterator[tuple[tuple[float, ...], Node]]:
    """The values of each combination, and the tree with these in place."""
    bare = without_vary(root)
    for chosen in product(*(one.values for one in varied)):
        tree = bare
        for one, (_, node) in zip(varied, chosen, strict=True):
            tree = with_value(tree, one.parts, node, grammar().laws)
        yield tuple(number for number, _ in chosen), tree
