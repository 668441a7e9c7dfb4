"""Rules about the sizes of the random matrices at every point of the grid."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scalecalc.arrays import Floats, as_counts
from scalecalc.reading.counts import Counts
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path, path_text
from scalecalc.theory.grid import Axis
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.problem.said import CORRELATION, SAMPLES, Said
from scalecalc.theory.spectra.kind import sound


def check_sizes(said: Said, design: Design, report: Report, axes: Mapping[Path, Axis], modes: float | None) -> None:
    """Adds to the report every such rule that the spec breaks.

    design: the random matrices of the spec.  modes: D, if it is known.
    """
    before: Path | None = None
    for number, (path, weights) in enumerate(zip(said.layers, design.layers(len(said.layers)), strict=True)):
        width = (*path, "width")
        if (counts := _counts(report, axes, width)) is not None and sound(report, (*path, "weights")):
            inputs = None if before is None else _counts(report, axes, before)
            weights.check_width(counts, inputs, None if number else modes)
        before = width
    if before is not None:
        _noise_is_finite(said, design, report, _counts(report, axes, before))
    samples = _counts(report, axes, SAMPLES)
    if said.correlation is not None and samples is not None and sound(report, CORRELATION):
        said.correlation.check_samples(samples)


def _counts(report: Report, axes: Mapping[Path, Axis], path: Path) -> Counts | None:
    """The counts along an axis; None unless it has sound values, which for a law takes samples with sound values."""
    if path not in axes or not sound(report, path):
        return None
    values, law = axes[path].values, axes[path].law
    if law is None:
        assert values is not None  # a count is no optimum
        return Counts(report, path, values, lawful=False, point=lambda index: f"{values[index]:.15g}")
    samples = _counts(report, axes, SAMPLES)
    if samples is None:
        return None
    counts: Floats = as_counts(law(samples.values))

    def point(index: int) -> str:
        given = report.given_law(path, law)
        return f"{given} = {counts[index]:.15g} at samples = {samples.values[index]:.15g}"

    return Counts(report, path, counts, lawful=True, point=point)


def _noise_is_finite(said: Said, design: Design, report: Report, width: Counts | None) -> None:
    if not design.always_noisy or width is None or not np.isinf(width.values).any():
        return
    if sound(report, said.noise):
        message = (
            f"{path_text(said.noise)} with {path_text(width.path)} inf, got {report.given(said.noise)}, "
            "must be 0, or the width finite (noise of infinitely many features is infinite)"
        )
        report.at_value(said.noise, message)
