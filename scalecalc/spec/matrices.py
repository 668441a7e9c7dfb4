"""From a spec to the design the solver takes: weights of each layer, nonlinearity, correlation, ensemble."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.data import Columns, Folder
from scalecalc.errors import Problem
from scalecalc.reading.datafiles import one_column
from scalecalc.reading.report import Report
from scalecalc.reading.source import Path, path_text
from scalecalc.spec.design_rules import draws_of
from scalecalc.spec.layers import layers
from scalecalc.spec.model import Spec
from scalecalc.spec.randomness import (
    AutoregressiveCorrelation,
    FileCorrelation,
    FileWeights,
    Moments,
    OrthogonalWeights,
    PowerLawWeights,
)
from scalecalc.theory.matrices.design import (
    Activation,
    ActivationMoments,
    AdditiveNoise,
    Autoregressive,
    Correlation,
    Design,
    Ensemble,
    Gaussian,
    MeasuredCorrelation,
    MeasuredRows,
    Nonlinearity,
    Orthogonal,
    PowerLawCorrelation,
    PowerLawRows,
    Weights,
)
from scalecalc.theory.spectra.compress import compressed, compression_note
from scalecalc.theory.spectra.tasks import Modes

_CORRELATION: Path = ("correlation",)
_MEAN_TOLERANCE = 1e-9


def design(spec: Spec, report: Report, folder: Folder) -> tuple[Design, tuple[str, ...]]:
    """The design with notes; it stands for the spec only if no problem is reported, here or before.

    Data files lie relative to the folder.
    """
    notes: list[str] = []
    weights = _weights(spec, report, folder, notes)
    correlation = _correlation(spec, report, folder, notes)
    ensemble = None
    if spec.ensemble is not None:
        draws = draws_of(spec, spec.ensemble)
        ensemble = Ensemble(draws, 1.0 if draws == "features" else spec.ensemble.overlap or 0.0)
    return Design(weights, _nonlinearity(spec), correlation, ensemble), tuple(notes)


def row_counts(spec: Spec, matrices: Design) -> dict[Path, float]:
    """The number of rows of each layer whose row variances come from a file, by the path of its width."""
    pairs = zip(layers(spec), matrices.weights, strict=False)  # no weights where all are Gaussian
    return {(*path, "width"): one.rows.modes for (path, _), one in pairs if isinstance(one, MeasuredRows)}


def _weights(spec: Spec, report: Report, folder: Folder, notes: list[str]) -> tuple[Weights, ...]:
    """One entry per layer, or none where all are Gaussian."""
    found: list[Weights] = []
    for path, layer in layers(spec):
        weights = layer.weights
        if isinstance(weights, OrthogonalWeights):
            found.append(Orthogonal())
        elif isinstance(weights, PowerLawWeights) and weights.decay > 0:
            found.append(PowerLawRows(weights.decay))
        elif isinstance(weights, FileWeights) and (rows := _rows((*path, "weights"), weights, report, folder, notes)):
            found.append(rows)
        else:
            found.append(Gaussian())
    return tuple(found) if any(not isinstance(weights, Gaussian) for weights in found) else ()


def _nonlinearity(spec: Spec) -> Nonlinearity | None:
    if spec.features is None:
        return None
    noise, activation = spec.features.noise, spec.features.activation
    if isinstance(activation, Moments):
        return ActivationMoments(activation.mu1, activation.mustar2)
    if activation is not None:
        return Activation(activation)
    return AdditiveNoise(noise) if noise else None


def _correlation(spec: Spec, report: Report, folder: Folder, notes: list[str]) -> Correlation | None:
    correlation = spec.correlation
    if correlation is None:
        return None
    if isinstance(correlation, AutoregressiveCorrelation):
        return Autoregressive(correlation.rho)
    if isinstance(correlation, FileCorrelation):
        return _measured_correlation(correlation, report, folder, notes)
    return PowerLawCorrelation(correlation.decay)


# --- measured matrices


def _rows(section: Path, weights: FileWeights, report: Report, folder: Folder, notes: list[str]) -> MeasuredRows | None:
    columns = _positive(section, weights, "a row variance", report, folder)
    if columns is None:
        return None
    variances = columns.values[0]
    with np.errstate(over="ignore"):
        total = float(np.sum(variances))
    if np.isinf(total):
        path = (*section, "path")
        message = f"{path_text(path)}, the sum of the row variances comes to inf, must be within the range of a double"
        report.at_value(path, message)
        return None
    rows = _compressed(variances)
    notes.append(compression_note(_owner(section), len(variances), "row variances", rows))
    return MeasuredRows(rows)


def _owner(section: Path) -> str:
    layer = section[-2]
    return f"Layer {layer + 1}" if isinstance(layer, int) else "The feature matrix"


def _measured_correlation(
    correlation: FileCorrelation, report: Report, folder: Folder, notes: list[str]
) -> MeasuredCorrelation | None:
    columns = _positive(_CORRELATION, correlation, "an eigenvalue of the correlation", report, folder)
    if columns is None:
        return None
    values = columns.values[0]
    with np.errstate(under="ignore"):
        relative = values / np.max(values)  # whose sum is within the range of a double
        scaled = relative / np.mean(relative)
        mean = float(np.mean(relative) * np.max(values))
    problems = columns.problems(0, scaled == 0, lambda value: f"too small beside the largest, got {value:.6g}")
    if problems:
        report.add(*problems)
        return None
    eigenvalues = _compressed(scaled)
    notes.append(compression_note("The correlation of the samples", len(values), "eigenvalues", eigenvalues))
    if abs(mean - 1) > _MEAN_TOLERANCE:
        notes.append(f"The correlation's eigenvalues have mean {mean:.6g}, and are scaled to mean 1.")
    return MeasuredCorrelation(eigenvalues)


def _positive(
    section: Path, part: FileWeights | FileCorrelation, what: str, report: Report, folder: Folder
) -> Columns | None:
    """The column of positive numbers in a data file, or None with the problems reported, old or found here."""
    if not report.good(section):
        return None
    columns = one_column(section, part, report, folder)
    if columns is None:
        return None
    problems: list[Problem] = columns.problems(
        0, columns.values[0] <= 0, lambda value: f"{what}, got {value:.6g}, must be > 0"
    )
    report.add(*problems)
    return None if problems else columns


def _compressed(values: Floats) -> Modes:
    """The values in decreasing order, as few nodes as there need be."""
    ordered = values if np.all(values[1:] <= values[:-1]) else -np.sort(-values)
    return compressed(ordered, np.ones_like(ordered), np.zeros_like(ordered))
