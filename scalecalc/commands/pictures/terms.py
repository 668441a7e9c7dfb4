"""The error and its terms, as several pictures draw them. Each has the same colour in all of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scalecalc.commands.pictures.curves import Curves
from scalecalc.commands.pictures.sweeps import floor
from scalecalc.figures.picture import Axis, Role, Series
from scalecalc.results.columns import GENERALIZATION
from scalecalc.results.points import TERM_COLUMNS
from scalecalc.theory.risk.errors import TERMS

MOST_CASES = 8  # that can be told apart in one panel
MOST_PANELS = 6  # that a page holds
TOTAL = GENERALIZATION.name
TOTAL_NAME = TOTAL.replace("_", " ")
TERM_NAMES = {
    "bias2": "squared bias",
    "var_features": "features",
    "var_samples": "samples",
    "var_samples_features": "samples, features",
    "var_samples_noise": "samples, noise",
    "var_samples_features_noise": "samples, features, noise",
}
TEST_HUE, TRAIN_HUE = len(TERMS), len(TERMS) + 1  # the hues of the terms are their places in TERMS
FIT_HUE, LAW_HUE = TEST_HUE, TRAIN_HUE


def error_axis(curves: Curves, names: Iterable[str] = TERMS) -> Axis:
    """A logarithmic axis for the total and its terms."""
    start = floor([curves.y[TOTAL]], [curves.y[name] for name in names if name in curves.y])
    return Axis(TOTAL_NAME, GENERALIZATION.symbol, start=start)


def total_series(curves: Curves, role: Role = "total") -> Series:
    """The sum of the terms."""
    return curves.series(TOTAL, TOTAL_NAME, GENERALIZATION.symbol, role=role)


def term_series(curves: Curves, role: Role, names: Iterable[str] = TERMS) -> list[Series]:
    """The terms that are not 0 throughout."""
    return [
        curves.series(name, TERM_NAMES[name], TERM_COLUMNS[name].symbol, role=role, hue=TERMS.index(name))
        for name in names
        if name in curves.y and np.any(curves.y[name] > 0)
    ]
