"""The command `explore`: a spec on a screen, with keys that turn its numbers. `explorer` is the screen."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from scalecalc.api import Source, Vary
from scalecalc.commands.screen import ScreenCommand
from scalecalc.errors import UsageError

if TYPE_CHECKING:
    from scalecalc.explorer.state import State
    from scalecalc.explorer.views import View
    from scalecalc.output.style import Style


class Explore(ScreenCommand):
    """The curves of a spec on the whole screen, with keys that turn its numbers.

    Arrows choose a number, + and - turn it, Enter takes another value, ? shows all keys. The spec can be saved, and the
    command line copied that gives the same. On leaving that command line is printed.

    Examples:
      $ scalecalc explore spec.yaml
      $ scalecalc explore spec.yaml --set noise=0.1
    """

    name = "explore"

    def ready(self) -> None:
        super().ready()
        if find_spec("textual") is None:
            raise UsageError(
                "the explorer is drawn with Textual, which is not installed; pip install 'scalecalc[explore]'"
                " installs it"
            )

    def show(self, given: State, style: Style) -> str:
        from scalecalc.explorer.app import Explorer

        app = Explorer(given, views(), style)
        app.run(mouse=False)
        if app.failure is not None:
            raise app.failure
        return f"{app.command_line}\n"


def views() -> tuple[View, ...]:
    """What can be seen, as other commands draw it."""
    from scalecalc.commands.decompose import Decompose
    from scalecalc.commands.exponents import Exponents
    from scalecalc.commands.flow import Flow
    from scalecalc.commands.predict import Predict
    from scalecalc.commands.regimes import Regimes
    from scalecalc.explorer.views import View

    return (
        View("terms", Decompose(), ("decompose",)),
        View("stacked", Decompose(stacked=True), ("decompose", "--stacked")),
        View("shares", Decompose(shares=True), ("decompose", "--shares")),
        View("errors", Predict(), ("predict",)),
        View("regimes", Regimes(), ("regimes",), slow=True),
        View("flow", Flow(), ("flow",)),
        View("exponents", Exponents(), ("exponents",), slow=True),
    )


def explore(spec: Source, overrides: Iterable[str] = (), vary: Vary = ()) -> str:
    """Take the screen of the terminal with the curves of a spec and keys that turn its numbers.

    Returns the command line that gives what was seen last, ended by a newline. Raises UsageError where there is no
    terminal, or no Textual, and SpecError, DataError and UsageError as `load` does.
    """
    return Explore().answer(spec, overrides, vary)
