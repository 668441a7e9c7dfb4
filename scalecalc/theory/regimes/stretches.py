"""The regimes of arXiv:2405.00592 along a sweep: which term dominates in each part, and by which law.

What limits the resolution (P, N_l, lambda, feature noise, or D) follows from the asymptotic laws. Which terms are then
the largest, and where others take over, follows from the exact errors: near a tie of exponents the leading law alone is
far from both. The laws give each stretch its name and its exponent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf, isclose, nan

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.laws.asymptotics import feature_sources, separated
from scalecalc.theory.laws.growth import Scaling, growth
from scalecalc.theory.laws.resolution import FEATURE_NOISE, SAMPLES
from scalecalc.theory.leading import Leading
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.regimes.contests import changes, log_sizes
from scalecalc.theory.regimes.holding import FEATURES, SIGNAL, Held, Sweep, held_parts, law_cuts, middle
from scalecalc.theory.regimes.names import LEARNED, THRESHOLD, limited_by_width, regime_name
from scalecalc.theory.risk.errors import NOISE_TERMS
from scalecalc.theory.spectra.power_law import PowerLaw

_PER_DECADE, _FEWEST, _MOST = 12, 40, 240  # places at which a sweep is evaluated
_INSET = 1.01  # the factor by which places keep away from the ends of a stretch, where the error may diverge

Laws = tuple[tuple[float, float, Leading], ...]


@record
class Stretch:
    """One regime, from X = start to X = stop: its name, its largest term, and the exponent (nan without a law).

    laws: the law of the error, with the places from and to which it rules; several where the amplitude changes.
    """

    start: float
    stop: float
    regime: str
    term: str
    exponent: float
    laws: Laws = ()


@record
class _Line:
    """The law of a term, and its regime in words."""

    term: str
    law: Leading
    regime: str


def law_stretches(task: PowerLaw, path: Scaling, low: float, high: float, design: Design = PLAIN) -> list[Stretch]:
    """The stretches of low < X < high; needs alpha > 1 and a design that `has_laws`."""
    sweep = Sweep(task, path, design)
    ruled = _leading_groups(sweep, held_parts(sweep, low, high))
    return _with_terms(sweep, [piece for part in ruled for piece in _by_laws(sweep, part)])


def has_laws(design: Design) -> bool:
    """Whether there are laws for all widths: not with correlated samples, nor with a measured list of rows."""
    return design.correlation is None and not any(weights.own_width for weights in design.weights)


# --- which terms are the largest


@record
class _Ruled:
    """Part of a sweep with the same limits of the resolution and the same largest group of terms."""

    held: Held
    group: tuple[str, ...]
    start: float
    stop: float


def _grid(held: Sequence[Held]) -> Floats:
    """Places all over the sweep, a little away from the changes of its limits, where the error may diverge."""
    low, high = held[0].start, held[-1].stop
    number = np.clip(_PER_DECADE * np.log10(high / low), _FEWEST, _MOST)
    x = np.geomspace(low, high, int(number))
    for part in held:
        inset = min(_INSET, (part.stop / part.start) ** 0.25)
        near = (x > part.start / _INSET) & (x < part.start * _INSET)
        x = np.append(x[~near], [part.start * inset, part.stop / inset])
    return np.unique(x[(x >= low) & (x <= high)])


def _leading_groups(sweep: Sweep, held: Sequence[Held]) -> list[_Ruled]:
    inner = np.array([part.stop for part in held[:-1]])

    def contests_at(x: Floats) -> list[Floats]:
        whole = np.array([part.whole for part in held])[np.searchsorted(inner, x)]
        return [_group_sizes(sweep.terms(x), whole)]

    x = _grid(held)
    index = np.searchsorted(inner, x)
    cuts = changes(contests_at, x, apart=index[1:] != index[:-1])
    edges = np.unique([held[0].start, *inner.tolist(), *cuts, held[-1].stop]).tolist()
    middles = np.array([middle(start, stop) for start, stop in pairwise(edges)])
    largest = np.argmax(np.nan_to_num(contests_at(middles)[0], nan=-inf), axis=0).tolist()
    parts = [held[i] for i in np.searchsorted(inner, middles).tolist()]
    return [_Ruled(part, part.groups[i], *ends) for part, i, ends in zip(parts, largest, pairwise(edges), strict=True)]


def _group_sizes(terms: dict[str, Floats], whole: Bools) -> Floats:
    """Logarithms of signal, features' variance and noise, shape (3, n); `whole`: where the first two are one group."""
    signal, features, noise = (sum(terms[t] for t in group) for group in (SIGNAL, FEATURES, NOISE_TERMS))
    return log_sizes(np.array([signal + np.where(whole, features, 0.0), np.where(whole, 0.0, features), noise]))


# --- which laws they follow


def _by_laws(sweep: Sweep, part: _Ruled) -> list[tuple[Stretch, tuple[str, ...]]]:
    """The part, cut where the law of its terms changes; each piece with the terms that dominate it."""
    pieces = []
    for start, stop in pairwise(_knees(sweep, part)):
        lines = _lines(sweep, replace(part, start=start, stop=stop))
        for begin, end, terms in _shares(sweep, part.group, lines, start, stop):
            own = [line for line in lines if line.term in terms]
            pieces += [(stretch, terms) for stretch in _envelope(sweep, part, own, begin, end)]
    return pieces


def _knees(sweep: Sweep, part: _Ruled) -> list[float]:
    """start, the places where z passes the knee of a structured layer, and stop, in order."""
    ends = {part.start, part.stop}
    if part.group != FEATURES:
        return sorted(ends)
    layers = growth(sweep.task, sweep.path, sweep.design, part.start).layers
    knees = [knee for layer in layers if (knee := layer.knee()) is not None]
    cuts = {cut for knee in knees for cut in law_cuts((knee, part.held.resolved), part.start, part.stop)}
    return sorted(cuts | ends)


def _lines(sweep: Sweep, part: _Ruled) -> list[_Line]:
    """The laws of the part's terms. A variance of the features has a law for each of its sources."""
    limits, source_exponent = part.held.limits, sweep.task.source
    sources: list[int | None] = [*feature_sources(len(sweep.path.widths), sweep.design, limits)]
    lines = []
    for i, source in enumerate(sources or [None]):
        laws = separated(sweep.task, sweep.path, limits, middle(part.start, part.stop), sweep.design, source)
        if laws is None:
            continue
        for term in part.group:
            law: Leading = getattr(laws.errors, term)
            if law.amplitude and not _aside(term, laws.limits) and (i == 0 or "features" in term):
                lines.append(_Line(term, law, regime_name(term, laws.limits, source_exponent, law.order)))
    return lines


def _aside(term: str, limits: tuple[str, ...]) -> bool:
    """Whether a term is at most another one of its group times z/N or N/P, so that its law dominates nowhere."""
    if limited_by_width(limits):
        return term in SIGNAL or (term == "var_samples_features" and SAMPLES not in limits)
    return term == "var_samples_features_noise" and FEATURE_NOISE not in limits  # q ~ zbar without it


def _shares(
    sweep: Sweep, group: tuple[str, ...], lines: list[_Line], start: float, stop: float
) -> list[tuple[float, float, tuple[str, ...]]]:
    """The parts in which each term is the largest, if the terms of the group have regimes of different names."""
    names = {line.term: line.regime for line in lines}
    if len(set(names.values())) < 2:
        return [(start, stop, group)]

    def contests_at(x: Floats) -> list[Floats]:
        terms = sweep.terms(x)
        return [log_sizes(np.array([terms[term] for term in names]))]

    x = np.geomspace(start, stop, _FEWEST)[1:-1]
    edges = [start, *changes(contests_at, x), stop]
    middles = np.array([middle(*ends) for ends in pairwise(edges)])
    largest = np.argmax(contests_at(middles)[0], axis=0).tolist()
    return [(begin, end, (list(names)[i],)) for (begin, end), i in zip(pairwise(edges), largest, strict=True)]


def _envelope(sweep: Sweep, part: _Ruled, lines: list[_Line], start: float, stop: float) -> list[Stretch]:
    """The stretches in which each of the laws is the largest; without laws, one stretch by the exact errors."""
    if any(line.law.amplitude == inf for line in lines):
        return [Stretch(start, stop, THRESHOLD, part.group[0], nan)]
    if not lines:
        return [_without_law(sweep, part, start, stop)]
    laws: dict[float, Leading] = {}
    for line in lines:
        order = round(line.law.order, 9)
        laws[order] = laws[order] + line.law if order in laws else line.law
    stretches = []
    for begin, end in pairwise(law_cuts(laws.values(), start, stop)):
        order = max(laws, key=lambda o: laws[o].at(middle(begin, end)))
        law = laws[order]
        stretches.append(
            Stretch(begin, end, _regime(part, lines), part.group[0], 0.0 - law.order, ((begin, end, law),))
        )
    return stretches


def _regime(part: _Ruled, lines: list[_Line]) -> str:
    return lines[0].regime


def _without_law(sweep: Sweep, part: _Ruled, start: float, stop: float) -> Stretch:
    exact = sweep.terms(np.array([middle(start, stop)]))
    if not any(value[0] for value in exact.values()):
        return Stretch(start, stop, LEARNED, "", nan)
    name = regime_name(part.group[-1], part.held.limits, sweep.task.source, None)
    return Stretch(start, stop, name, part.group[0], nan)


def _with_terms(sweep: Sweep, pieces: list[tuple[Stretch, tuple[str, ...]]]) -> list[Stretch]:
    """The merged stretches, each with the term that is the largest in its middle."""
    groups = {stretch.start: group for stretch, group in pieces}
    stretches = merged([stretch for stretch, _ in pieces])
    exact = sweep.terms(np.array([middle(stretch.start, stretch.stop) for stretch in stretches]))
    result = []
    for i, stretch in enumerate(stretches):
        sizes = {term: float(f"{np.nan_to_num(exact[term][i]):.9g}") for term in groups[stretch.start]}
        term = max(sizes, key=lambda term: sizes[term])
        result.append(replace(stretch, term=term) if stretch.term else stretch)
    return result


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Neighbours of the same regime and law become one."""
    result: list[Stretch] = []
    for stretch in stretches:
        last = result[-1] if result else None
        if last and last.regime == stretch.regime and _same_law(last, stretch):
            result[-1] = replace(last, stop=stretch.stop, laws=_joined(last.laws, stretch.laws))
        else:
            result.append(stretch)
    return result


def _joined(some: Laws, others: Laws) -> Laws:
    """The laws of neighbours, where one goes on as one."""
    if some and others and some[-1][2] == others[0][2]:
        return (*some[:-1], (some[-1][0], *others[0][1:]), *others[1:])
    return some + others


def _same_law(a: Stretch, b: Stretch) -> bool:
    """Whether both have the same exponent; without laws, the same largest term."""
    if np.isnan(a.exponent) and np.isnan(b.exponent):
        return a.term == b.term
    return isclose(a.exponent, b.exponent, abs_tol=1e-9)
