"""Runs of known laws."""

from __future__ import annotations

from typing import Any

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.fitting.laws import LAWS, Law
from scalecalc.fitting.losses import LOSSES
from scalecalc.fitting.minimise import Penalty, Rows

CHINCHILLA = {
    "floor": 1.8172,
    "amplitude_N": 477.8,
    "amplitude_D": 2143.0,
    "exponent_N": 0.3473,
    "exponent_D": 0.3672,
}
FREE = np.zeros(5, dtype=bool)


def sizes(n: int, seed: int = 0) -> tuple[Floats, Floats]:
    """N from 4e7 to 1.6e10 and D from 1e9 to 3e11."""
    generator = np.random.default_rng(seed)
    return (
        np.exp(generator.uniform(np.log(4e7), np.log(1.6e10), n)),
        np.exp(generator.uniform(np.log(1e9), np.log(3e11), n)),
    )


def surface(N: Floats, D: Floats, **changed: float) -> Floats:
    """E + A N^-a + B D^-b."""
    E, A, B, a, b = (CHINCHILLA | changed).values()
    return np.asarray(E + A * N**-a + B * D**-b)


def runs(n: int = 60, noise: float = 0.01, seed: int = 0) -> dict[str, Floats]:
    """A table of runs with noise in their logs."""
    N, D = sizes(n, seed)
    generator = np.random.default_rng(seed + 1)
    return {"N": N, "D": D, "loss": surface(N, D) * np.exp(noise * generator.standard_t(3, n))}


def problem(
    x: Floats, y: Floats, law: str = "additive", loss: str = "huber", above: float = 1.0
) -> tuple[Law, Rows, Penalty]:
    """What is minimised for x of shape (n, k)."""
    logs, unit = np.log(x), float(np.exp(np.log(y).mean()))
    names = {"theory": ("samples", "width")}.get(law, tuple("NDK")[: x.shape[1]])
    made = LAWS[law](names, logs, unit)
    return made, Rows(logs, np.log(y / unit)), Penalty(LOSSES[loss](1e-3), above)


def as_dict(table: Any, column: str = "estimate") -> dict[str, float]:
    """A column by the name of the parameter."""
    return dict(zip(table["parameter"].tolist(), table[column].tolist(), strict=True))
