"""Local exponents by central differences in log X, for random matrices whose S-transform depends on its size in no
simple way. Of several step widths the one whose orders agree best is taken: ten digits away from thresholds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np

from scalecalc.theory.evaluate import Evaluation
from scalecalc.theory.points import Floats, Points
from scalecalc.theory.risk import Errors

_STEPS = (0.1, 0.04, 0.015, 0.004, 0.001)
_EIGHTH = (4 / 5, -1 / 5, 4 / 105, -1 / 280)  # weights of f(+kh) - f(-kh), k = 1..4
_SIXTH = (3 / 4, -3 / 20, 1 / 60, 0.0)


def stencil_exponents(at: Callable[[float], Evaluation]) -> dict[str, Floats]:
    """-dlog(term)/dlog X of every error; `at` evaluates the points with log X moved by a shift. nan where a term is 0
    or infinite, or the points cannot be moved."""
    names = [field.name for field in fields(Errors)]
    best, doubt = dict[str, Floats](), dict[str, Floats]()
    for step in _STEPS:
        ahead = [_logs(at(k * step), names) for k in (1, 2, 3, 4)]
        behind = [_logs(at(-k * step), names) for k in (1, 2, 3, 4)]
        for name in names:
            rises = [up[name] - down[name] for up, down in zip(ahead, behind, strict=True)]
            fine = -sum(w * rise for w, rise in zip(_EIGHTH, rises, strict=True)) / step
            coarse = -sum(w * rise for w, rise in zip(_SIXTH, rises, strict=True)) / step
            error = np.where(np.isfinite(fine), np.abs(fine - coarse), np.inf)
            better = error < doubt.get(name, np.full_like(error, np.inf))
            best[name] = np.where(better, fine, best.get(name, np.full_like(fine, np.nan)))
            doubt[name] = np.where(better, error, doubt.get(name, error))
    return best


def _logs(result: Evaluation, names: list[str]) -> dict[str, Floats]:
    with np.errstate(all="ignore"):
        logs = {name: np.log(getattr(result.errors, name)) for name in names}
    return {name: np.where(np.isfinite(values), values, np.nan) for name, values in logs.items()}


def scaled(points: Points, samples: float, widths: tuple[float, ...], ridge: float, noise: float) -> Points:
    """The points with their coordinates multiplied by these factors."""
    return replace(
        points,
        samples=points.samples * samples,
        widths=tuple(width * factor for width, factor in zip(points.widths, widths, strict=True)),
        ridge=points.ridge * ridge,
        noise=points.noise * noise,
    )
