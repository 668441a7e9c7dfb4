"""Levels from measured curves, by non-negative least squares.

z(kappa) = sum m eta/(eta + kappa) + t/kappa and T(kappa) + sigma^2 = sum m v kappa/(eta + kappa) + p are linear in
m, t, m v and p, none of which is negative. The curves can tell only few eigenvalues from one another, and just these
come out positive. Where z ends like a power law, what lies below the smallest kappa goes on by that law; else it is a
rest of which the trace is known.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np

from scalecalc.empirical.levels.curves import Curves, curves_of
from scalecalc.empirical.levels.levels import Continuation, Levels
from scalecalc.empirical.levels.powers import Powers, powers_of
from scalecalc.empirical.levels.resolved import Resolved, resolved
from scalecalc.empirical.levels.tail import NO_TAIL, Tail, tail_of
from scalecalc.empirical.traces import Traces

_LOWEST = 1 / 30  # of the smallest kappa is the lowest level, if there is no tail
_STARTS = (1 / 3, 1 / 10)  # of the smallest kappa, of a tail: nearer it would speak where the curves do
_NEAR = 3.0  # times the start: levels so low may be what the tail is to be
_WORSE = 5.0  # how much larger a misfit with a tail may be than without
_SMALL = 0.004  # a misfit with a tail that is small enough anyhow
_AS_GOOD = 2.0  # how much larger a misfit may be when the law goes on to the end
_EXACT = 1e-5  # a misfit that is small enough for that anyhow
_ROUNDING = 1e-13  # of the trace: a rest of no more is none
_FEW = 0.25  # levels for each point of the curves, or less: then these are all that there are, and no law


def fitted_levels(traces: Traces, trace: float, dimension: int | None = None) -> Levels:
    """The levels that give the curves z(kappa) and T(kappa) + sigma^2 at these ridges > 0.

    trace: tr K/n > 0, which is that of the levels.  dimension: D, the number of modes, where it is known to be finite;
    else there may be unresolved modes.

    Each curve is met as well as any spectrum can. What lies below the smallest kappa is a continuation by the last
    local exponents, as long as that does not make the curves worse. All that is not learned by these modes is noise.
    How much that is, the curves do not tell: noise and the power of modes far below the smallest kappa look alike.
    """
    power = float(traces.unlearned.max()) or 1.0
    curves = curves_of(traces, trace, power, dimension)
    spectrum, tail = _spectrum(curves)
    target, tail = powers_of(curves, spectrum.values, tail)
    return _levels(spectrum, target, tail, curves, trace, power)


def _spectrum(curves: Curves) -> tuple[Resolved, Tail]:
    """The levels, and the tail below them if there is one."""
    lowest = float(curves.kappa[0])
    plain = resolved(curves, _LOWEST * lowest, rest=True)
    if len(plain.values) <= _FEW * len(curves.kappa):
        return plain, NO_TAIL
    for start in (part * lowest for part in _STARTS):
        tail = _tail(curves, plain, start)
        if tail is NO_TAIL:
            break
        above, tail = _above(curves, tail)
        if above.misfit <= max(_WORSE * plain.misfit, _SMALL):
            return above, tail
    return plain, NO_TAIL


def _tail(curves: Curves, plain: Resolved, start: float) -> Tail:
    """The tail that goes no further than the modes that are there without it."""
    low = plain.values < _NEAR * start
    count = inf if curves.dimension is None else float(plain.multiplicities[low].sum())
    trace = plain.rest + float((plain.multiplicities * plain.values)[low].sum())
    return tail_of(curves.kappa, curves.df1, start, trace, count)


def _above(curves: Curves, tail: Tail) -> tuple[Resolved, Tail]:
    """The levels above a tail: beside its own rest if that does not make the curve worse, else beside any."""
    ended = replace(tail, rest=0.0)
    free = resolved(curves.less(ended), tail.start, rest=True)
    if tail.trace < curves.trace:
        law = resolved(curves.less(tail), tail.start, rest=False)
        if law.misfit <= max(_AS_GOOD * free.misfit, _EXACT):
            return law, tail
    return free, ended


def _levels(spectrum: Resolved, target: Powers, tail: Tail, curves: Curves, trace: float, power: float) -> Levels:
    """In the units of the data."""
    counts = np.concatenate([spectrum.multiplicities, tail.multiplicities])
    values = np.concatenate([spectrum.values, tail.values])
    powers = np.concatenate([target.powers, tail.powers]) / counts
    order = np.argsort(-values, kind="stable")
    rest = spectrum.rest + tail.rest
    rest = rest if rest > _ROUNDING else 0.0
    hidden = tail.beyond if rest > 0 else 0.0
    return Levels(
        values[order] * trace,
        counts[order],
        powers[order] * power,
        (target.floor + tail.beyond - hidden) * power,
        rest * trace,
        hidden * power,
        None if tail is NO_TAIL else Continuation(tail.start * trace, tail.alpha, tail.slope),
        float(curves.kappa[0]) * trace,
        spectrum.residuals,
        target.residuals,
    )
