"""Rules about the sizes of the random matrices at every point of the grid."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.reading.report import Report
from scalecalc.reading.source import Path, path_text
from scalecalc.spec.layers import layers
from scalecalc.spec.model import Spec
from scalecalc.spec.randomness import (
    AutoregressiveCorrelation,
    FileWeights,
    Layer,
    Moments,
    OrthogonalWeights,
    PowerLawCorrelation,
    PowerLawWeights,
)
from scalecalc.spec.sweep import Axis, as_counts

_SAMPLES: Path = ("samples",)


def check_sizes(
    spec: Spec, report: Report, axes: Mapping[Path, Axis], rows: Mapping[Path, float], modes: float | None
) -> None:
    """Adds to the report every such rule that the spec breaks.

    rows: the number of rows of each layer whose row variances come from a file.  modes: D, if it is known.
    """
    sizes = _Sizes(report, axes)
    before: Path | None = None
    for path, layer in layers(spec):
        width = (*path, "width")
        if sizes.known(width) and report.good((*path, "weights")):
            if width in rows:
                _width_is_the_files(width, layer, rows[width], sizes)
            elif isinstance(layer.weights, PowerLawWeights) and layer.weights.decay > 0:
                _width_is_a_number_of_rows(width, sizes)
            elif isinstance(layer.weights, OrthogonalWeights):
                _orthogonal_fits(width, before, modes, sizes)
        before = width
    if before is not None:
        _noise_is_finite(spec, before, sizes)
    _samples_fit_correlation(spec, sizes)


class _Sizes:
    """The counts along the axes, and how to report one of them."""

    def __init__(self, report: Report, axes: Mapping[Path, Axis]) -> None:
        self.report = report
        self.axes = axes

    def known(self, path: Path) -> bool:
        """Whether the axis has sound values, which for a law takes samples with sound values."""
        return path in self.axes and self.report.good(path) and (self.axes[path].law is None or self.known(_SAMPLES))

    def values(self, path: Path) -> Floats:
        """The values along the axis, those of a law at all samples."""
        axis = self.axes[path]
        if axis.law is not None:
            return as_counts(axis.law(self.values(_SAMPLES)))
        assert axis.values is not None  # a count is no optimum
        return axis.values

    def point(self, path: Path, index: int) -> str:
        """`500`, or `'P^2' = 500 at samples = 10`."""
        value = f"{self.values(path)[index]:.15g}"
        law = self.axes[path].law
        if law is None:
            return value
        return f"{self.report.given_law(path, law)} = {value} at samples = {self.values(_SAMPLES)[index]:.15g}"

    def refuse(self, path: Path, bad: NDArray[np.bool_], what: str, allowed: str) -> None:
        """Reports the first value that `bad` marks, if there is one, where it stands."""
        if bad.any():
            index = int(np.argmax(bad))
            self.at(path, index, f"{path_text(path)} {what}, got {self.point(path, index)}, must be {allowed}")

    def at(self, path: Path, index: int, message: str) -> None:
        """A problem with one value of an axis: at the entry of a list, else at the whole."""
        listed = self.report.given((*path, index)) != "nothing"
        self.report.at_value((*path, index) if listed else path, message)


def _width_is_the_files(width: Path, layer: Layer, rows: float, sizes: _Sizes) -> None:
    axis = sizes.axes[width]
    if axis.values is not None and axis.values.tolist() == [rows]:
        return
    assert isinstance(layer.weights, FileWeights)
    report = sizes.report
    file = report.given((*width[:-1], "weights", "path"))
    message = (
        f"{path_text(width)} is the number of rows of {file}, got {report.given(width)}, "
        f"must be {rows:.15g}, or left out"
    )
    report.at_value(width, message)


def _width_is_a_number_of_rows(width: Path, sizes: _Sizes) -> None:
    values = sizes.values(width)
    sizes.refuse(width, ~np.isfinite(values), "with weights of kind power_law", "finite, each row has its own variance")
    if sizes.report.good(width):
        bad = values != np.rint(values)
        sizes.refuse(width, bad, "with weights of kind power_law", "an integer, each row has its own variance")


def _orthogonal_fits(width: Path, before: Path | None, modes: float | None, sizes: _Sizes) -> None:
    """No more rows than what the layer acts on has dimensions, at any point."""
    if before is None:
        if modes is not None:
            allowed = f"at most {modes:.15g}, the number of modes D"
            sizes.refuse(width, sizes.values(width) > modes, "with weights orthogonal", allowed)
        return
    if not sizes.known(before):
        return
    mine, inputs = sizes.values(width), sizes.values(before)
    together = sizes.axes[width].law is not None and sizes.axes[before].law is not None
    wider = mine > (inputs if together else inputs.min())  # else every width meets every other
    if wider.any():
        index = int(np.argmax(wider))
        other = int(np.argmax(inputs < mine[index]))
        message = (
            f"{path_text(width)} with weights orthogonal, got {sizes.point(width, index)}, "
            f"must be at most the width of the layer before, {path_text(before)}, {sizes.point(before, other)}"
        )
        sizes.at(width, index, message)


def _noise_is_finite(spec: Spec, last: Path, sizes: _Sizes) -> None:
    features, report = spec.features, sizes.report
    assert features is not None  # it has a last layer
    path: Path = ("features", "noise")
    if features.noise is None and isinstance(features.activation, Moments):
        path = ("features", "activation", "mustar2")
    amount = features.activation.mustar2 if isinstance(features.activation, Moments) else features.noise
    if amount and report.good(path) and sizes.known(last) and np.isinf(sizes.values(last)).any():
        message = (
            f"{path_text(path)} with {path_text(last)} inf, got {report.given(path)}, "
            "must be 0, or the width finite (noise of infinitely many features is infinite)"
        )
        report.at_value(path, message)


def _samples_fit_correlation(spec: Spec, sizes: _Sizes) -> None:
    correlation = spec.correlation
    whole = isinstance(correlation, AutoregressiveCorrelation | PowerLawCorrelation)
    if correlation is None or not whole or not sizes.known(_SAMPLES) or not sizes.report.good(("correlation",)):
        return
    values = sizes.values(_SAMPLES)
    what = f"with a correlation of kind {correlation.kind}"
    if isinstance(correlation, PowerLawCorrelation):
        sizes.refuse(_SAMPLES, ~np.isfinite(values), what, "finite")
    if sizes.report.good(_SAMPLES):
        sizes.refuse(_SAMPLES, values != np.rint(values), what, "an integer")
