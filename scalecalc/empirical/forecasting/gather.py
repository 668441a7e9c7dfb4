"""All that is measured for a forecast: errors on parts of the samples, and the population that they show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.empirical.forecasting.limits import Never
from scalecalc.empirical.forecasting.look import Seen
from scalecalc.empirical.forecasting.policy import RidgePolicy, lowest
from scalecalc.empirical.forecasting.population import Population
from scalecalc.empirical.forecasting.subsets import ARCS, Circle, without
from scalecalc.empirical.validation.own import OwnErrors
from scalecalc.record import record

Look = Callable[[NDArray[Any], Floats], Seen]  # at these samples, with these ridges


def places(ridges: Floats, wanted: Floats) -> NDArray[np.intp]:
    """Where among rising ridges those are that are wanted; they are there."""
    found = np.searchsorted(ridges, wanted)
    assert (ridges[found] == wanted).all()  # they were asked for
    return found


@record(eq=False)
class Evidence:
    """What a forecast goes on from.

    sizes, curve: numbers of samples and leave-one-out errors there, each at its own ridge, shape (k,), rising sizes.
    samples: of the largest part.  ridges, loo, gcv: errors of that at every ridge that a forecast may ask for, shape
    (r,).  population: that it shows.
    """

    sizes: Floats
    curve: Floats
    samples: int
    ridges: Floats
    loo: Floats
    gcv: Floats
    population: Population

    def ridge(self, candidates: Floats) -> float:
        """The best of these ridges at the largest part."""
        return lowest(candidates, self.loo[places(self.ridges, candidates)])[0]


@record(eq=False)
class Gathered:
    """whole: of all samples.  others: without one arc each.  never: what all samples say is never learned.

    ridges, stderr: of the curve of the whole, the ridge at each size and its standard error, shape (k,).
    """

    whole: Evidence
    others: tuple[Evidence, ...]
    ridges: Floats
    stderr: Floats
    never: Never


class Gathering:
    """Measures parts of a circle of samples.  done: called after each."""

    def __init__(self, circle: Circle, policy: RidgePolicy, look: Look, done: Callable[[], None]) -> None:
        self._circle, self._policy, self._look, self._done = circle, policy, look, done

    def at(self, size: int) -> tuple[float, float, float]:
        """The ridge of parts of this size, the mean of their leave-one-out errors, and its standard error."""
        candidates = self._policy.candidates(size)
        return self._mean([seen.errors for seen in self._parts(size, candidates)], size)

    def all(self, wanted: Iterable[float]) -> Gathered:
        """Everything that forecasts at these numbers of samples go on from."""
        probes = self._policy.probes(wanted)
        runs = {arcs: self._parts(size, self._asked(size, probes, arcs)) for arcs, size in self._sizes.items()}
        means = [self._mean([one.errors for one in runs[arcs]], size) for arcs, size in self._sizes.items()]
        everywhere = {arcs: list(range(len(parts))) for arcs, parts in runs.items()}
        whole = self._evidence(runs, everywhere)
        return Gathered(
            whole,
            tuple(self._evidence(runs, {arcs: without(arc, arcs) for arcs in range(1, ARCS)}) for arc in range(ARCS)),
            np.array([ridge for ridge, _, _ in means]),
            np.array([stderr for _, _, stderr in means]),
            runs[ARCS][0].never(whole.population.noise),
        )

    @property
    def _sizes(self) -> dict[int, int]:
        return {arcs: self._circle.size(arcs) for arcs in range(1, ARCS + 1)}

    def _asked(self, size: int, probes: Floats, arcs: int) -> Floats:
        """The ridges to look at: of the largest parts all, of the others what the curve takes."""
        candidates = self._policy.candidates(size)
        return np.union1d(candidates, probes) if arcs >= ARCS - 1 else candidates

    def _parts(self, size: int, ridges: Floats) -> list[Seen]:
        found = []
        for start in range(ARCS if size < len(self._circle.order) else 1):
            found.append(self._look(self._circle.part(start, size), ridges))
            self._done()
        return found

    def _mean(self, parts: Sequence[OwnErrors], size: int) -> tuple[float, float, float]:
        """As if what a sample says in several parts were always the same: only different samples count."""
        candidates = self._policy.candidates(size)
        at = places(parts[0].ridges, candidates)
        ridge, error = lowest(candidates, np.mean([one.loo[at, 0] for one in parts], axis=0))
        nearest = at[int(np.argmin(np.abs(np.log(candidates / ridge))))]
        stderr = np.mean([one.loo_stderr[nearest, 0] for one in parts])
        return ridge, error, float(stderr * np.sqrt(size / len(self._circle.order)))

    def _evidence(self, runs: dict[int, list[Seen]], starts: dict[int, list[int]]) -> Evidence:
        sizes = [self._sizes[arcs] for arcs in starts]
        chosen = {arcs: [runs[arcs][start] for start in starts[arcs]] for arcs in starts}
        curve = [self._mean([one.errors for one in chosen[arcs]], self._sizes[arcs])[1] for arcs in starts]
        top = chosen[max(starts)][0]
        errors = top.errors
        return Evidence(
            np.array(sizes, dtype=float),
            np.array(curve),
            sizes[-1],
            errors.ridges,
            errors.loo[:, 0],
            errors.gcv[:, 0],
            top.population(),
        )
