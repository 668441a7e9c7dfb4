"""Sweeps: a number, a list, a range or a law; and the values that each stands for."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log10
from typing import Any

import numpy as np
from hypothesis import strategies as st

from tests.strategies.building import among, composite
from tests.strategies.numbers import Floats, several

Sweep = float | list[float] | dict[str, Any] | str


@dataclass(frozen=True)
class Swept:
    """What a spec says of one axis. size: its number of points in the grid, which for a law is 1."""

    said: Sweep
    size: int


@composite
def sweeps(draw: st.DrawFn, values: Floats, most: int, counts: bool = False) -> Swept:
    """A number, a list of at most so many, or a range."""
    kind = draw(among("number", "list", "range")) if most > 1 else "number"
    if kind == "number":
        return Swept(draw(values), 1)
    if kind == "list":
        listed = draw(several(values, most))
        return Swept(listed, len(listed))
    return draw(_ranges(values, most, counts))


@composite
def _ranges(draw: st.DrawFn, values: Floats, most: int, counts: bool) -> Swept:
    ends = sorted({draw(values), draw(values)} - {inf})
    if len(ends) < 2:
        return Swept(1.0, 1)
    low, high = ends
    points = draw(among(*range(2, most + 1)))
    said: dict[str, Any] = {"from": low, "to": high}
    if low == 0 or draw(st.booleans()):
        return _counted({**said, "points": points, "spacing": "linear"}, np.linspace(low, high, points), counts)
    decades = log10(high) - log10(low)
    if decades > 1e-3 and draw(st.booleans()):
        said["per_decade"] = round((points - 1) / decades, 6)
        points = max(2, round(said["per_decade"] * decades) + 1)
    else:
        said["points"] = points
    return _counted(said, np.logspace(log10(low), log10(high), points), counts)


def _counted(said: dict[str, Any], values: np.ndarray[Any, Any], counts: bool) -> Swept:
    """Counts are rounded, and repeats merged."""
    return Swept(said, len(np.unique(np.rint(values))) if counts else len(values))


@composite
def laws(draw: st.DrawFn, with_width: bool) -> Swept:
    """A law for a ridge or a noise: it falls, so that it has a value at infinitely many samples or features too."""
    powers = {"P": -draw(_EXPONENTS)}
    if with_width and draw(st.booleans()):
        powers["N"] = -draw(_EXPONENTS)
    return Swept(draw(_written(draw(among(1, 0.5, 1e-3)), powers)), 1)


@composite
def width_laws(draw: st.DrawFn) -> Swept:
    """A law for a width."""
    return Swept(draw(_written(draw(among(0.5, 1, 2, 30)), {"P": draw(_EXPONENTS)})), 1)


def is_law(said: object) -> bool:
    """Whether a sweep is a law, as text or as a mapping."""
    return isinstance(said, str) or (isinstance(said, dict) and "times" in said)


def _written(times: float, powers: dict[str, float]) -> st.SearchStrategy[Sweep]:
    """A law as text, or as a mapping."""
    text = " * ".join([str(times), *(f"{name}^{power}" for name, power in powers.items())])
    return st.sampled_from([text, {"times": times, **powers}])


_EXPONENTS = among(0.0, 0.2, 0.5, 0.68, 1.0, 1.5)
