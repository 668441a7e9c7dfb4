"""Test distributions mode by mode, without any law; long ones as a few hundred nodes (`modes/compress`)."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.modes.compress import FEW, SHORT, bin_edges, rules
from scalecalc.theory.shift.probe import ProbeModes, ProbeNodes, joined, nodes_of


@record(eq=False)
class Listed:
    """Entries of equal modes; arrays of shape (n,).

    eigenvalue: eta > 0, non-increasing.  count: modes of an entry.  ratio: eta'/eta.
    own, given: eta' w^2 and eta' w'^2 of a mode; given None where w' = w.
    """

    eigenvalue: Floats
    count: Floats
    ratio: Floats
    own: Floats
    given: Floats | None

    @property
    def power_law(self) -> None:
        """No laws."""
        return None

    def one_by_one(self) -> ProbeModes:
        """The modes of all entries."""
        counts = np.rint(self.count).astype(int)
        given = None if self.given is None else np.repeat(self.given, counts)
        return ProbeModes(np.repeat(self.ratio, counts), np.repeat(self.own, counts), given)

    def nodes(self, floor: float) -> ProbeNodes:
        """The same for every kappa."""
        del floor
        return self._nodes

    @cached_property
    def _nodes(self) -> ProbeNodes:
        every = nodes_of(self.eigenvalue, self.ratio, self.own, self.given, self.count)
        if self.eigenvalue.size <= SHORT:
            return every
        return joined([_compressed(every, start, stop) for start, stop in pairwise(bin_edges(self.eigenvalue))])


def _compressed(every: ProbeNodes, start: int, stop: int) -> ProbeNodes:
    """The entries of one bin, or a rule for each of their measures; what has both signs is one more and one less."""
    ratio, own, given, both, moved, change = (
        getattr(every, name)[start:stop] for name in ("ratio", "own", "given", "both", "moved", "change")
    )
    eigenvalue = every.eigenvalue[start:stop]
    if stop - start <= FEW:
        return ProbeNodes(eigenvalue, every.side[start:stop], ratio, own, given, both, moved, change)
    measures = np.stack([ratio, own, both, np.maximum(moved, 0.0), np.maximum(-moved, 0.0)])
    found = rules(eigenvalue, measures)
    nodes = np.concatenate([places for places, _ in found])
    columns = np.zeros((len(found), nodes.size))
    end = 0
    for row, (places, weights) in zip(columns, found, strict=True):
        row[end : end + places.size] = weights
        end += places.size
    constants = np.zeros((2, nodes.size))
    constants[:, 0] = given.sum(), change.sum()
    side = np.full(nodes.size, eigenvalue[0])
    return ProbeNodes(
        nodes, side, columns[0], columns[1], constants[0], columns[2], columns[3] - columns[4], constants[1]
    )
