"""What a command starts from, read as the options say; problems are told in the words of the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scalecalc.api import load
from scalecalc.cli.overwriting import refuse_to_overwrite
from scalecalc.cli.streams import person_would_type_the_spec, say
from scalecalc.commands.base import Command
from scalecalc.errors import Problem, SpecError, UsageError
from scalecalc.limits import RAISED_BY
from scalecalc.output.style import Style, style_of
from scalecalc.settings import Settings
from scalecalc.streams import is_terminal
from scalecalc.wording import clipped

if TYPE_CHECKING:
    from scalecalc.commands.check import Examined
    from scalecalc.spec import Studies, Study

Outputs = list[tuple[str, str]]


def sources(command: type[Command], settings: Settings) -> list[str]:
    """The specs as they are named, - where the user pipes one in. Raises UsageError when it would have to be typed."""
    given = settings.specs if command.source == "specs" else [settings.spec] if settings.spec is not None else []
    if given:
        return given
    if person_would_type_the_spec():
        name = command.name
        raise UsageError(f"which spec? e.g. scalecalc {name} spec.yaml; 'scalecalc {name} --help' says more")
    return ["-"]


def _one_spec(names: list[str], outputs: Outputs, settings: Settings) -> Study | Studies:
    try:
        study = load(names[0], settings.set, settings.max_points, settings.vary)
    except SpecError as error:
        raise SpecError(_in_options(error.problems, settings), error.data_files) from None
    if study.data_files:
        refuse_to_overwrite(outputs, (), study.data_files)
    return study


def _several_specs(names: list[str], outputs: Outputs, settings: Settings) -> Examined:
    """All problems, which are told in full on standard error; that there are none, only to a person."""
    from scalecalc.commands.check import examined

    found = examined(names, settings.set, settings.max_points, settings.vary)
    found = replace(found, problems=_in_options(found.problems, settings))
    refuse_to_overwrite(outputs, (), found.files)
    _tell(found.problems, names, settings)
    return found


# For each source, what reads it: the names on the command line, what is written and must be another file, the options.
READ: dict[str, Callable[[list[str], Outputs, Settings], Any]] = {"spec": _one_spec, "specs": _several_specs}


def _in_options(problems: Iterable[Problem], settings: Settings) -> tuple[Problem, ...]:
    """The problems in the words of the command line: what the library calls overrides and limits are options here."""
    called = {f"override {clipped(text)}": f"--set {clipped(text)}" for text in settings.set}
    called |= {f"vary {clipped(text)}": f"--vary {clipped(text)}" for text in settings.vary}
    return tuple(
        replace(
            problem,
            file=called.get(problem.file, problem.file),
            message=problem.message.replace(f"({RAISED_BY})", "(--max-points raises the limit)"),
        )
        for problem in problems
    )


def _tell(problems: tuple[Problem, ...], names: list[str], settings: Settings) -> None:
    """Problems in full on standard error; that there are none, only to a person."""
    from scalecalc.output.problems import render

    if problems:
        style = style_of(sys.stderr, settings.color) if sys.stderr else Style()
        say(render(problems, settings.errors, style))
    elif is_terminal(sys.stdout) and not settings.quiet:
        say(f"{names[0]} is valid\n" if len(names) == 1 else f"all {len(names)} specs are valid\n")
