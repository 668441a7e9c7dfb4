"""The specs of the gallery, and exact local slopes of their curves."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log
from pathlib import Path

import numpy as np

import scalecalc

PAPER = Path(__file__).parents[2] / "specs" / "paper"
LITERATURE = PAPER.parent / "literature"
SPECS = sorted(PAPER.glob("*.yaml"))
_STEP = 1e-3

Overrides = tuple[str, ...]


def figure(name: str) -> Path:
    """The spec of the gallery of this name."""
    return PAPER / f"{name}.yaml"


def literature(name: str) -> Path:
    """The spec of another paper of this name."""
    return LITERATURE / f"{name}.yaml"


def slope(name: str, terms: Iterable[str], samples: float, overrides: Overrides = ()) -> float:
    """-dlog(sum of the terms)/dlog P at P = samples, by central differences: exact to about 1e-6."""
    around = f"samples=[{samples * exp(-_STEP)}, {samples * exp(_STEP)}]"
    before, after = total(name, terms, (*overrides, around))
    return log(before / after) / (2 * _STEP)


def total(name: str, terms: Iterable[str], overrides: Overrides = ()) -> np.ndarray:
    """The sum of the terms at every point of the grid."""
    table = scalecalc.decompose(figure(name), overrides)
    assert set(table["status"].tolist()) == {"ok"}
    return np.sum([table[term] for term in terms], axis=0)


def peaks(name: str, overrides: Overrides) -> list[float]:
    """The samples at which E_g is larger than at both neighbours of the grid."""
    table = scalecalc.predict(figure(name), overrides)
    error = table["generalization_error"]
    inner = (error[1:-1] > error[:-2]) & (error[1:-1] > error[2:])
    return table["samples"][1:-1][inner].tolist()


def crossover(name: str, regime: str, overrides: Overrides = ()) -> float:
    """Where the first stretch of this regime begins."""
    table = scalecalc.regimes(figure(name), overrides=overrides)
    starts = [start for start, label in zip(table["start"], table["regime"], strict=True) if label == regime]
    return float(starts[0])
