"""The error and its terms, as several pictures draw them."""

from __future__ import annotations

import numpy as np

from scalecalc.commands.pictures.sweeps import Curves, floor
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


def error_axis(curves: Curves, *, log: bool = True) -> Axis:
    """For the total and its terms."""
    start = floor([curves.y[TOTAL]], [curves.y[name] for name in TERMS]) if log else None
    return Axis(TOTAL_NAME, GENERALIZATION.symbol, log, start)


def term_series(curves: Curves, role: Role) -> list[Series]:
    """The terms that are not 0 throughout."""
    return [
        Series(TERM_NAMES[name], TERM_COLUMNS[name].symbol, curves.x, curves.y[name], role=role, hue=hue)
        for hue, name in enumerate(TERMS)
        if np.any(curves.y[name] > 0)
    ]
