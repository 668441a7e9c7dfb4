"""What a run would do, for --dry-run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scalecalc.commands.base import Lines

if TYPE_CHECKING:
    from scalecalc.spec import Axis, Study


def previewed(study: Study, output: str, form: str, figure: str | None, effort: Lines) -> str:
    """Lines on the task, the grid, what it takes by name, and the places of the result."""
    grid = study.grid
    axes = [("samples", grid.samples), *_widths(study), ("ridge", grid.ridge), ("noise", grid.noise)]
    if grid.members is not None:
        axes.append(("members", grid.members))
    lines = [
        ("task", study.title or "(no title)"),
        *((name, _described(axis)) for name, axis in axes),
        ("points", f"{len(grid):,}"),
        *effort,
        ("output", f"{form} to {_place(output)}"),
        *([("figure", _place(figure))] if figure is not None else []),
    ]
    return "".join(f"{name + ':':<10}{text}\n" for name, text in lines)


def _widths(study: Study) -> list[tuple[str, Axis]]:
    widths = study.grid.widths
    if len(widths) == 1:
        return [("width", widths[0])]
    return [(f"width_{number}", axis) for number, axis in enumerate(widths, start=1)]


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


def _place(output: str) -> str:
    if output == "-":
        return "standard output"
    return f"{output}, which exists and would be replaced" if Path(output).exists() else output
