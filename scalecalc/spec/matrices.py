"""From a spec to the design the solver takes: weights of each layer, nonlinearity, correlation, ensemble."""

from __future__ import annotations

from scalecalc.data import Folder
from scalecalc.reading.report import Report
from scalecalc.reading.source import Path
from scalecalc.spec.design_rules import draws_of
from scalecalc.spec.layers import layers
from scalecalc.spec.model import Spec
from scalecalc.theory.activations import AdditiveNoise, Nonlinearity
from scalecalc.theory.correlations import Correlation
from scalecalc.theory.matrices import GAUSSIAN, Weights
from scalecalc.theory.matrices.design import Design, Ensemble

_CORRELATION: Path = ("correlation",)


def design(spec: Spec, report: Report, folder: Folder) -> tuple[Design, tuple[str, ...]]:
    """The design with notes; it stands for the spec only if no problem is reported, here or before.

    Data files lie relative to the folder.
    """
    notes: list[str] = []
    weights = _weights(spec, report, folder, notes)
    correlation: Correlation | None = None
    if spec.correlation is not None:
        correlation = spec.correlation.prepared(_CORRELATION, report, folder, notes)
    ensemble = None
    if spec.ensemble is not None:
        draws = draws_of(spec, spec.ensemble)
        ensemble = Ensemble(draws, 1.0 if draws == "features" else spec.ensemble.overlap or 0.0)
    return Design(weights, _nonlinearity(spec), correlation, ensemble), tuple(notes)


def row_counts(spec: Spec, matrices: Design) -> dict[Path, float]:
    """The width of each layer whose weights have one of their own, by the path of its key."""
    found = {}
    for (path, _), weights in zip(layers(spec), matrices.weights, strict=False):  # no weights where all are white
        if weights.number_of_rows is not None:
            found[(*path, "width")] = weights.number_of_rows
    return found


def _weights(spec: Spec, report: Report, folder: Folder, notes: list[str]) -> tuple[Weights, ...]:
    """One entry per layer, or none where all are white."""
    found = tuple(
        (layer.weights or GAUSSIAN).prepared((*path, "weights"), report, folder, notes) for path, layer in layers(spec)
    )
    return found if any(not weights.white for weights in found) else ()


def _nonlinearity(spec: Spec) -> Nonlinearity | None:
    if spec.features is None:
        return None
    return spec.features.activation or (AdditiveNoise(spec.features.noise) if spec.features.noise else None)
