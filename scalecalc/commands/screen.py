"""What a command is that takes the whole screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from scalecalc.api import Source as Spec
from scalecalc.api import Vary, load
from scalecalc.commands.base import Command
from scalecalc.errors import UsageError
from scalecalc.limits import MAX_POINTS
from scalecalc.streams import is_terminal

if TYPE_CHECKING:
    from scalecalc.explorer.state import State
    from scalecalc.output.style import Style


class ScreenCommand(Command):
    """A command that takes the whole screen of a terminal, and keys, for a spec that is changed on it."""

    source = "explored"
    written = False

    def ready(self) -> None:
        """Raises UsageError where there is no screen, or something else is missing that it needs."""
        streams = {"standard input": sys.stdin, "standard output": sys.stdout, "standard error": sys.stderr}
        for what, stream in streams.items():
            if not is_terminal(stream):
                raise UsageError(f"{self.name} takes the screen and the keys of a terminal, and {what} is none")
        if os.environ.get("TERM", "dumb") in ("dumb", "unknown"):
            raise UsageError(f"{self.name} takes a terminal that can move its cursor, and TERM says that it cannot")

    def show(self, given: State, style: Style) -> str:
        """Take the screen until the user leaves it, and return what is to be printed then, ended by a newline.

        style: what the terminal can show.
        """
        raise NotImplementedError

    def answer(self, spec: Spec, overrides: Iterable[str] = (), vary: Vary = ()) -> str:
        """Show a spec that was given in Python. Raises UsageError as `ready` does, and what `load` raises."""
        from scalecalc.explorer.state import begun
        from scalecalc.output.style import style_of

        self.ready()
        name, given = "spec.yaml" if isinstance(spec, Mapping) else str(spec), tuple(overrides)
        return self.show(begun(name, load(spec, given, vary=vary), given, MAX_POINTS), style_of(sys.stdout))

    @classmethod
    def function(cls) -> Callable[..., str]:
        return lambda spec, overrides=(), vary=(), **options: cls(**options).answer(spec, overrides, vary)
