"""What the shells need to know of the commands and their parameters."""

from __future__ import annotations

import inspect

from scalecalc.commands import COMMANDS, base
from scalecalc.commands.completion.shells import Command, Option
from scalecalc.options import Argument, Parameter
from scalecalc.settings import taken

_HELP = Option(("-h", "--help"), "Show this message and exit", takes_value=False, choices=(), is_file=False)
_VERSION = Option(("-V", "--version"), "Print the version", takes_value=False, choices=(), is_file=False)


def program() -> Command:
    """The whole program."""
    commands = tuple(_command(one) for one in COMMANDS.values())
    return Command("scalecalc", "", (_VERSION, _HELP), (), False, commands)


def _command(command: type[base.Command]) -> Command:
    every = taken(command)
    arguments = [one for one in every if isinstance(one.declared, Argument)]
    return Command(
        command.name,
        _sentence(inspect.getdoc(command) or ""),
        (*(_option(one) for one in every if one.names), _HELP),
        tuple(choice for one in arguments for choice in one.choices),
        any("SPEC" in one.declared.metavar for one in arguments),
    )


def _option(one: Parameter) -> Option:
    return Option(
        one.names,
        _sentence(one.declared.help),
        takes_value=one.kind is not bool,
        choices=one.choices,
        is_file=one.declared.metavar == "FILE",
        repeatable=one.repeatable,
    )


def _sentence(text: str) -> str:
    """The first sentence, without its full stop."""
    return text.strip().split("\n")[0].split("; ")[0].rstrip(".")
