"""The grid of a problem, checked before any of it is made: its size, and the values of its laws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import inf, prod

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats, as_counts
from scalecalc.coordinates import STEPS, TIME
from scalecalc.law import Law
from scalecalc.limits import limit_text
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path, path_text
from scalecalc.theory.grid import Axis, Grid
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.problem.matrices import row_counts
from scalecalc.theory.problem.said import SAMPLES, Said
from scalecalc.theory.problem.sizes import check_sizes
from scalecalc.theory.spectra.kind import sound
from scalecalc.wording import dotted

Axes = Mapping[Path, Axis]
_ENDLESS = (TIME.place, STEPS.place)  # what may be infinite, but not 0


def grid(said: Said, matrices: Design, report: Report, max_points: int, modes: float | None) -> Grid | None:
    """The grid, or None when a problem with a sweep, old or found here, stands in the way.

    matrices: those said, some of which have a width of their own.  modes: D, if it is known.
    """
    counted = {width: Axis(np.array([rows]), key=dotted(width)) for width, rows in row_counts(said, matrices).items()}
    both = counted | dict(said.axes)
    axes = {path: both[path] for path in said.places.values() if path in both}
    _check_size(axes, report, max_points)
    _check_laws(axes, [(*path, "width") for path in said.layers], report)
    check_sizes(said, matrices, report, axes, modes)
    if len(axes) < len(said.places) or not sound(report, *axes):
        return None
    return Grid.of({name: axes[path] for name, path in said.places.items()})


def _check_size(axes: Axes, report: Report, max_points: int) -> None:
    rows = prod(len(one) for one in axes.values())
    if rows > max_points:
        longest = max(axes, key=lambda path: len(axes[path]))
        counts = " x ".join(f"{len(one)} {path_text(path)}" for path, one in axes.items() if one.swept)
        report.at_value(longest, f"the grid has {counts} = {rows} rows, {limit_text(max_points)}")


def _check_laws(axes: Axes, widths: Sequence[Path], report: Report) -> None:
    """Every law gives a usable number at every point.

    A law is a product of powers, monotone in each variable, so what it does on the product of two axes
    shows at the axes' ends. Where the width is itself a law, all its points are looked at.
    """
    samples = axes.get(SAMPLES)
    if samples is None or samples.values is None:
        return
    for path in widths:
        law = axes[path].law if path in axes else None
        if law is not None:
            raw = law(samples.values)
            bad = np.isnan(raw) | (np.isinf(raw) & np.isfinite(samples.values))
            _check_values(path, law, raw, bad, samples.values, None, report)
    width = axes.get(widths[-1]) if widths else None
    if width is not None and width.law is not None:
        P, N = samples.values, as_counts(width.law(samples.values))
    else:
        ends = [_ends(one.values) for one in (samples, width) if one is not None and one.values is not None]
        corners = np.array(list(product(*ends)))
        P, N = corners[:, 0], corners[:, -1]
    for path in (("ridge",), ("noise",), TIME.place, STEPS.place):
        law = axes[path].law if path in axes else None
        if law is not None and not (law.width and width is None):
            values, finite = law(P, N), np.isfinite(P) & np.isfinite(N)
            endless = path in _ENDLESS
            vanishes = (values == 0) & ((law.coefficient > 0) | endless) & (finite | endless)
            bad = np.where(np.isinf(values), finite | (not endless), np.isnan(values)) | vanishes
            _check_values(path, law, values, bad, P, None if width is None else N, report)


def _ends(values: Floats) -> list[float]:
    """The smallest and largest finite value, and inf if it is among them."""
    finite = values[np.isfinite(values)]
    ends = {float(finite.min()), float(finite.max())} if finite.size else set()
    return sorted(ends | ({inf} if finite.size < values.size else set()))


def _check_values(
    path: Path, law: Law, values: Floats, bad: NDArray[np.bool_], P: Floats, N: Floats | None, report: Report
) -> None:
    if bad.any():
        first = int(np.argmax(bad))
        point = f"samples = {P[first]:.6g}" + ("" if N is None else f", width = {N[first]:.6g}")
        message = (
            f"{path_text(path)} is a law, got {report.given_law(path, law)} = {values[first]:.6g} at {point}, "
            "must be within the range of a double at every point"
        )
        report.at_value(path, message)
