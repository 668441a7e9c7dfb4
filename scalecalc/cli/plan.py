"""What a run would do, for --dry-run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scalecalc.spec import Axis, Study

_SECONDS_PER_POINT = 1e-5  # what a million random-feature points take, with writing them


Lines = list[tuple[str, str]]


def plan(study: Study, output: str, form: str, figure: str | None = None, effort: Lines | None = None) -> str:
    """Lines on the task, the grid, the time and the places of the result.

    effort: what it takes, by name, if that is not the evaluation of formulas.
    """
    grid = study.grid
    lines = [
        ("task", study.title or "(no title)"),
        *((name, _described(axis)) for name, axis in grid.named().items()),
        ("points", f"{len(grid):,}"),
        *(effort or [("time", duration(len(grid) * _SECONDS_PER_POINT))]),
        ("output", f"{form} to {_place(output)}"),
        *([("figure", _place(figure))] if figure is not None else []),
    ]
    return "".join(f"{name + ':':<10}{text}\n" for name, text in lines)


def _described(axis: Axis) -> str:
    if axis.optimal:
        return "the one of least test error at every point"
    if axis.law is not None:
        return str(axis.law)
    values = axis.values
    if values is None or len(values) == 0:
        return "nothing"
    if not axis.swept:
        return f"{values[0]:.15g}"
    return f"{len(values):,} values from {values[0]:.6g} to {values[-1]:.6g}"


def duration(seconds: float) -> str:
    return "less than a second" if seconds < 1 else f"about {seconds:.0f} s"


def _place(output: str) -> str:
    if output == "-":
        return "standard output"
    return f"{output}, which exists and would be replaced" if Path(output).exists() else output
