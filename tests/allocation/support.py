"""Surfaces, searches and laws for the tests."""

from __future__ import annotations

from typing import Any

from scalecalc.allocation.asymptotic import FrontierLaw, frontier_law
from scalecalc.allocation.cost import parse_cost
from scalecalc.allocation.frontier import search_of
from scalecalc.allocation.search import Search
from scalecalc.allocation.surfaces.posed import theory_surface
from scalecalc.allocation.surfaces.theory import TheorySurface
from scalecalc.api import load
from scalecalc.spec import Study

NAMES = {"P": "samples", "N": "width", "K": "members"}
INF = float("inf")


def spec(alpha: float = 1.5, r: float = 0.8, noise: float = 0.01, ridge: Any = 0, **more: Any) -> dict[str, Any]:
    """Random features on a power law."""
    return {
        "spectrum": {"kind": "power_law", "alpha": alpha, "modes": INF},
        "target": {"kind": "power_law", "r": r},
        "noise": noise,
        "ridge": ridge,
        "samples": 100,
        "features": {"width": 100},
    } | more


def study_of(given: dict[str, Any]) -> Study:
    found = load(given)
    assert isinstance(found, Study)
    return found


def surface_of(given: dict[str, Any], over: str, **most: float) -> TheorySurface:
    return theory_surface(study_of(given), tuple(over.split(",")), most)


def search(given: dict[str, Any], over: str = "samples,width", cost: str = "N * P", **most: float) -> Search:
    return search_of(surface_of(given, over, **most), parse_cost(cost, NAMES))


def law(given: dict[str, Any], over: str = "samples,width", cost: str = "N * P") -> FrontierLaw | None:
    surface = surface_of(given, over)
    return frontier_law(surface, surface.terms(parse_cost(cost, NAMES)))
