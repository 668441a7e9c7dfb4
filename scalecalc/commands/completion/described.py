"""What the shells need to know of a command and its options."""

from __future__ import annotations

from scalecalc.commands.completion.values import Anything
from scalecalc.record import record


@record
class Option:
    """An option: its names, shortest first, and what may follow it, if anything."""

    names: tuple[str, ...]
    help: str
    value: Anything | None = None
    repeatable: bool = False


@record
class Command:
    """A command: its options, and what its argument may be, if it takes one."""

    name: str
    help: str
    options: tuple[Option, ...]
    argument: Anything | None = None
    commands: tuple[Command, ...] = ()

    @property
    def flags(self) -> str:
        """The names of all options."""
        return " ".join(name for option in self.options for name in option.names)


def in_quotes(text: str) -> str:
    """In single quotes for bash and zsh."""
    return "'" + text.replace("'", "'\\''") + "'"
