"""The spec that is explored: the one that was read, and what was put into it since."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.spec import load

if TYPE_CHECKING:
    from scalecalc.spec import Studies, Study

_EXPONENT = re.compile(r"e\+?(-?)0*")  # of a number as Python writes it, with what people leave out


@record
class State:
    """A spec with numbers turned.

    name: of the file.  given: the overrides it was read with.  base: the spec as it was read, with these in place.
    turned: what was changed since, by dotted key, as YAML.  study: what all of this means.
    notes: what there is to say of how it was read.
    """

    name: str
    given: tuple[str, ...]
    base: Mapping[str, Any]
    max_points: int
    study: Study
    turned: Mapping[str, str]
    notes: tuple[str, ...] = ()

    def put(self, key: str, text: str) -> State:
        """The state with `text`, as YAML, at that key; `null` takes the key out.

        Raises SpecError with what `check` would say, and UsageError for what cannot be explored.
        """
        key = ".".join(part.strip() for part in key.split("."))
        inside = f"{key}."
        kept = {name: value for name, value in self.turned.items() if name != key and not name.startswith(inside)}
        above = any(key.startswith(f"{name}.") for name in kept)
        turned = kept if not above and text and text == plain(_at(self.base, key)) else kept | {key: text.strip()}
        study = load(self.base, _overrides(turned), self.max_points)
        if study.variables:
            raise UsageError("the explorer shows one case of a spec; turn the number itself, and vary nothing")
        return replace(self, turned=turned, study=study.cases[0].study)

    @property
    def overrides(self) -> tuple[str, ...]:
        """All that is put into the file: what it was read with, and what was changed since."""
        given = (one for one in self.given if one.partition("=")[0] not in self.turned)
        return (*given, *_overrides(self.turned))

    def command(self, arguments: Iterable[str]) -> str:
        """The command line that gives the same, quoted for shells.  arguments: the command and its own options."""
        name, *options = arguments
        sets = [part for one in self.overrides for part in ("--set", one)]
        return shlex.join(["scalecalc", name, self.name, *options, *sets])


def begun(name: str, read: Study | Studies, overrides: Iterable[str], max_points: int) -> State:
    """The state at the beginning. Of a spec that varies numbers, the first case.

    overrides: those that `read` was read with.
    """
    case, given = read.cases[0], tuple(overrides)
    notes: tuple[str, ...] = ()
    if read.variables:
        held = [f"{one.key}={plain(value)}" for one, value in zip(read.variables, case.values, strict=True)]
        given = (*given, "vary=null", *held)
        notes = (f"the spec varies {' and '.join(one.key for one in read.variables)}; this is the first case",)
    study = replace(case.study, among=1)
    return State(name, given, study.resolved, max_points, study, {}, notes)


def plain(value: object) -> str:
    """A value of a resolved spec as YAML in one line, without needless digits; empty for what is no scalar."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        text = f"{value:.6g}"
        return _EXPONENT.sub(r"e\1", text if float(text) == value else repr(value))
    return value if isinstance(value, str) else ""


def _overrides(turned: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{key}={text}" for key, text in turned.items())


def _at(spec: object, key: str) -> object:
    """The value at a dotted key; None where there is none."""
    for part in key.split("."):
        if isinstance(spec, Mapping):
            spec = spec.get(part)
        elif isinstance(spec, list) and part.isdigit() and int(part) < len(spec):
            spec = spec[int(part)]
        else:
            return None
    return spec
