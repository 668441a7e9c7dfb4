"""The sweep that a picture runs along, and the curves of it, picked from blocks while they pass by."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.coordinates import STEPS, TIME, coordinate
from scalecalc.errors import UsageError
from scalecalc.figures.picture import Axis
from scalecalc.record import record
from scalecalc.results.trajectories import Direction, direction
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.spec import Study
    from scalecalc.theory import grid

MOST_POINTS = 2000  # of one curve: more than any paper or screen resolves
_LINEAR_DECADES = 2.0  # a sweep that begins at 0 is drawn on a linear scale if its other values span no more
_BELOW = 1e-4  # times the lowest leading value: what falls below is not worth the room
_SMALL = 0.01  # from here on numbers are written as powers of ten


@record
class Sweep:
    """A grid as curves along one coordinate.

    way: the coordinate on the x axis, and the swept axis that makes it move.
    axes: all axes of the grid by column name, fastest first.
    """

    way: Direction
    axes: dict[str, grid.Axis]

    @property
    def along(self) -> str:
        return self.way.along

    @property
    def base(self) -> str:
        return self.way.base

    @property
    def values(self) -> Floats:
        values = self.axes[self.base].values
        assert values is not None  # a swept axis has values
        return values

    @property
    def stride(self) -> int:
        """Rows from one value of the base to the next."""
        names = list(self.axes)
        return prod(len(self.axes[name]) for name in names[: names.index(self.base)])

    @property
    def held(self) -> list[str]:
        """What else is swept, slowest first."""
        return [name for name in reversed(self.axes) if name != self.base and self.axes[name].swept]

    @property
    def cases(self) -> list[dict[str, float]]:
        """The combinations of what else is swept, in the order of the grid."""
        axes = (self.axes[name].values for name in self.held)
        values = [axis.tolist() for axis in axes if axis is not None]
        return [dict(zip(self.held, one, strict=True)) for one in product(*values)]

    @property
    def x(self) -> Axis:
        log = self.along != self.base or not _is_linear(self.values)
        return Axis(self.along.replace("_", " "), coordinate(self.along).symbol, log)


def sweep(study: Study, along: str | None, most: int) -> Sweep:
    """The sweep along a coordinate, or along the first that is swept: time or steps, samples, width, ridge, noise.

    Raises UsageError when there is no such sweep, or more than `most` combinations of what else is swept.
    """
    axes = study.grid.named()
    along = along or next((name for name in (TIME.name, STEPS.name, *axes) if name in axes and axes[name].swept), None)
    if along is None:
        raise UsageError(
            "a picture needs a sweep, and the spec has single values only; "
            "give a range, such as samples={from: 10, to: 1e6, points: 31}"
        )
    way = direction(study.grid, along)
    if not axes[way.base].swept:
        raise UsageError(f"a picture along {way.along} needs a sweep of it, and it takes a single value here")
    result = Sweep(way, axes)
    count = prod(len(axes[name]) for name in result.held) * study.among
    if count > most:
        names = " and ".join(reversed(result.held)) or "what is varied"
        example = f", for example {_held(axes[result.held[-1]])}" if result.held else " at fewer values"
        raise UsageError(
            f"a picture shows at most {most} combinations of what is swept beside {way.base}, and the spec has "
            f"{count}; hold {names}{example}"
        )
    return result


def _held(axis: grid.Axis) -> str:
    """How a spec would hold an axis at its first value."""
    assert axis.values is not None  # a swept axis has values
    return f"{axis.key}={number(float(axis.values[0]))}"


def number(value: float) -> str:
    """A number as a person writes it into a spec: 1000, 0.25, 1e-4."""
    text = f"{value:.3e}" if 0 < abs(value) < _SMALL else f"{value:.6g}"
    mantissa, e, exponent = text.partition("e")
    return f"{float(mantissa):g}e{int(exponent)}" if e else text


def case_label(case: dict[str, float]) -> str:
    """What holds for a curve, such as N = 1000, λ = 1e-4."""
    return ", ".join(f"{coordinate(name).symbol} = {number(case[name])}" for name in reversed(case))


def _is_linear(values: Floats) -> bool:
    """Whether values were chosen for a linear scale: at equal distances, or from 0 on over few decades."""
    finite = np.sort(values[np.isfinite(values)])
    positive = finite[finite > 0]
    if positive.size == 0:
        return True
    if positive.size < finite.size:
        return float(np.log10(positive[-1] / positive[0])) <= _LINEAR_DECADES
    steps = np.diff(finite)
    return steps.size > 1 and bool(np.ptp(steps) <= 1e-6 * steps.max())


def picked(values: Floats, log: bool, most: int = MOST_POINTS) -> np.ndarray[Any, Any]:
    """Which values are drawn: shape (n,), true for at most `most`, evenly over the scale, both ends included."""
    if values.size <= most:
        return np.ones(values.size, dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        position = np.log10(values) if log else values
    order = np.argsort(position, kind="stable")
    order = order[np.isfinite(position[order])]
    wanted = np.linspace(position[order[0]], position[order[-1]], most)
    chosen = np.zeros(values.size, dtype=bool)
    chosen[order[np.searchsorted(position[order], wanted).clip(max=order.size - 1)]] = True
    return chosen


@record
class Curves:
    """The curves of one case: x in rising order, shape (n,), and each quantity there."""

    case: dict[str, float]
    x: Floats
    y: dict[str, Floats]

    @property
    def label(self) -> str:
        return case_label(self.case)


class Gathering:
    """Keeps the drawn rows of the blocks that pass by; few of a long sweep, so that it may be very long."""

    def __init__(self, sweep: Sweep, names: Sequence[str], *, whole: bool = False) -> None:
        self._sweep = sweep
        self._names = (sweep.along, *names)
        self._picked = np.ones(sweep.values.size, dtype=bool) if whole else picked(sweep.values, sweep.x.log)
        self._kept: list[dict[str, Floats]] = []
        self._cases: list[np.ndarray[Any, Any]] = []
        self._seen = 0

    def see(self, block: Table) -> None:
        rows = np.arange(self._seen, self._seen + len(block))
        self._seen += len(block)
        stride, length = self._sweep.stride, self._sweep.values.size
        keep = self._picked[rows // stride % length]
        cases = rows // (stride * length) * stride + rows % stride
        self._kept.append({name: block[name][keep] for name in self._names})
        self._cases.append(cases[keep])

    def curves(self) -> list[Curves]:
        """One for each case of the sweep, in order."""
        kept = {name: np.concatenate([part[name] for part in self._kept]) for name in self._names}
        of = np.concatenate(self._cases)
        result = []
        for number, case in enumerate(self._sweep.cases):
            rows = np.flatnonzero(of == number)
            rows = rows[np.argsort(kept[self._sweep.along][rows], kind="stable")]
            y = {name: kept[name][rows] for name in self._names[1:]}
            result.append(Curves(case, kept[self._sweep.along][rows], y))
        return result


def divergences(x: Floats, values: Sequence[Floats]) -> tuple[float, ...]:
    """Where one of the curves is infinite."""
    infinite = np.zeros(x.size, dtype=bool)
    for one in values:
        infinite |= np.isposinf(one)
    return tuple(x[infinite].tolist())


def left_out(sweep: Sweep) -> tuple[str, ...]:
    """A note on the values of the sweep that have no place on the axis."""
    values = sweep.values
    outside = ~np.isfinite(values) | ((values <= 0) & sweep.x.log)
    if not outside.any():
        return ()
    symbol = coordinate(sweep.base).symbol
    names = ", ".join(f"{symbol} = {number(float(value))}" for value in np.unique(values[outside]))
    return (f"{names} has no place on the axis and is not drawn.",)


def floor(leading: Sequence[Floats], others: Sequence[Floats]) -> float | None:
    """Where the axis begins when other curves fall far below the leading ones, which would be squeezed; else None."""
    lowest = _lowest(leading) * _BELOW
    return lowest if _lowest(others) < lowest < np.inf else None


def _lowest(values: Sequence[Floats]) -> float:
    joined = np.concatenate([np.full(1, np.inf), *values])
    return float(joined[joined > 0].min())


def drawable(values: Floats) -> bool:
    """Whether a logarithmic scale has a place for any of the values."""
    return bool(np.any(np.isfinite(values) & (values > 0)))
