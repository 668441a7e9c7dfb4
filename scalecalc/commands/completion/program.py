"""What the shells need to know, from the commands and their parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache

from scalecalc.commands import COMMANDS, base
from scalecalc.commands.completion.described import Command, Option
from scalecalc.commands.completion.keys import spec_keys
from scalecalc.commands.completion.values import Anything, Assigned, Files, Folders, Listed, Words
from scalecalc.options import Argument, Parameter
from scalecalc.settings import HELP, taken

_HELP = Option(("-h", "--help"), "Show this message and exit")
_VERSION = Option(("-V", "--version"), "Print the version")

_SPECS = Files(("yaml", "yml", "json"))
_TABLES = Files(("npy", "npz", "csv", "tsv", "txt", "parquet", "gz"))

_keys = cache(spec_keys)
# What the value is, by what stands for it in the help; the words are those of the option.
_VALUES: dict[str, Callable[[type[base.Command], tuple[str, ...]], Anything]] = {
    "FILE": lambda command, words: Files(),
    "DIR": lambda command, words: Folders(),
    "SPEC": lambda command, words: _SPECS,
    "DATA": lambda command, words: _TABLES,
    "TABLE": lambda command, words: _TABLES,
    "FILE|COLUMN": lambda command, words: _TABLES,
    "FILE|FRACTION": lambda command, words: _TABLES,
    "A,B,C": lambda command, words: Listed((HELP, *command.headings())),
    "A,B": lambda command, words: Listed(words),
    "NAME=VALUE": lambda command, words: Assigned(words),
    "KEY=YAML": lambda command, words: Assigned(_keys()),
    "KEY=RANGE": lambda command, words: Assigned(_keys()),
}


def program() -> Command:
    """The whole program."""
    commands = tuple(_command(one) for one in COMMANDS.values())
    return Command("scalecalc", "", (_VERSION, _HELP), commands=commands)


def _command(command: type[base.Command]) -> Command:
    every = taken(command)
    arguments = [_value(one, command, command.words()) for one in every if isinstance(one.declared, Argument)]
    options = [_option(one, command) for one in every if one.names]
    help_ = _sentence(inspect.getdoc(command) or "")
    return Command(command.name, help_, (*options, _HELP), arguments[0] if arguments else None)


def _option(one: Parameter, command: type[base.Command]) -> Option:
    value = None if one.kind is bool else _value(one, command, one.words)
    return Option(one.names, _sentence(one.declared.help), value, one.repeatable)


def _value(one: Parameter, command: type[base.Command], words: tuple[str, ...]) -> Anything:
    known = _VALUES.get(one.declared.metavar)
    if known is not None:
        return known(command, words)
    words = one.choices or words
    return Words(words) if words else Anything()


def _sentence(text: str) -> str:
    """The first sentence, without its full stop."""
    return text.strip().split("\n")[0].split("; ")[0].rstrip(".")
