"""Node tree -> pydantic models, and pydantic's errors -> problems in the words of the spec."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from scalecalc.reading.fields.types import CountRange, Model, Range, SampleLaw
from scalecalc.reading.report import Report
from scalecalc.reading.source import Path, path_text, pattern
from scalecalc.spec.model import KINDS, LAWS, SWEEPS, Spec
from scalecalc.spec.randomness import Ensemble, Features, Layer, Moments
from scalecalc.wording import did_you_mean, quoted

_SHOWN_PER_LIST = 5  # problems with entries of one list; the rest is counted
_SHOWN_KEYS = 20  # unknown keys of one mapping

# Where pydantic puts the member of a union that it took into the path of an error; 0 for all positions in a list.
_ACTIVATION: Path = ("features", "activation")
_UNIONS: set[Path] = {*KINDS, *SWEEPS, _ACTIVATION}

_LAYER: Path = ("features", "layers", 0)
_MODELS: dict[Path, type[Model]] = {
    (): Spec,
    ("features",): Features,
    _LAYER: Layer,
    (*_ACTIVATION, "moments"): Moments,
    ("ensemble",): Ensemble,
    **{(*section, kind): model for section, kinds in KINDS.items() for kind, model in kinds.items()},
    **{(*path, "range"): Range if path[0] in ("ridge", "noise") else CountRange for path in SWEEPS},
    **{(*path, "mapping"): model for path, model in LAWS.items()},
}

# What stands in for a required value that has a problem, so that the rest of the spec can be looked at.
_STAND_INS: dict[str, Any] = {
    "spectrum": {"kind": "isotropic", "modes": 1.0},
    "target": {"kind": "isotropic"},
    "ridge": 0.0,
    "samples": 1.0,
    "alpha": 2.0,
    "modes": 1.0,
    "values": [1.0],
    "path": "stand-in.npy",
    "column_is": "power",
    "from": 1.0,
    "to": 2.0,
    "decay": 1.0,
    "mu1": 1.0,
    "mustar2": 0.0,
    "rho": 0.0,
    "members": 1.0,
}


def validate(report: Report) -> Spec:
    """The spec below the report's root, a mapping, as a model.

    Problems go to the report. The values that have one are replaced by others of their type: whoever looks
    at a value asks `report.good(path)` first.
    """
    data: Any = report.root.data()
    try:
        return Spec.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    _report(details, report)
    for one in details:
        _replace(data, one)
    return Spec.model_validate(data)


def _path(location: Sequence[str | int]) -> Path:
    """The path in the spec of a pydantic location, which names members of unions as well."""
    path: Path = ()
    parts = iter(location)
    for part in parts:
        path = (*path, part)
        if pattern(path) in _UNIONS:
            next(parts, None)
    return path


def _owner(location: Sequence[str | int]) -> tuple[type[Model], Path]:
    """The innermost model a location lies in, and what is left of the location."""
    location, general = tuple(location), pattern(location)
    size = max(size for size in range(len(location)) if general[:size] in _MODELS)
    return _MODELS[general[:size]], location[size:]


def _field(location: Sequence[str | int]) -> FieldInfo:
    """The declaration of the field a location lies in; pydantic names it by its alias."""
    model, (name, *_) = _owner(location)
    return next(field for key, field in model.model_fields.items() if (field.alias or key) == name)


def _keys(model: type[Model]) -> list[str]:
    return [field.alias or key for key, field in model.model_fields.items()]


def _replace(data: Any, details: ErrorDetails) -> None:
    """Puts something valid where `details` says something is not."""
    path = _path(details["loc"])
    *above, last = path
    for part in above:
        data = data[part]
    if isinstance(last, int):
        data[last] = {} if pattern(path) == _LAYER else 1.0
    elif issubclass(_owner(details["loc"])[0], SampleLaw):
        del data[last]
        data.setdefault("times", 1.0)  # so that it stays a law
    elif details["type"] == "extra_forbidden" or not _field(details["loc"]).is_required():
        del data[last]
    else:
        data[last] = _STAND_INS[last]


def _report(errors: Iterable[ErrorDetails], report: Report) -> None:
    entries: Counter[Path] = Counter()
    keys: Counter[Path] = Counter()
    for details in errors:
        path = _path(details["loc"])
        if isinstance(path[-1], int):
            entries[path[:-1]] += 1
        elif details["type"] == "extra_forbidden":
            keys[path[:-1]] += 1
        if entries[path[:-1]] <= _SHOWN_PER_LIST and keys[path[:-1]] <= _SHOWN_KEYS:
            _report_one(details, path, report)
    _count(entries, _SHOWN_PER_LIST, "such entries", report)
    _count(keys, _SHOWN_KEYS, "unknown keys", report)


def _count(found: Counter[Path], shown: int, what: str, report: Report) -> None:
    """Says how many there are where not all are shown."""
    for path, count in found.items():
        if count > shown:
            report.at_key(path, f"{path_text(path) or 'the spec'} has {count} {what}, the first {shown} are listed")


def _report_one(details: ErrorDetails, path: Path, report: Report) -> None:
    kind, location, context = details["type"], details["loc"], details.get("ctx", {})
    if kind == "extra_forbidden":
        report.at_key(path, _unknown_key(location, path))
    elif kind == "missing":
        report.at_value(path, _missing_key(location, path))
    elif kind == "law":
        _report_law(context, location, path, report)
    elif kind == "union_tag_not_found":
        kinds = list(KINDS[pattern(path)])
        report.at_value(path, f"missing key 'kind' in {path_text(path)}, must be {listed(kinds)}")
    elif kind == "union_tag_invalid":
        _report_kind(str(context["tag"]), location, path, report)
    else:
        _report_value(context, location, path, report)


def _report_kind(tag: str, location: Sequence[str | int], path: Path, report: Report) -> None:
    kinds, words = list(KINDS[pattern(path)]), _words(_field(location))
    given = report.given((*path, "kind"))
    hint = did_you_mean(tag, kinds)
    word = f", or {path_text(path)} the plain word {listed(words)}" if words else ""
    message = f"{path_text(path)}.kind, got {given}{hint or ','} must be {listed(kinds)}{word}"
    report.at_value((*path, "kind"), message)


def _report_value(context: dict[str, Any], location: Sequence[str | int], path: Path, report: Report) -> None:
    field, given = _field(location), report.given(path)
    entry = isinstance(path[-1], int)
    hint = "" if entry else did_you_mean(given.strip("'"), _words(field))
    allowed = context["allowed"] if entry and "allowed" in context else _allowed(field)
    if pattern(path) == _LAYER:
        what, allowed = "a layer of random features", "a mapping such as {width: 1000}"
    else:
        what = field.description or ""
    report.at_value(path, f"{path_text(path)} is {what}, got {given}{hint or ','} must be {allowed}")


def _report_law(context: dict[str, Any], location: Sequence[str | int], path: Path, report: Report) -> None:
    given = report.given(path)
    if did_you_mean(given.strip("'"), _words(_field(location))):
        _report_value(context, location, path, report)
        return
    message = (
        f"{path_text(path)} is {_field(location).description}, got {given}, "
        f"must be a number or a law such as '{context['example']}': {context['detail']}"
    )
    report.at_character(path, context["offset"], message)


def _missing_key(location: Sequence[str | int], path: Path) -> str:
    where, field = path_text(path[:-1]) or "the spec", _field(location)
    return f"missing key {path[-1]!r} in {where}, {field.description}, must be {_allowed(field)}"


def _unknown_key(location: Sequence[str | int], path: Path) -> str:
    key, where = str(path[-1]), path_text(path[:-1]) or "the spec"
    model, _ = _owner(location)
    allowed = _keys(model)
    others = KINDS.get(pattern(path[:-1]), {})
    homes = [kind for kind, other in others.items() if key in _keys(other)]
    if homes:
        hint = f", which belongs to kind {listed(homes)}, not {_kind(model)}."
    else:
        hint = did_you_mean(key, allowed) or "."
    return f"unknown key {quoted(key)} in {where}{hint} Allowed: {', '.join(allowed)}"


def _kind(model: type[Model]) -> str:
    (kind,) = get_args(model.model_fields["kind"].annotation)
    return str(kind)


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
