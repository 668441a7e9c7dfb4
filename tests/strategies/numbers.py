"""The numbers that specs are made of: ordinary ones, and those at the edges of what a double or the theory holds."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.strategies.building import among, composite, kept

Floats = SearchStrategy[float]

EDGES = (5e-324, 1e-320, 2.3e-308, 1e-307, 1e-200, 1e-100, 1e-30, 1e-16, 1e16, 1e30, 1e100, 1e200, 1e307, 1.7e308)
LARGEST_COUNT = 1e60


@kept
def log_uniform(low: float, high: float) -> Floats:
    """Powers of ten between 10^low and 10^high, to three digits."""
    return st.floats(low, high).map(lambda x: float(f"{10**x:.3g}"))


_MANY = st.one_of(st.integers(1, 20), log_uniform(0, 4).map(round)).map(float)


@dataclass(frozen=True)
class Numbers:
    """Strategies for the numbers of one spec.

    positive: eigenvalues, scales.  strength: ridge, noise.  count: samples, widths.
    edge: whether values may leave the range of doubles on the way.  multiplicity: of a level.
    """

    positive: Floats
    strength: Floats
    count: Floats
    edge: bool = False
    multiplicity: Floats = _MANY


@composite
def counts(
    draw: st.DrawFn, numbers: Numbers, edges: tuple[float, ...] = (), whole: bool = False, most: float = inf
) -> float:
    """A count up to `most`, often one at which something happens."""
    value = draw(among(*edges)) if edges and draw(st.booleans()) else draw(numbers.count)
    value = min(value, most)
    return float(round(value)) if whole and value < inf else value


@kept
def several(values: Floats, most: int) -> SearchStrategy[list[float]]:
    """At least one of them."""
    return st.lists(values, min_size=1, max_size=most)


@kept
def exponents(low: float, high: float) -> Floats:
    """Numbers of a few digits, often at or next to the values at which laws tie."""
    ties = [x for x in (0.5, 0.501, 0.499, 1.0, 1.001, 0.999, 1.5, 2.0) if low <= x <= high]
    return st.one_of(st.floats(low, high).map(lambda x: min(max(round(x, 3), low), high)), among(*ties))


_WHOLE = st.one_of(st.integers(1, 12), log_uniform(0, 4).map(round)).map(float)
ORDINARY = Numbers(
    log_uniform(-3, 2), st.one_of(among(0.0, 1e-8, 1e-6, 1e-4, 1e-3, 0.01, 0.1), log_uniform(-8, 1)), _WHOLE
)
EXTREME = Numbers(
    st.one_of(log_uniform(-3, 2), log_uniform(-300, 300), among(*EDGES)),
    st.one_of(st.just(0.0), log_uniform(-300, 300), among(*EDGES)),
    st.one_of(_WHOLE, st.floats(1, 50), log_uniform(0, 60), among(1e16, LARGEST_COUNT, inf)),
    edge=True,
)
