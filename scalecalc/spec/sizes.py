"""Rules about the sizes of the random matrices at every point of the grid."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.reading.counts import Counts
from scalecalc.reading.report import Report
from scalecalc.reading.source import Path, path_text
from scalecalc.spec.layers import layers
from scalecalc.spec.model import Spec
from scalecalc.spec.sweep import Axis, as_counts
from scalecalc.theory.matrices.design import Design

_SAMPLES: Path = ("samples",)


def check_sizes(spec: Spec, design: Design, report: Report, axes: Mapping[Path, Axis], modes: float | None) -> None:
    """Adds to the report every such rule that the spec breaks.

    design: the random matrices of the spec.  modes: D, if it is known.
    """
    before: Path | None = None
    parts = layers(spec)
    for number, ((path, _), weights) in enumerate(zip(parts, design.layers(len(parts)), strict=True)):
        width = (*path, "width")
        if (counts := _counts(report, axes, width)) is not None and report.good((*path, "weights")):
            inputs = None if before is None else _counts(report, axes, before)
            weights.check_width(counts, inputs, None if number else modes)
        before = width
    if before is not None:
        _noise_is_finite(spec, design, report, _counts(report, axes, before))
    samples = _counts(report, axes, _SAMPLES)
    if spec.correlation is not None and samples is not None and report.good(("correlation",)):
        spec.correlation.check_samples(samples)


def _counts(report: Report, axes: Mapping[Path, Axis], path: Path) -> Counts | None:
    """The counts along an axis; None unless it has sound values, which for a law takes samples with sound values."""
    if path not in axes or not report.good(path):
        return None
    values, law = axes[path].values, axes[path].law
    if law is None:
        assert values is not None  # a count is no optimum
        return Counts(report, path, values, lawful=False, point=lambda index: f"{values[index]:.15g}")
    samples = _counts(report, axes, _SAMPLES)
    if samples is None:
        return None
    counts: Floats = as_counts(law(samples.values))

    def point(index: int) -> str:
        given = report.given_law(path, law)
        return f"{given} = {counts[index]:.15g} at samples = {samples.values[index]:.15g}"

    return Counts(report, path, counts, lawful=True, point=point)


def _noise_is_finite(spec: Spec, design: Design, report: Report, width: Counts | None) -> None:
    features = spec.features
    assert features is not None  # it has a last layer
    path: Path = ("features", "noise") if features.activation is None else ("features", "activation", "mustar2")
    if design.always_noisy and report.good(path) and width is not None and np.isinf(width.values).any():
        message = (
            f"{path_text(path)} with {path_text(width.path)} inf, got {report.given(path)}, "
            "must be 0, or the width finite (noise of infinitely many features is infinite)"
        )
        report.at_value(path, message)
