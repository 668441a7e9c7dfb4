"""The coordinate columns of every grid."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest

from scalecalc.results.columns import coordinate_columns, coordinates
from scalecalc.spec import load

TWO_LAYERS = {"layers": [{"width": 5}, {"width": 3}]}


@pytest.mark.parametrize(
    ("changes", "names", "symbols"),
    [
        ({}, "samples ridge noise", "P λ σ²"),
        ({"features": {"width": 5}}, "samples width ridge noise", "P N λ σ²"),
        ({"features": {"layers": [{"width": 5}]}}, "samples width ridge noise", "P N λ σ²"),
        ({"features": TWO_LAYERS}, "samples width_1 width_2 ridge noise", "P N₁ N₂ λ σ²"),
        ({"ensemble": {"members": 1}}, "samples ridge noise members", "P λ σ² K"),
        (
            {"features": TWO_LAYERS, "ensemble": {"members": [2, inf]}},
            "samples width_1 width_2 ridge noise members",
            "P N₁ N₂ λ σ² K",
        ),
    ],
    ids=str,
)
def test_coordinates_come_first_in_the_order_of_the_grid(changes: dict[str, Any], names: str, symbols: str) -> None:
    base = {"spectrum": {"kind": "isotropic", "modes": 5}, "target": {"kind": "isotropic"}, "ridge": 1, "samples": 10}
    study = load(base | changes)
    columns = coordinate_columns(study)
    assert " ".join(column.name for column in columns) == names
    assert " ".join(column.symbol for column in columns) == symbols
    assert all(column.doc for column in columns)
    assert list(coordinates(study.grid.block(0, 1))) == names.split()
    assert all(column.coordinate for column in columns)


def test_ten_layers() -> None:
    layers = {"layers": [{"width": 20 - i} for i in range(10)]}
    study = load(
        {"spectrum": {"kind": "isotropic", "modes": 5}, "target": {"kind": "isotropic"}, "ridge": 1, "samples": 10}
        | {"features": layers}
    )
    assert coordinate_columns(study)[10].symbol == "N₁₀"
    assert coordinates(study.grid.block(0, 1))["width_10"] == 11
