"""What limits the resolution in each part of a sweep, by the laws: P, a width, the ridge, feature noise or D."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations, pairwise
from math import exp, inf, isclose, log

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.laws.asymptotics import separated
from scalecalc.theory.laws.growth import Scaling, points_along
from scalecalc.theory.laws.resolution import MODES, NOTHING, first_moments, resolution
from scalecalc.theory.leading import Leading
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.regimes.names import limited_by_width
from scalecalc.theory.risk.errors import NOISE_TERMS, TERMS
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.spectra.power_law import PowerLaw

SIGNAL, FEATURES = ("bias2", "var_samples"), ("var_features", "var_samples_features")
_ALIKE = 10.0  # bounds in a fixed ratio below this limit the resolution together
_SETTLING = 5  # how often at most a crossing of bounds is refined


@record
class Held:
    """Part of a sweep with the same limits of the resolution.  resolved: the law of z there."""

    start: float
    stop: float
    limits: tuple[str, ...]
    resolved: Leading

    @property
    def whole(self) -> bool:
        """Whether all terms of the signal are one regime, whatever their sizes."""
        return limited_by_width(self.limits) or NOTHING in self.limits

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The terms that belong together."""
        return ((*SIGNAL, *FEATURES) if self.whole else SIGNAL, FEATURES, NOISE_TERMS)


@record
class Sweep:
    """A task and a design along a path."""

    task: PowerLaw
    path: Scaling
    design: Design

    def terms(self, x: Floats) -> dict[str, Floats]:
        """The exact terms of the error at X = x, shape (n,) each."""
        errors = evaluate(self.task, points_along(self.path, x), self.design).errors
        return {term: getattr(errors, term) for term in TERMS}


def held_parts(sweep: Sweep, low: float, high: float) -> list[Held]:
    """low < X < high, cut where the limits of the resolution change."""
    rough = law_cuts(_bounds(sweep, middle(low, high)).values(), low, high)
    cuts = [_settled(sweep, cut, low, high) for cut in rough[1:-1]]
    parts: list[Held] = []
    for start, stop in pairwise(sorted({low, *cuts, high})):
        bounds = _bounds(sweep, middle(start, stop))
        alike = _limits(bounds, middle(start, stop))
        limits = _holding(sweep, alike, middle(start, stop))
        if parts and parts[-1].limits == limits:
            parts[-1] = replace(parts[-1], stop=stop)
        else:
            parts.append(Held(start, stop, limits, bounds[alike[0]]))
    return parts


def _settled(sweep: Sweep, cut: float, low: float, high: float) -> float:
    """A crossing of two bounds, whose logarithms are taken at the crossing itself."""
    for _ in range(_SETTLING):
        again = np.array(law_cuts(_bounds(sweep, cut).values(), low, high)[1:-1] or [cut])
        nearest = float(again[np.argmin(np.abs(np.log(again / cut)))])
        if isclose(cut, nearest, rel_tol=1e-12):
            break
        cut = nearest
    return cut


def _holding(sweep: Sweep, alike: tuple[str, ...], at: float) -> tuple[str, ...]:
    """Of limits that are alike, those that z reaches."""
    if len(alike) > 1:
        laws = separated(sweep.task, sweep.path, alike, at, sweep.design)
        return laws.limits if laws else alike
    return tuple(NOTHING if name.startswith(NOTHING) else name for name in alike)


def _bounds(sweep: Sweep, at: float) -> dict[str, Leading]:
    """The bounds of z that may limit the resolution, by name."""
    task, path, design = sweep.task, sweep.path, sweep.design
    bounds = resolution(task, path, design, at)
    bounds |= {f"{NOTHING}, {name}": moment for name, moment in first_moments(task, path, design, at).items()}
    if np.isfinite(task.modes):
        bounds[MODES] = Leading(task.modes)
    return {name: bound for name, bound in bounds.items() if 0 < bound.amplitude < inf}


def _limits(bounds: dict[str, Leading], x: float) -> tuple[str, ...]:
    """The limits of the resolution at X = x: the smallest bound, and bounds in a small fixed ratio to it."""
    first = min(bounds, key=lambda name: bounds[name].at(x))
    if first == MODES or first.startswith(NOTHING):
        return (first,)
    smallest = bounds[first]
    return tuple(
        name
        for name, bound in bounds.items()
        if name != MODES
        and not name.startswith(NOTHING)
        and isclose(bound.order, smallest.order, abs_tol=1e-12)
        and bound.amplitude <= _ALIKE * smallest.amplitude
    )


def middle(start: float, stop: float) -> float:
    """The middle on a logarithmic axis."""
    return exp((log(start) + log(stop)) / 2)


def law_cuts(laws: Iterable[Leading], low: float, high: float) -> list[float]:
    """low, the crossings of any two laws in between, and high, in order."""
    cuts = {low, high}
    for a, b in combinations(laws, 2):
        if not isclose(a.order, b.order, abs_tol=1e-12):
            slow, fast = (a, b) if a.order < b.order else (b, a)
            with np.errstate(over="ignore"):
                place = float(np.float64(slow.amplitude / fast.amplitude) ** (1 / (fast.order - slow.order)))
            if low < place < high:
                cuts.add(place)
    return sorted(cuts)
