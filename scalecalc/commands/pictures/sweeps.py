"""The sweep that a picture runs along."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.coordinates import SAMPLES, STEPS, TIME, coordinate
from scalecalc.errors import UsageError
from scalecalc.figures.picture import Axis
from scalecalc.record import record
from scalecalc.results.trajectories import Direction, direction

if TYPE_CHECKING:
    from scalecalc.spec import Study
    from scalecalc.theory import grid

_LINEAR_DECADES = 2.0  # a sweep that begins at 0 is drawn on a linear scale if its other values span no more
_BELOW = 1e-4  # times the lowest leading value: what falls below is not worth the room
_SMALL = 0.01  # from here on numbers are written as powers of ten


@record
class Sweep:
    """A grid as curves along one coordinate.

    way: the coordinate on the x axis, and the swept axis that makes it move.
    axes: all axes of the grid by column name, fastest first.
    fine: how many places a curve has, evenly spread; None for as many as a line on paper shows.
    """

    way: Direction
    axes: dict[str, grid.Axis]
    fine: int | None = None

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
    def follower(self) -> str | None:
        """A count that follows the base by a law, if there is one: the last of several."""
        if self.base != SAMPLES.name:
            return None
        ruled = [name for name, axis in self.axes.items() if axis.law is not None and axis.law.samples]
        return next((name for name in reversed(ruled) if coordinate(name).count), None)

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


def sweep(study: Study, along: str | None, most: int, fine: int | None = None) -> Sweep:
    """The sweep along a coordinate, or along the first that is swept: time or steps, samples, width, ridge, noise.

    Where the first leaves too many combinations of what else is swept, it is the next one that does not.
    Raises UsageError when there is no such sweep, or more than `most` combinations of what else is swept.
    """
    axes = study.grid.named()
    first = [name for name in (TIME.name, STEPS.name) if name in axes]
    swept = [name for name in dict.fromkeys((*first, *axes)) if axes[name].swept]
    few = [name for name in swept if len(study.grid) // len(axes[name]) * study.among <= most]
    along = along or next(iter([*few, *swept]), None)
    if along is None:
        raise UsageError(
            "a picture needs a sweep, and the spec has single values only; "
            "give a range, such as samples={from: 10, to: 1e6, points: 31}"
        )
    way = direction(study.grid, along)
    if not axes[way.base].swept:
        raise UsageError(f"a picture along {way.along} needs a sweep of it, and it takes a single value here")
    result = Sweep(way, axes, fine)
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


def rounded(value: float) -> str:
    """The same with three digits, for labels."""
    return number(float(f"{value:.3g}"))


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


def picked(values: Floats, log: bool, most: int) -> np.ndarray[Any, Any]:
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


def floor(leading: Iterable[Floats], others: Iterable[Floats]) -> float | None:
    """Where the axis begins when other curves fall far below the leading ones, which would be squeezed; else None."""
    lowest = _lowest(leading) * _BELOW
    return lowest if _lowest(others) < lowest < np.inf else None


def _lowest(values: Iterable[Floats]) -> float:
    joined = np.concatenate([np.full(1, np.inf), *values])
    return float(joined[joined > 0].min())


def drawable(values: Floats) -> bool:
    """Whether a logarithmic scale has a place for any of the values."""
    return bool(np.any(np.isfinite(values) & (values > 0)))
