"""The curves of a study as the theory draws them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.blocks import stacked
from scalecalc.commands.pictures.places import Places, places
from scalecalc.commands.pictures.sweeps import Sweep, case_label
from scalecalc.figures.picture import Series
from scalecalc.record import record
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.spec import Study

Values = dict[str, Floats]


@record
class Curves:
    """The curves of one case.

    x: in rising order, shape (n,).  y: each quantity there.  on, marked: which places are on the curve, and which bear
    its marks because they are those of the grid.
    """

    case: dict[str, float]
    x: Floats
    y: Values
    on: Bools
    marked: Bools

    @property
    def label(self) -> str:
        return case_label(self.case)

    @property
    def grid(self) -> tuple[Floats, Values]:
        """x and the quantities at the points of the grid."""
        return self.x[self.marked], {name: values[self.marked] for name, values in self.y.items()}

    def series(self, quantity: str, name: str, symbol: str, **look: Any) -> Series:
        """The curve of a quantity with its marks."""
        y = self.y[quantity]
        marks = self.x[self.marked], y[self.marked]
        return Series(name, symbol, self.x[self.on], y[self.on], marks=marks, **look)

    def divergences(self, quantities: Iterable[str]) -> set[float]:
        """Where one of them is infinite."""
        infinite = np.any([np.isposinf(self.y[name]) for name in quantities], axis=0)
        return set(self.x[infinite].tolist())


def curves(
    study: Study, sweep: Sweep, compute: Callable[[Study], Iterator[Table]], names: Sequence[str], by: str | None = None
) -> list[Curves]:
    """The curves of what `compute` gives under these names, one for each case of the sweep.

    by: where there are several rows at each point, the column that says which is which. It names the curves then.
    """
    where = places(study, sweep)
    table = stacked(compute(where.study(study, sweep)))
    parts = [""] if by is None else list(dict.fromkeys(map(str, table[by].tolist())))
    y = {part or name: table[name][row :: len(parts)] for name in names for row, part in enumerate(parts)}
    x = table[sweep.along][:: len(parts)]
    rows = np.arange(x.size).reshape(-1, where.values.size, sweep.stride)  # the first coordinates are the fastest
    return [
        _of_case(case, where, x[own], {name: values[own] for name, values in y.items()})
        for case, own in zip(sweep.cases, np.moveaxis(rows, 1, 2).reshape(-1, where.values.size), strict=True)
    ]


def _of_case(case: dict[str, float], where: Places, x: Floats, y: Values) -> Curves:
    order = np.argsort(x, kind="stable")
    ordered = {name: values[order] for name, values in y.items()}
    return Curves(case, x[order], ordered, where.on[order], where.marked[order])
