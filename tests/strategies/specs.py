"""Whole specs that are valid, ordinary ones and those of extreme numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from hypothesis import strategies as st

from tests.strategies.building import among, composite, kept
from tests.strategies.case import Case
from tests.strategies.matrices import Matrices, matrices
from tests.strategies.numbers import EXTREME, LARGEST_COUNT, ORDINARY, Floats, Numbers, counts
from tests.strategies.sweeps import Swept, laws, sweeps
from tests.strategies.tasks import Task, steep, tasks

_TITLES = ("", "A study", "λ → 0, η_k = k^-α: «naïve» 𝛼", "a: b # c", "- 'x\"")


@dataclass(frozen=True)
class Drawn(Case):
    """A spec, and the number of points of its grid."""

    rows: int = 0


@composite
def specs(
    draw: st.DrawFn,
    numbers: Numbers = ORDINARY,
    task: st.SearchStrategy[Task] | None = None,
    optimal: bool = False,
    most: int = 4,
) -> Drawn:
    """A whole spec. task: where only some will do. optimal: that its ridge is.
    most: samples in a sweep.
    """
    learned = draw(tasks(numbers) if task is None else task)
    random = draw(matrices(numbers, learned.modes))
    samples = draw(sweeps(_samples(numbers, learned, random), most, counts=True))
    features = "features" in random.said
    ridge = Swept("optimal", 1) if optimal else draw(_strengths(numbers, features))
    noise = draw(_strengths(numbers, features))
    said = {"spectrum": learned.spectrum, "target": learned.target, "noise": noise.said, "ridge": ridge.said}
    said |= {"samples": samples.said, **random.said}
    if draw(st.booleans()):
        said = {"title": draw(among(*_TITLES)), **said}
    return Drawn(said, learned.files | random.files, samples.size * random.size * ridge.size * noise.size)


def steep_specs() -> st.SearchStrategy[Drawn]:
    """Specs of ordinary numbers but for a spectrum that falls exponentially."""
    return specs(task=steep(ORDINARY))


def extreme_specs() -> st.SearchStrategy[Drawn]:
    """Specs of the right form whose numbers may be anything: some of them hold together, some do not."""
    return specs(EXTREME)


def _samples(numbers: Numbers, task: Task, random: Matrices) -> Floats:
    edges = tuple(count for edge in (*task.edges, *random.edges) for count in _around(edge))
    return counts(numbers, edges, whole=random.whole, most=LARGEST_COUNT if random.finite else inf)


def _around(edge: float) -> list[float]:
    """A count, and its neighbours."""
    return [edge] if edge in (1.0, inf) else [edge - 1, edge, edge + 1] if edge >= 2 else [edge]


@kept
def _strengths(numbers: Numbers, features: bool) -> st.SearchStrategy[Swept]:
    """A ridge, or a noise."""
    return st.one_of(sweeps(numbers.strength, 3), sweeps(numbers.strength, 3), laws(features))
