"""Node tree -> pydantic models, and pydantic's errors -> problems in the words of the spec."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path as FilePath
from typing import Any, Generic, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from scalecalc.errors import Problem
from scalecalc.reading.datafiles import named_files
from scalecalc.reading.fields.kinds import kind_name
from scalecalc.reading.fields.types import Model, SampleLaw
from scalecalc.reading.grammar import Grammar, RootT, stand_in
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Node, Path, path_text
from scalecalc.record import record
from scalecalc.wording import did_you_mean, quoted

_SHOWN_PER_LIST = 5  # problems with entries of one list; the rest is counted
_SHOWN_KEYS = 20  # unknown keys of one mapping


@record
class Checked(Generic[RootT]):
    """What a tree says: a model, the report of what is wrong with it so far, and the data files that it names."""

    model: RootT
    report: Report
    files: tuple[FilePath, ...]


def checked(root: Node, problems: list[Problem], grammar: Grammar[RootT], folder: FilePath) -> Checked[RootT]:
    """The spec below `root`, which has these problems already. Its data files lie in the folder."""
    report = Report(root, problems)
    return Checked(validate(report, grammar), report, named_files(root, folder))


def validate(report: Report, grammar: Grammar[RootT]) -> RootT:
    """The spec below the report's root, a mapping, as the model of the grammar.

    Problems go to the report. A value with a problem is replaced by another one of its type. So a rule may look at any
    value, and asks `report.good(path)` before it reports one.
    """
    data: Any = report.root.data()
    try:
        return grammar.root.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    _report(details, report, grammar)
    for one in details:
        _replace(data, one, grammar)
    return grammar.root.model_validate(data)


def _keys(model: type[Model]) -> list[str]:
    return [field.alias or key for key, field in model.model_fields.items()]


def _replace(data: Any, details: ErrorDetails, grammar: Grammar[Any]) -> None:
    """Replaces the value that `details` is about by a valid one."""
    location = details["loc"]
    *above, last = grammar.path(location)
    for part in above:
        data = data[part]
    if isinstance(last, int):
        data[last] = {} if grammar.general(location) in grammar.models else 1.0
    elif issubclass(grammar.owner(location)[0], SampleLaw):
        del data[last]
        data.setdefault("times", 1.0)  # so that it stays a law
    elif details["type"] == "extra_forbidden" or not grammar.field(location).is_required():
        del data[last]
    else:
        data[last] = stand_in(grammar.field(location))


def _report(errors: Iterable[ErrorDetails], report: Report, grammar: Grammar[Any]) -> None:
    entries: Counter[Path] = Counter()
    keys: Counter[Path] = Counter()
    for details in errors:
        path = grammar.path(details["loc"])
        if isinstance(path[-1], int):
            entries[path[:-1]] += 1
        elif details["type"] == "extra_forbidden":
            keys[path[:-1]] += 1
        if entries[path[:-1]] <= _SHOWN_PER_LIST and keys[path[:-1]] <= _SHOWN_KEYS:
            _report_one(details, path, report, grammar)
    _count(entries, _SHOWN_PER_LIST, "such entries", report)
    _count(keys, _SHOWN_KEYS, "unknown keys", report)


def _count(found: Counter[Path], shown: int, what: str, report: Report) -> None:
    """Reports how many problems there are where not all are listed."""
    for path, count in found.items():
        if count > shown:
            report.at_key(path, f"{path_text(path) or 'the spec'} has {count} {what}, the first {shown} are listed")


def _report_one(details: ErrorDetails, path: Path, report: Report, grammar: Grammar[Any]) -> None:
    kind, location, context = details["type"], details["loc"], details.get("ctx", {})
    if kind == "extra_forbidden":
        report.at_key(path, _unknown_key(location, path, grammar))
    elif kind == "missing":
        report.at_value(path, missing_key(grammar.field(location), path))
    elif kind == "law":
        _report_law(context, location, path, report, grammar)
    elif kind == "union_tag_not_found":
        kinds = grammar.kinds[grammar.general(path)]
        report.at_value(path, f"missing key '{kinds.key}' in {path_text(path)}, must be {listed(list(kinds.mappings))}")
    elif kind == "union_tag_invalid":
        _report_kind(str(context["tag"]), location, path, report, grammar)
    else:
        _report_value(context, location, path, report, grammar)


def _report_kind(tag: str, location: Sequence[str | int], path: Path, report: Report, grammar: Grammar[Any]) -> None:
    section, words = grammar.kinds[grammar.general(path)], _words(grammar.field(location))
    kinds, key = list(section.mappings), section.key
    given = report.given((*path, key))
    hint = did_you_mean(tag, kinds)
    word = f", or {path_text(path)} the plain word {listed(words)}" if words else ""
    message = f"{path_text(path)}.{key}, got {given}{hint or ','} must be {listed(kinds)}{word}"
    report.at_value((*path, key), message)


def _report_value(
    context: dict[str, Any], location: Sequence[str | int], path: Path, report: Report, grammar: Grammar[Any]
) -> None:
    field, given = grammar.field(location), report.given(path)
    entry = isinstance(path[-1], int)
    hint = "" if entry else did_you_mean(given.strip("'"), _words(field))
    allowed = context["allowed"] if entry and "allowed" in context else _allowed(field)
    what = field.description or ""
    if (part := grammar.entries.get(grammar.general(path))) is not None:
        what, allowed = part.what, part.allowed
    report.at_value(path, f"{path_text(path)} is {what}, got {given}{hint or ','} must be {allowed}")


def _report_law(
    context: dict[str, Any], location: Sequence[str | int], path: Path, report: Report, grammar: Grammar[Any]
) -> None:
    given = report.given(path)
    if did_you_mean(given.strip("'"), _words(grammar.field(location))):
        _report_value(context, location, path, report, grammar)
        return
    message = (
        f"{path_text(path)} is {grammar.field(location).description}, got {given}, "
        f"must be a number or a law such as '{context['example']}': {context['detail']}"
    )
    report.at_character(path, context["offset"], message)


def missing_key(field: FieldInfo, path: Path) -> str:
    """What to say of a key that is missing."""
    where = path_text(path[:-1]) or "the spec"
    return f"missing key {path[-1]!r} in {where}, {field.description}, must be {_allowed(field)}"


def _unknown_key(location: Sequence[str | int], path: Path, grammar: Grammar[Any]) -> str:
    key, where = str(path[-1]), path_text(path[:-1]) or "the spec"
    model, _ = grammar.owner(location)
    allowed = _keys(model)
    section = grammar.kinds.get(grammar.general(path[:-1]))
    others = {} if section is None else section.mappings
    homes = [kind for kind, other in others.items() if key in _keys(other)]
    if homes:
        word = grammar.kinds[grammar.general(path[:-1])].key
        hint = f", which belongs to {word} {listed(homes)}, not {kind_name(model, word)}."
    elif not path[:-1] and (place := _place_of(key, grammar)):
        hint = f", did you mean {place!r}?"
    else:
        hint = did_you_mean(key, allowed) or "."
    return f"unknown key {quoted(key)} in {where}{hint} Allowed: {', '.join(allowed)}"


def _place_of(key: str, grammar: Grammar[Any]) -> str:
    """The section that a key at the top belongs to, with it; "" where there is none, or more than one."""
    homes = {grammar.path(location) for location, model in grammar.models.items() if key in _keys(model)}
    sections = [path_text((*home, key)) for home in homes if len(home) == 1]
    return sections[0] if len(sections) == 1 else ""


def _words(field: FieldInfo) -> list[str]:
    """The plain words a field may hold."""
    if get_origin(field.annotation) is Literal:
        return list(get_args(field.annotation))
    return [word for meta in field.metadata for word in getattr(meta, "words", ())]


def _allowed(field: FieldInfo) -> str:
    """What a field may hold, in words."""
    for meta in field.metadata:
        if hasattr(meta, "allowed"):
            return str(meta.allowed)
    return listed(_words(field))


def listed(words: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
