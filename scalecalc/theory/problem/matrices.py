"""From kinds to the design the solver takes: weights of each layer, nonlinearity, correlation, ensemble."""

from __future__ import annotations

from scalecalc.data import Folder
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path
from scalecalc.theory.correlations import Correlation
from scalecalc.theory.matrices import GAUSSIAN, Weights
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.problem.said import CORRELATION, Said


def check_weights(said: Said, report: Report) -> None:
    """Adds to the report every rule that the weights of a layer break by themselves."""
    for path, weights in said.layers.items():
        if weights is not None:
            weights.check((*path, "weights"), report)


def design(said: Said, report: Report, folder: Folder) -> tuple[Design, tuple[str, ...]]:
    """The design with notes; it stands for the spec only if no problem is reported, here or before.

    Data files lie relative to the folder.
    """
    notes: list[str] = []
    weights = _weights(said, report, folder, notes)
    correlation: Correlation | None = None
    if said.correlation is not None:
        correlation = said.correlation.prepared(CORRELATION, report, folder, notes)
    return Design(weights, said.nonlinearity, correlation, said.ensemble), tuple(notes)


def row_counts(said: Said, matrices: Design) -> dict[Path, float]:
    """The width of each layer whose weights have one of their own, by the path of its key."""
    found = {}
    for path, weights in zip(said.layers, matrices.weights, strict=False):  # no weights where all are white
        if weights.number_of_rows is not None:
            found[(*path, "width")] = weights.number_of_rows
    return found


def _weights(said: Said, report: Report, folder: Folder, notes: list[str]) -> tuple[Weights, ...]:
    """One entry per layer, or none where all are white."""
    found = tuple(
        (weights or GAUSSIAN).prepared((*path, "weights"), report, folder, notes)
        for path, weights in said.layers.items()
    )
    return found if any(not weights.white for weights in found) else ()
