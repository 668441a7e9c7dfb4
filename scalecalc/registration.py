"""`register`: kinds and commands of one's own, for as long as the process lives."""

from __future__ import annotations

import re
from typing import Any

from scalecalc.commands import COMMANDS
from scalecalc.commands.base import Command
from scalecalc.errors import UsageError
from scalecalc.registry import made_again
from scalecalc.settings import taken

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def register(one: type[Any]) -> None:
    """Add a class of one's own, which from then on is known wherever the built-in ones are.

    A kind is a subclass of Spectrum, Target, Kernel, Weights, Activation, Correlation, Covariates or DataKernel in
    `scalecalc.kinds`: specs may name it (Covariates: an option of `simulate`; DataKernel: one of all commands on data),
    and messages, the JSON Schema and every command know it.

    A command is a subclass of SpecCommand in `scalecalc.commands.specified`, of TableCommand or TextCommand in
    `scalecalc.commands.base`, of DataCommand in `scalecalc.commands.measured`, or of ScreenCommand in
    `scalecalc.commands.screen`: the command line, its help and its completions have it, and `scalecalc.NAME` is its
    function.

    A class that is defined again, as when a notebook cell is run again, takes the place of the one before.

    Raises UsageError for what is no class of a known base, and for a name or an option that is taken.
    """
    if isinstance(one, type) and issubclass(one, Command):
        return _command(one)
    from scalecalc.kinds import REGISTRIES

    for base, registry in REGISTRIES.items():
        if isinstance(one, type) and issubclass(one, base):
            return registry.register(one)
    bases = ", ".join(
        ["SpecCommand, DataCommand, TableCommand, TextCommand, ScreenCommand", *(base.__name__ for base in REGISTRIES)]
    )
    raise UsageError(f"register takes a class whose base is one of {bases}, got {one!r}")


def _command(one: type[Command]) -> None:
    name = getattr(one, "name", None)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise UsageError(f"a command has a name of small letters, such as 'budget', got {name!r}")
    if name in COMMANDS and not made_again(COMMANDS[name], one):
        raise UsageError(f"there is a command {name!r} already; the commands are {', '.join(COMMANDS)}")
    if not one.__doc__:
        raise UsageError(f"the command {name!r} has no docstring, which is its help")
    names = [parameter.name for parameter in taken(one)]
    twice = sorted({option for option in names if names.count(option) > 1})
    if twice:
        raise UsageError(f"the command {name!r} has options that the command line has as well: {', '.join(twice)}")
    COMMANDS.add(name, one)
