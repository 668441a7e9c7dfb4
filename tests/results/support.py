"""Specs for the tests of the tables."""

from math import inf
from typing import Any

Spec = dict[str, Any]


def power_law_spec(
    alpha: float = 1.5, r: float = 0.4, modes: float = inf, width: Any = None, *, samples: Any, **rest: Any
) -> Spec:
    """A power-law task; width None: no features."""
    features = {} if width is None else {"features": {"width": width}}
    return {
        "spectrum": {"kind": "power_law", "alpha": alpha, "modes": modes},
        "target": {"kind": "power_law", "r": r},
        "samples": samples,
        "ridge": 0,
        **features,
        **rest,
    }
