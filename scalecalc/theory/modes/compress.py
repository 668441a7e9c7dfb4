"""A long measured spectrum as a few hundred modes, without changing any answer.

The spectrum is cut into narrow bins in log eta. The modes of a bin are replaced by a Gauss rule of their own counting
measure, and by another of the target's measure on them. All sums of the theory are of functions analytic in
|Im log eta| < pi, so that on a bin of half-width a the rule with n nodes errs like rho^(-2n), rho ~ 2 pi/a.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.modes.tasks import Modes
from scalecalc.theory.numerics.gauss import gauss_rule, recurrence, reproduces, stieltjes

Piece = tuple[Floats, Floats, Floats, Floats]  # eigenvalue, multiplicity, power, rank

SHORT = 1000  # entries that need no compression
_ORDER = 8
FEW = 2 * _ORDER  # entries of a bin that are no fewer as rules
_HALF_WIDTH = 0.5  # of a bin, in log eta
_ROUNDING = 4e-16
_CHUNK = 1 << 13  # entries whose polynomials stay in the processor's cache

# On the ellipse rho = 10.1 around a bin, |Im log eta| <= 2.5, and (kappa/(eta+kappa))^2 stays below 1250 times its
# smallest value on the bin; the error of a Gauss rule there is below 4 * 1250 * rho^(-2n) relative to the sum.
COMPRESSION_ERROR = 4 * 1250 * 10.1 ** (-2.0 * _ORDER)


def compressed(
    eigenvalue: Floats, multiplicity: Floats, power: Floats, null_power: float = 0.0, null_modes: float = 0.0
) -> Modes:
    """Modes that give the same sums as these entries, to a relative error of COMPRESSION_ERROR.

    Shapes (n,), eigenvalue positive and non-increasing, power the target power of each entry. Entries that stand
    alone in their bin, and short spectra, stay as they are. null_modes, null_power: of eigenvalue 0, beside them.
    """
    if eigenvalue.size <= SHORT:
        return Modes(eigenvalue, multiplicity, power, null_power, null_modes=null_modes)
    pieces: list[Piece] = []
    counted = 0.0
    for start, stop in pairwise(bin_edges(eigenvalue)):
        part = slice(start, stop)
        ranks = counted + np.cumsum(multiplicity[part])  # sums of integers, exact as long as doubles hold them
        counted = float(ranks[-1])
        if stop - start <= FEW:
            pieces.append((eigenvalue[part], multiplicity[part], power[part], ranks))
        else:
            pieces.append(_rules(eigenvalue[part], multiplicity[part], power[part], counted))
    columns = [np.concatenate(column) for column in zip(*pieces, strict=True)]
    return Modes(columns[0], columns[1], columns[2], null_power, COMPRESSION_ERROR, columns[3], null_modes)


def bin_edges(eigenvalue: Floats) -> list[int]:
    """Indices at which the non-empty bins begin, and the end."""
    top = np.log(eigenvalue[0])
    bins = int((top - np.log(eigenvalue[-1])) / (2 * _HALF_WIDTH))
    bounds = np.exp(top - 2 * _HALF_WIDTH * np.arange(1, bins + 1))
    inner = eigenvalue.size - np.searchsorted(eigenvalue[::-1], bounds, side="left")
    return sorted({0, *inner.tolist(), eigenvalue.size})


def _rules(eigenvalue: Floats, multiplicity: Floats, power: Floats, counted: float) -> Piece:
    """The two Gauss rules of one bin as (eigenvalue, multiplicity, power, rank); modes are counted at its end only."""
    (x, count), (y, share) = rules(eigenvalue, np.stack([multiplicity, power]))
    if x.size == y.size == 1 and x[0] == y[0]:  # one value
        return x, count, share, np.array([counted])
    nodes = np.concatenate([x, y])
    order = np.argsort(-nodes, kind="stable")
    ranks = np.full(nodes.size, np.nan)
    ranks[-1] = counted
    counts, powers = np.concatenate([count, np.zeros_like(y)]), np.concatenate([np.zeros_like(x), share])
    return nodes[order], counts[order], powers[order], ranks


def rules(eigenvalue: Floats, weights: Floats) -> list[tuple[Floats, Floats]]:
    """A Gauss rule, nodes and weights, of each of some measures on the eigenvalues of one bin.

    eigenvalue: shape (n,), non-increasing.  weights: of the measures, shape (measures, n), >= 0.
    """
    high, low = np.log(eigenvalue[0]), np.log(eigenvalue[-1])
    center, half = (high + low) / 2, (high - low) / 2
    if half <= _ROUNDING * max(1.0, abs(center)):  # one value
        return [(np.exp([center]), np.array([row.sum()])) for row in weights]
    found = []
    for weight, moments in zip(weights, _chebyshev_moments(eigenvalue, weights, center, half), strict=True):
        rule = gauss_rule(*recurrence(moments))
        if not reproduces(*rule, moments):
            rule = gauss_rule(*stieltjes((np.log(eigenvalue) - center) / half, weight, _ORDER))
        found.append((np.exp(center + half * rule[0]), rule[1]))
    return found


def _chebyshev_moments(eigenvalue: Floats, weights: Floats, center: float, half: float) -> Floats:
    """sum_k weight_k T_p(x_k), p < 2n, with x = (log eta - center)/half, of each measure; shape (measures, 2n)."""
    moments = np.zeros((2 * _ORDER, len(weights)))
    basis = np.empty((2 * _ORDER, _CHUNK))
    for start in range(0, eigenvalue.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        x = (np.log(eigenvalue[part]) - center) / half
        T = basis[:, : x.size]
        T[0], T[1] = 1.0, x
        twice = 2 * x
        for p in range(2, 2 * _ORDER):
            np.multiply(twice, T[p - 1], out=T[p])
            T[p] -= T[p - 2]
        moments += T @ np.ascontiguousarray(weights[:, part].T)
    return moments.T


def in_any_order(values: Floats) -> Modes:
    """Positive values without a target, in any order, as few nodes as there need be."""
    ordered = values if np.all(values[1:] <= values[:-1]) else -np.sort(-values)
    return compressed(ordered, np.ones_like(ordered), np.zeros_like(ordered))


def compression_note(owner: str, size: int, entries: str, short: Modes) -> str:
    """How many entries of a file there are, and how many nodes stand for them."""
    if short.compression_error == 0:
        return f"{owner} has {size} {entries}, used one by one."
    return (
        f"{owner}'s {size} {entries} are represented by {len(short.eigenvalue)} nodes, "
        f"with a relative error of all sums below {short.compression_error:.0e}."
    )
