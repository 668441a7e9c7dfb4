"""What commands, their columns and their options say of themselves, as meanings."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache

from scalecalc.commands import COMMANDS
from scalecalc.commands.base import Command, TableCommand
from scalecalc.commands.crossval.notes import ILL, ILL_MEANING
from scalecalc.commands.estimate.rows import MEANING as QUANTITIES
from scalecalc.commands.explain.worked import WORKED, run_of
from scalecalc.explained.dictionary import Dictionary
from scalecalc.explained.glossary import glossary, remark
from scalecalc.explained.meaning import Meaning
from scalecalc.explained.vocabulary import sentence, vocabulary
from scalecalc.options import Argument, Option, Parameter
from scalecalc.output import FORMATS
from scalecalc.settings import taken
from scalecalc.table import Column


def dictionary() -> Dictionary:
    """All that can be asked for, with the commands that are registered now."""
    return _dictionary(tuple(COMMANDS.values()))


@cache
def _dictionary(commands: tuple[type[Command], ...]) -> Dictionary:
    return Dictionary([*glossary(), *vocabulary(), *_said(commands)])


def _said(commands: tuple[type[Command], ...]) -> Iterator[Meaning]:
    yield from map(_command, commands)
    yield from _columns(commands)
    yield from _options(commands)
    yield Meaning(ILL, "status of a row of crossval", "statuses", sentence(ILL_MEANING))
    for name, text in QUANTITIES.items():
        yield Meaning(name, "quantity of estimate", "quantities", sentence(text))
    for form, known in FORMATS.items():
        text = f"Written by --format {form}, or into a file whose name ends in {' or '.join(known.suffixes)}."
        yield Meaning(str(form), "format of a table", "surroundings", text)


def _command(command: type[Command]) -> Meaning:
    """Its help: the sentences, and the examples as they stand there."""
    text, _, examples = (inspect.getdoc(command) or "").partition("\n\nExamples:\n")
    usage = inspect.cleandoc(examples).strip()
    text += f"\n\nExamples:\n\n{_indented(usage)}" if usage else ""
    run = tuple(WORKED.get(command.name, "").splitlines())
    return Meaning(command.name, "command", "commands", text, run=run)


def _indented(text: str) -> str:
    return "\n".join(f"    {line.strip()}" for line in text.splitlines())


def tables(commands: tuple[type[Command], ...]) -> Iterator[tuple[str, Column]]:
    """Each column with the name of its command, once."""
    for command in commands:
        if issubclass(command, TableCommand):
            yield from ((command.name, one) for one in dict.fromkeys(command.columns()))


def _columns(commands: tuple[type[Command], ...]) -> Iterator[Meaning]:
    """One meaning for what several commands say alike."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for command, one in tables(commands):
        found.setdefault((one.name, one.doc, one.symbol), []).append(command)
    for parts, of in found.items():
        yield column_meaning(Column(*parts), of)


def column_meaning(one: Column, of: list[str]) -> Meaning:
    """What is said of a column of these commands: its own sentence, and what more there is to say."""
    said = remark(one.name, of[0])
    text = f"{sentence(one.doc)} {said.pop('text', '')}".strip()
    see = tuple(dict.fromkeys([*(word for word in said.pop("see", ()) if word != one.name), *of]))
    what = f"column of {_listed(of)}"
    return Meaning(one.name, what, "columns", text, one.symbol, run=run_of(of[0], one.name), see=see, **said)


def _options(commands: tuple[type[Command], ...]) -> Iterator[Meaning]:
    """One meaning for what several commands take alike."""
    found: dict[tuple[str, str], list[str]] = {}
    declared: dict[tuple[str, str], Parameter] = {}
    for command in commands:
        for one in taken(command):
            name = one.declared.metavar if isinstance(one.declared, Argument) else one.flag
            found.setdefault((name, one.declared.help), []).append(command.name)
            declared[name, one.declared.help] = one
    every = len(commands)
    for (name, text), of in found.items():
        one = declared[name, text]
        what = "option" if isinstance(one.declared, Option) else "argument"
        owners = "all commands" if len(of) == every else _listed(of)
        yield Meaning(name, f"{what} of {owners}", "options", text)
        if isinstance(one.declared, Option) and one.declared.variable:
            said = f"Sets {name} where the option is not given. {text}"
            yield Meaning(one.declared.variable, "environment variable", "surroundings", said)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
