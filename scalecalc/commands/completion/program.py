"""What the shells need to know of the commands and their parameters."""

from __future__ import annotations

import inspect

from scalecalc.commands import COMMANDS, base
from scalecalc.commands.completion.shells import Command, Option
from scalecalc.options import Argument, Parameter
from scalecalc.settings import taken

_HELP = Option(("-h", "--help"), "Show this message and exit", takes_value=False, choices=())
_VERSION = Option(("-V", "--version"), "Print the version", takes_value=False, choices=())

_SPECS = ("yaml", "yml", "json")
_TABLES = ("npy", "npz", "csv", "tsv", "txt", "parquet", "gz")
# The suffixes of files, by what stands for them in the help; none where any file will do.
_FILES: dict[str, tuple[str, ...]] = {
    "FILE": (),
    "SPEC": _SPECS,
    "DATA": _TABLES,
    "TABLE": _TABLES,
    "FILE|COLUMN": _TABLES,
    "FILE|FRACTION": _TABLES,
}


def program() -> Command:
    """The whole program."""
    commands = tuple(_command(one) for one in COMMANDS.values())
    return Command("scalecalc", "", (_VERSION, _HELP), (), (), commands)


def _command(command: type[base.Command]) -> Command:
    every = taken(command)
    arguments = [one for one in every if isinstance(one.declared, Argument)]
    return Command(
        command.name,
        _sentence(inspect.getdoc(command) or ""),
        (*(_option(one) for one in every if one.names), _HELP),
        tuple(choice for one in arguments for choice in one.choices),
        next((suffixes for one in arguments if (suffixes := _FILES.get(one.declared.metavar))), ()),
    )


def _option(one: Parameter) -> Option:
    return Option(
        one.names,
        _sentence(one.declared.help),
        takes_value=one.kind is not bool,
        choices=one.choices or one.words,
        files=_FILES.get(one.declared.metavar),
        repeatable=one.repeatable,
    )


def _sentence(text: str) -> str:
    """The first sentence, without its full stop."""
    return text.strip().split("\n")[0].split("; ")[0].rstrip(".")
