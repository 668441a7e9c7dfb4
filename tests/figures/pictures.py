"""Pictures of simple formulas."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from scalecalc.figures.picture import Axis, Band, Guide, Picture, Series

X = np.geomspace(10, 1e5, 17)


def power(exponent: float, factor: float = 1.0, **named: Any) -> Series:
    """factor * x^exponent."""
    values: dict[str, Any] = {"name": "error", "symbol": "E"} | named
    return Series(x=X, y=factor * X**exponent, **values)


def picture(*series: Series, **changed: Any) -> Picture:
    """A picture of these curves, or of a single power law."""
    values: dict[str, Any] = {"title": "A title", "x": Axis("samples", "P"), "y": Axis("error", "E")} | changed
    return Picture(series=series or (power(-1.0),), **values)


def cases() -> Picture:
    """Two quantities in three cases."""
    return picture(
        *(
            power(slope, 10.0**number, name=name, symbol=symbol, case=f"λ = 1e-{number}")
            for name, symbol, slope in (("test error", "E_g+σ²", -1.0), ("train error", "E_tr", 0.5))
            for number in range(3)
        ),
        y=Axis("squared error"),
    )


def banded(count: int, label: str = "signal limited, capacity") -> Picture:
    """A curve over so many bands of equal width, each with a guide."""
    edges = np.geomspace(10, 1e5, count + 1).tolist()
    bands = tuple(Band(a, b, label) for a, b in pairwise(edges))
    guides = tuple(Guide((b.start, b.stop), (2 / b.start, 2 / b.stop), "P^-1") for b in bands)
    return picture(bands=bands, guides=guides)


def diverging() -> Picture:
    """A curve with a hole where it is infinite."""
    with np.errstate(divide="ignore"):
        y = 1 / np.abs(X - X[8])
    return picture(Series("error", "E", X, y), divergences=(float(X[8]),))


def stacked() -> Picture:
    """Two layers of height 1 and 2."""
    layers = (Series(f"layer {height}", "", X, np.full(X.size, float(height)), role="area") for height in (1, 2))
    total = Series("sum", "", X, np.full(X.size, 3.0), role="total")
    return picture(*layers, total, y=Axis("error", "E", log=False))


def fitted() -> Picture:
    """Points with straight lines, one of which leaves the picture."""
    return picture(
        power(-1.0, role="points"),
        power(-1.0, name="fit P^-1", symbol="", role="fit"),
        power(-3.0, name="law 1 P^-3", symbol="", role="law"),
        power(-1.0, 0.1, name="part", symbol="Var_X", role="faint"),
    )


def shaded() -> Picture:
    """A curve with a band of a factor 10 each way around it."""
    return picture(power(-1.0, band=(0.1 * X**-1, 10.0 * X**-1)))


EVERY = {
    "curve": picture(),
    "cases": cases(),
    "bands": banded(3),
    "many bands": banded(10),
    "diverging": diverging(),
    "stacked": stacked(),
    "fitted": fitted(),
    "shaded": shaded(),
    "nothing": picture(Series("error", "E", X, np.full(X.size, np.nan))),
    "one point": picture(Series("error", "E", X[:1], X[:1])),
    "linear": picture(power(0.0), x=Axis("ridge", "λ", log=False)),
    "titled": picture(title="Ein Titel — 標題 \x1b[31m $x", subtitle="N = 100, λ = 1e-5", notes=("A note of κ₂.",)),
}
