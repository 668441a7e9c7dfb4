"""What a run would do, for --dry-run."""

from __future__ import annotations

from pathlib import Path

from scalecalc.commands.base import Lines


def previewed(described: Lines, output: str, form: str, figure: str | None) -> str:
    """Lines on what was read and what it takes, by name, and on the places of the result."""
    lines = [
        *described,
        ("output", f"{form} to {_place(output)}"),
        *([("figure", _place(figure))] if figure is not None else []),
    ]
    return "".join(f"{name + ':':<10}{text}\n" for name, text in lines)


def _place(output: str) -> str:
    if output == "-":
        return "standard output"
    return f"{output}, which exists and would be replaced" if Path(output).exists() else output
