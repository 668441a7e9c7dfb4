"""scalecalc: exact scaling laws of high-dimensional ridge regression and random features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from scalecalc.api import check, decompose, exponents, flow, load, predict, regimes, schema, simulate
    from scalecalc.errors import DataError, Problem, RunError, ScalecalcError, SpecError, UsageError
    from scalecalc.table import Column, Table

__all__ = [
    "Column",
    "DataError",
    "Problem",
    "RunError",
    "ScalecalcError",
    "SpecError",
    "Table",
    "UsageError",
    "check",
    "decompose",
    "exponents",
    "flow",
    "load",
    "predict",
    "regimes",
    "schema",
    "simulate",
]

_HOMES = {
    "scalecalc.api": ("check", "decompose", "exponents", "flow", "load", "predict", "regimes", "schema", "simulate"),
    "scalecalc.errors": ("DataError", "Problem", "RunError", "ScalecalcError", "SpecError", "UsageError"),
    "scalecalc.table": ("Column", "Table"),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import scalecalc` costs next to nothing."""
    for home, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            value = getattr(import_module(home), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
