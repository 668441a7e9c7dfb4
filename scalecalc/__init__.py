"""scalecalc: exact scaling laws of high-dimensional ridge regression and random features.

What is public is named here. Each command is a function; `register` adds kinds and commands of one's
own, and `scalecalc.kinds` has what kinds are written with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scalecalc.commands import COMMANDS

__version__ = "0.1.0"

if TYPE_CHECKING:
    from scalecalc.api import load as load
    from scalecalc.commands.check import check as check
    from scalecalc.commands.completion import completion as completion
    from scalecalc.commands.crossval import crossval as crossval
    from scalecalc.commands.decompose import decompose as decompose
    from scalecalc.commands.estimate import estimate as estimate
    from scalecalc.commands.example import example as example
    from scalecalc.commands.explain import explain as explain
    from scalecalc.commands.explore import explore as explore
    from scalecalc.commands.exponents import exponents as exponents
    from scalecalc.commands.fit import fit as fit
    from scalecalc.commands.flow import flow as flow
    from scalecalc.commands.forecast import forecast as forecast
    from scalecalc.commands.modes import modes as modes
    from scalecalc.commands.optimize import optimize as optimize
    from scalecalc.commands.phase import phase as phase
    from scalecalc.commands.predict import predict as predict
    from scalecalc.commands.regimes import regimes as regimes
    from scalecalc.commands.schema import schema as schema
    from scalecalc.commands.simulate import simulate as simulate
    from scalecalc.errors import DataError as DataError
    from scalecalc.errors import Problem as Problem
    from scalecalc.errors import RunError as RunError
    from scalecalc.errors import ScalecalcError as ScalecalcError
    from scalecalc.errors import SpecError as SpecError
    from scalecalc.errors import UsageError as UsageError
    from scalecalc.registration import register as register
    from scalecalc.table import Column as Column
    from scalecalc.table import Table as Table

_HOMES = {
    **{name: f"scalecalc.commands.{name}" for name in COMMANDS},
    "load": "scalecalc.api",
    "register": "scalecalc.registration",
    **dict.fromkeys(
        ("DataError", "Problem", "RunError", "ScalecalcError", "SpecError", "UsageError"), "scalecalc.errors"
    ),
    **dict.fromkeys(("Column", "Table"), "scalecalc.table"),
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import scalecalc` costs next to nothing."""
    if name in _HOMES:
        from importlib import import_module

        value = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
    if name in COMMANDS:
        return COMMANDS[name].function()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *COMMANDS, "__version__"})
