"""What a command starts from, read as the options say; problems are told in the words of the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scalecalc.api import load
from scalecalc.cli.overwriting import refuse_to_overwrite
from scalecalc.cli.streams import person_would_type_it, say
from scalecalc.commands.base import Command
from scalecalc.errors import Problem, SpecError, UsageError
from scalecalc.limits import RAISED_BY
from scalecalc.output.style import Style, style_of
from scalecalc.settings import Settings
from scalecalc.streams import is_terminal
from scalecalc.wording import clipped

if TYPE_CHECKING:
    from scalecalc.commands.check import Examined
    from scalecalc.empirical.dataset import Dataset
    from scalecalc.explorer.state import State
    from scalecalc.fitting.reading import FitFile
    from scalecalc.fitting.runs import RunTable
    from scalecalc.spec import Studies, Study

Outputs = list[tuple[str, str]]

_NAMED = {"data": ("data", "features.npy"), "table": ("table", "runs.csv")}  # what is read, and an example


def said(command: type[Command]) -> str:
    """What the command reads, in a word."""
    return _NAMED.get(command.source, ("spec", ""))[0]


def sources(command: type[Command], settings: Settings) -> list[str]:
    """What is read as it is named, - where the user pipes it in. Raises UsageError when it would have to be typed."""
    what, example = _NAMED.get(command.source, ("spec", "spec.yaml"))
    one = {"data": settings.data, "table": settings.table}.get(command.source, settings.spec)
    given = settings.specs if command.source == "specs" else [one] if one is not None else []
    if given:
        return given
    if person_would_type_it():
        name = command.name
        raise UsageError(f"which {what}? e.g. scalecalc {name} {example}; 'scalecalc {name} --help' says more")
    return ["-"]


def _one_spec(command: type[Command], names: list[str], outputs: Outputs, settings: Settings) -> Study | Studies:
    try:
        study = load(names[0], settings.set, settings.max_points, settings.vary)
    except SpecError as error:
        raise SpecError(_in_options(error.problems, settings), error.data_files) from None
    if study.data_files:
        refuse_to_overwrite(outputs, (), study.data_files)
    return study


def _explored_spec(command: type[Command], names: list[str], outputs: Outputs, settings: Settings) -> State:
    from scalecalc.explorer.state import begun

    return begun(names[0], _one_spec(command, names, outputs, settings), settings.set, settings.max_points)


def _spec_or_fit(
    command: type[Command], names: list[str], outputs: Outputs, settings: Settings
) -> Study | Studies | FitFile:
    """Raises UsageError for options that change a spec where there is a fit."""
    from scalecalc.fitting.reading import is_fit, read_fit

    if not is_fit(names[0]):
        return _one_spec(command, names, outputs, settings)
    if settings.set or settings.vary:
        raise UsageError(f"--set and --vary change a spec, and {names[0]} is a fit")
    return read_fit(names[0])


def _several_specs(command: type[Command], names: list[str], outputs: Outputs, settings: Settings) -> Examined:
    """All problems, which are told in full on standard error; that there are none, only to a person."""
    from scalecalc.commands.check import examined

    found = examined(names, settings.set, settings.max_points, settings.vary)
    found = replace(found, problems=_in_options(found.problems, settings))
    refuse_to_overwrite(outputs, (), found.files)
    _tell(found.problems, names, settings)
    return found


def _one_dataset(command: type[Command], names: list[str], outputs: Outputs, settings: Settings) -> Dataset:
    """Raises UsageError where a target is needed and there is none."""
    from scalecalc.commands.measured import DataCommand
    from scalecalc.empirical.load import load as load_data

    assert issubclass(command, DataCommand)  # its source says so
    if settings.target is None and command.targeted:
        example = f"scalecalc {command.name} {names[0]} --target labels.npy, or the name of a column"
        raise UsageError(f"{command.name} takes a target for every sample, e.g. {example}")
    found = load_data(
        names[0], settings.target, kernel=settings.kernel, center=settings.center, target_is=settings.target_is
    )
    refuse_to_overwrite(outputs, (), found.files)
    return found


def _one_table(command: type[Command], names: list[str], outputs: Outputs, settings: Settings) -> RunTable:
    from scalecalc.fitting.runs import opened

    return opened(names[0])


# For each source, what reads it: the command, the names on the command line, what is written and must be another file,
# the options.
READ: dict[str, Callable[[type[Command], list[str], Outputs, Settings], Any]] = {
    "spec": _one_spec,
    "specs": _several_specs,
    "data": _one_dataset,
    "table": _one_table,
    "spec_or_fit": _spec_or_fit,
    "explored": _explored_spec,
}


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
