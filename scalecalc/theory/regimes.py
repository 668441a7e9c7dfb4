"""Where along a sweep which term dominates, and in which law: the regimes of arXiv:2405.00592, section by section.

For a power law the stretches come from the asymptotic laws: which of P, N_l, lambda (or D) limits the resolution, then
which term is largest, each well inside its bounds; a stretch ends where two laws cross. For any other spectrum they
come from the exact errors: which term is largest and whether the error falls or rises, refined by bisection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import exp, inf, isclose, log, sqrt

import numpy as np

from scalecalc.theory.asymptotics import (
    FEATURE_NOISE,
    MODES,
    NOTHING,
    RIDGE,
    SAMPLES,
    WIDTH_NOISE,
    feature_sources,
    first_moments,
    resolution,
    separated,
)
from scalecalc.theory.design import PLAIN, Design, MeasuredRows
from scalecalc.theory.evaluate import evaluate
from scalecalc.theory.growth import Path, growth
from scalecalc.theory.leading import Leading
from scalecalc.theory.local import Rates, local_exponents
from scalecalc.theory.points import Floats, Points
from scalecalc.theory.risk import TERMS
from scalecalc.theory.tasks import PowerLaw, Task

THRESHOLD = "interpolation threshold"
LEARNED = "all modes learned"  # and nothing left to err about
_ALIKE = 10.0  # bounds in a fixed ratio closer than this hold the resolution together
_RESOLVING = 400  # points at which a sweep over a spectrum without laws is looked at
_COARSE = 100  # where every point has matrices of its own
_STEP = 1e-5
_FLAT = 1e-9  # the order of a law that is a constant
_HALVINGS = 50


@dataclass(frozen=True)
class Stretch:
    """One regime, from X = start to X = stop: its name, its largest term, and the exponent (nan without a law)."""

    start: float
    stop: float
    regime: str
    term: str
    exponent: float


def regime_name(
    term: str, limits: Iterable[str], source: float | None = None, order: float | None = 0.0
) -> str:
    """The regime in words.

    source: r, where the law depends on whether the target is source or capacity limited.
    order: of the term's law, E ~ X^order; None without a law.
    """
    limits = tuple(limits)
    adjectives = " and ".join(dict.fromkeys(_adjective(limit) for limit in _named(limits)))
    if NOTHING in limits:
        return "nothing learned" if not term.endswith("noise") else "noise mitigated by ridge"
    if term.endswith("noise"):
        return _noise_name(term, limits, adjectives, order)
    by_width = any(limit.startswith("width") for limit in limits)
    if term in ("var_features", "var_samples_features") and not by_width:
        return "feature variance" if SAMPLES in limits else f"feature variance, {adjectives} limited"
    name = f"{adjectives} limited"
    if source is None or MODES in limits:
        return name
    saturation = 0.5 if by_width and term in ("var_features", "var_samples_features") else 1.0
    return f"{name}, {'source' if source < saturation else 'capacity'}"


def _named(limits: tuple[str, ...]) -> tuple[str, ...]:
    """Noise of the features that acts through the width is named with it."""
    return tuple(part for limit in limits for part in (("width", FEATURE_NOISE) if limit == WIDTH_NOISE else (limit,)))


def _adjective(limit: str) -> str:
    special = {SAMPLES: "signal", MODES: "mode", FEATURE_NOISE: FEATURE_NOISE}
    return special.get(limit, limit.split()[0])


def _noise_name(term: str, limits: tuple[str, ...], adjectives: str, order: float | None) -> str:
    raised = FEATURE_NOISE in limits or (SAMPLES in limits and (order or 0.0) > _FLAT)
    if term == "var_samples_features_noise" and raised:
        return "noise raised by features"
    if SAMPLES in limits:
        return "noise plateau" if order is not None and abs(order) < _FLAT else "noise limited"
    if MODES in limits:
        return "noise mitigated by samples"
    return f"noise mitigated by {adjectives}"


def law_stretches(task: PowerLaw, path: Path, low: float, high: float, design: Design = PLAIN) -> list[Stretch]:
    """The stretches of low < X < high by the asymptotic laws; needs alpha > 1 and a design that `has_laws`."""
    stretches: list[Stretch] = []
    bounds = _bounds(task, path, design, sqrt(low) * sqrt(high))
    for start, stop in pairwise(_cuts(bounds.values(), low, high)):
        limits = _limits(bounds, _middle(start, stop))
        resolved = bounds[limits[0]]
        for begin, end in pairwise(_knees(task, path, design, resolved, start, stop)):
            stretches.extend(_dominated(task, path, design, limits, begin, end))
    return _merged(stretches)


def has_laws(design: Design) -> bool:
    """Whether there are laws for all widths: not with correlated samples, nor with a measured list of rows."""
    return design.correlation is None and not any(isinstance(weights, MeasuredRows) for weights in design.weights)


def _bounds(task: PowerLaw, path: Path, design: Design, at: float) -> dict[str, Leading]:
    """What may hold the resolution along the sweep."""
    bounds = resolution(task, path, design, at)
    bounds |= {f"{NOTHING}, {name}": moment for name, moment in first_moments(task, path, design, at).items()}
    if np.isfinite(task.modes):
        bounds[MODES] = Leading(task.modes)
    return {name: bound for name, bound in bounds.items() if 0 < bound.amplitude < inf}


def _limits(bounds: dict[str, Leading], x: float) -> tuple[str, ...]:
    """What holds the resolution at X = x: the smallest bound, and those that stay alike it all the way."""
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


def _knees(task: PowerLaw, path: Path, design: Design, resolved: Leading, start: float, stop: float) -> list[float]:
    """start, where z passes the knee of a structured layer, stop."""
    layers = growth(task, path, design, start).layers
    knees = [knee for layer in layers if (knee := layer.knee()) is not None]
    return sorted({cut for knee in knees for cut in _cuts((knee, resolved), start, stop)} | {start, stop})


def _dominated(
    task: PowerLaw, path: Path, design: Design, limits: tuple[str, ...], start: float, stop: float
) -> list[Stretch]:
    """The stretches between two changes of resolution: upper envelope of the terms' laws."""
    limits = tuple(NOTHING if name.startswith(NOTHING) else name for name in limits)
    groups: dict[tuple[str, float], list[tuple[float, str, float]]] = {}
    for term, law, held in _lines(task, path, design, limits, _middle(start, stop)):
        if law.amplitude == inf:
            return [Stretch(start, stop, THRESHOLD, term, float("nan"))]
        if law.amplitude > 0 and not _flank(term, held, task):
            key = (regime_name(term, held, task.source), round(law.order, 9))
            groups.setdefault(key, []).append((law.amplitude, term, law.order))
    lines = {key: Leading(sum(m[0] for m in members), members[0][2]) for key, members in groups.items()}
    if not lines:
        return [Stretch(start, stop, LEARNED, "", float("nan"))]
    stretches = []
    for begin, end in pairwise(_cuts(lines.values(), start, stop)):
        inside = _middle(begin, end)
        key = max(lines, key=lambda k: lines[k].at(inside))
        _, term, order = max(groups[key], key=lambda member: float(f"{member[0]:.9g}"))
        stretches.append(Stretch(begin, end, key[0], term, 0.0 - order))
    return stretches


def _lines(
    task: PowerLaw, path: Path, design: Design, limits: tuple[str, ...], at: float
) -> list[tuple[str, Leading, tuple[str, ...]]]:
    """Every term's law and what holds it; several for a variance of the features that has several sources."""
    sources: list[int | None] = [*feature_sources(len(path.widths), design, limits)]
    lines = []
    for i, source in enumerate(sources or [None]):
        laws = separated(task, path, limits, at, design, source)
        if laws is None:
            continue
        terms = TERMS if i == 0 else (term for term in TERMS if "features" in term)
        lines += [(term, getattr(laws.errors, term), laws.limits) for term in terms]
    return lines


def _flank(term: str, limits: tuple[str, ...], task: PowerLaw) -> bool:
    """Whether a term is another one times z/N or N/P: ahead only on the flank of the peak at P = N, no regime."""
    if any(limit.startswith("width") for limit in limits):
        return term == "var_samples_features" and SAMPLES not in limits
    rough = term in ("var_features", "var_samples_features") and task.source <= 0.5  # T - B ~ B
    return rough or (term == "var_samples_features_noise" and FEATURE_NOISE not in limits)  # q ~ zbar without it


def _middle(start: float, stop: float) -> float:
    return exp((log(start) + log(stop)) / 2)


def _cuts(laws: Iterable[Leading], low: float, high: float) -> list[float]:
    """low, the crossings of any two laws in between, high."""
    cuts = {low, high}
    for a, b in combinations(laws, 2):
        if not isclose(a.order, b.order, abs_tol=1e-12):
            slow, fast = (a, b) if a.order < b.order else (b, a)
            with np.errstate(over="ignore"):
                place = float(np.float64(slow.amplitude / fast.amplitude) ** (1 / (fast.order - slow.order)))
            if low < place < high:
                cuts.add(place)
    return sorted(cuts)


def _merged(stretches: list[Stretch]) -> list[Stretch]:
    """Neighbours of the same regime and law become one."""
    result: list[Stretch] = []
    for stretch in stretches:
        last = result[-1] if result else None
        if last and last.regime == stretch.regime and _same_law(last, stretch):
            result[-1] = Stretch(last.start, stretch.stop, last.regime, last.term, last.exponent)
        else:
            result.append(stretch)
    return result


def _same_law(a: Stretch, b: Stretch) -> bool:
    """The same exponent; without laws, the same largest term."""
    if np.isnan(a.exponent) and np.isnan(b.exponent):
        return a.term == b.term
    return isclose(a.exponent, b.exponent, abs_tol=1e-9)


def observed_stretches(
    task: Task,
    points_at: Callable[[Floats], Points],
    rates: Rates,
    low: float,
    high: float,
    design: Design = PLAIN,
) -> list[Stretch]:
    """The stretches of low < X < high by the exact errors, for a spectrum without asymptotic laws.

    A stretch also ends where the error turns, so that every descent of a gapped spectrum is told apart.
    """

    def labels(x: Floats) -> list[tuple[str, str]]:
        points = points_at(x)
        if analytic:
            rising = local_exponents(task, points, rates)["generalization_error"] < 0
        else:
            before, after = (_error(task, points_at(x * step), design) for step in (1 - _STEP, 1 + _STEP))
            rising = after > before
        regimes = observed_regimes(task, points, design)
        return [
            (f"{regime}, rising" if up else regime, term) for (regime, term), up in zip(regimes, rising, strict=True)
        ]

    analytic = design == PLAIN
    x = np.geomspace(low, high, _RESOLVING if analytic else _COARSE)
    names = labels(x)
    changes = [i for i in range(1, x.size) if names[i] != names[i - 1]]
    cuts = _bisected(labels, x, names, changes)
    edges, begins = [low, *cuts, high], [0, *changes]
    return _merged(
        [
            Stretch(start, stop, *names[i], exponent=float("nan"))
            for (start, stop), i in zip(pairwise(edges), begins, strict=True)
        ]
    )


def _error(task: Task, points: Points, design: Design) -> Floats:
    return evaluate(task, points, design).errors.generalization_error


def _bisected(
    labels: Callable[[Floats], list[tuple[str, str]]],
    x: Floats,
    names: list[tuple[str, str]],
    changes: list[int],
) -> list[float]:
    """Where the label stops being what it was at the grid point before each change."""
    if not changes:
        return []
    low, high = x[np.array(changes) - 1], x[changes]
    for _ in range(_HALVINGS):
        middle = np.sqrt(low * high)
        before = np.array([name == names[i - 1] for name, i in zip(labels(middle), changes, strict=True)])
        low, high = np.where(before, middle, low), np.where(before, high, middle)
    return [float(f"{value:.12g}") for value in np.sqrt(low * high)]


def observed_regimes(task: Task, points: Points, design: Design = PLAIN) -> list[tuple[str, str]]:
    """(regime, largest term) at each point, from the exact errors."""
    result = evaluate(task, points, design)
    terms = np.array([getattr(result.errors, term) for term in TERMS])
    largest = np.argmax(np.nan_to_num(terms, nan=-1.0), axis=0)
    counts = {SAMPLES: points.samples}
    counts |= {f"width {i + 1}": width for i, width in enumerate(points.widths)}
    counts[MODES] = np.full(len(points), task.modes)
    with np.errstate(invalid="ignore"):
        filled = np.array([np.where(np.isinf(count), 0.0, result.df1 / count) for count in counts.values()])
    fullest = np.argmax(filled, axis=0)
    names = list(counts)
    labels = []
    for i in range(len(points)):
        if np.isinf(result.errors.generalization_error[i]):
            labels.append((THRESHOLD, TERMS[largest[i]]))
            continue
        limit = names[fullest[i]] if filled[fullest[i], i] >= 0.5 else RIDGE
        term = TERMS[largest[i]]
        labels.append((regime_name(term, (limit,)).replace("plateau", "limited"), term))
    return labels
