"""The grid of a spec, checked before any of it is made: its size, and the values of its laws."""

from __future__ import annotations

from itertools import product
from math import inf, prod

import numpy as np
from numpy.typing import NDArray

from scalecalc.spec.model import Spec
from scalecalc.spec.report import Report
from scalecalc.spec.rules import limit_text, sweeps
from scalecalc.spec.source import Path, path_text
from scalecalc.spec.sweep import Axis, Grid, as_counts, axis
from scalecalc.theory.points import Floats

_WIDTH: Path = ("features", "width")


def grid(spec: Spec, report: Report, max_points: int) -> Grid | None:
    """The grid, or None when a problem with a sweep, old or found here, stands in the way."""
    axes = {path: axis(sweep) for path, sweep in sweeps(spec) if report.good(path)}
    _check_size(axes, report, max_points)
    _check_laws(axes, report)
    if len(axes) < (3 if spec.features is None else 4) or not all(report.good(path) for path in axes):
        return None
    widths = (axes[_WIDTH],) if _WIDTH in axes else ()
    return Grid(axes[("samples",)], widths, axes[("ridge",)], axes[("noise",)])


def _check_size(axes: dict[Path, Axis], report: Report, max_points: int) -> None:
    rows = prod(len(one) for one in axes.values())
    if rows > max_points:
        longest = max(axes, key=lambda path: len(axes[path]))
        counts = " x ".join(f"{len(one)} {path_text(path)}" for path, one in axes.items() if one.swept)
        report.at_value(longest, f"the grid has {counts} = {rows} rows, {limit_text(max_points)}")


def _check_laws(axes: dict[Path, Axis], report: Report) -> None:
    """Every law gives a usable number at every point.

    A law is a product of powers, monotone in each variable, so what it does on the product of two axes
    shows at the axes' ends. Where the width is itself a law, all its points are looked at.
    """
    samples, width = axes.get(("samples",)), axes.get(_WIDTH)
    if samples is None or samples.values is None:
        return
    if width is not None and width.law is not None:
        P, raw = samples.values, width.law(samples.values)
        N = as_counts(raw)
        _check_values(_WIDTH, raw, np.isnan(raw) | (np.isinf(raw) & np.isfinite(P)), P, None, report)
    else:
        ends = [_ends(one.values) for one in (samples, width) if one is not None and one.values is not None]
        corners = np.array(list(product(*ends)))
        P, N = corners[:, 0], corners[:, -1]
    for path in (("ridge",), ("noise",)):
        law = axes[path].law if path in axes else None
        if law is not None and not (law.width and width is None):
            values = law(P, N)
            vanishes = (values == 0) & (law.coefficient > 0) & np.isfinite(P) & np.isfinite(N)
            bad = ~np.isfinite(values) | vanishes
            _check_values(path, values, bad, P, None if width is None else N, report)


def _ends(values: Floats) -> list[float]:
    """The smallest and largest finite value, and inf if it is among them."""
    finite = values[np.isfinite(values)]
    ends = {float(finite.min()), float(finite.max())} if finite.size else set()
    return sorted(ends | ({inf} if finite.size < values.size else set()))


def _check_values(
    path: Path, values: Floats, bad: NDArray[np.bool_], P: Floats, N: Floats | None, report: Report
) -> None:
    if bad.any():
        first = int(np.argmax(bad))
        point = f"samples = {P[first]:.6g}" + ("" if N is None else f", width = {N[first]:.6g}")
        message = (
            f"{path_text(path)} is a law, got {report.given(path)} = {values[first]:.6g} at {point}, "
            "must be within the range of a double at every point"
        )
        report.at_value(path, message)
