"""The registry of coordinates, and what holds one value for each of them."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

import numpy as np
import pytest

from scalecalc.coordinates import COORDINATES, FOLLOWED, Along, PerCoordinate, coordinate, quantity
from scalecalc.spec.model import grammar
from scalecalc.theory.points import Points


def test_what_may_be_followed_is_what_type_checkers_are_told() -> None:
    assert get_args(Along) == FOLLOWED


def test_every_coordinate_has_a_field_and_a_place_in_the_spec() -> None:
    assert [one.name for one in fields(PerCoordinate)] == [one.field for one in COORDINATES]
    for one in COORDINATES:
        *above, key = one.place
        models = [model for place, model in grammar().models.items() if place[: len(above)] == tuple(above)]
        assert any(key in model.model_fields for model in models)
        assert one.doc and one.symbol


@pytest.mark.parametrize("layers", [0, 1, 3])
@pytest.mark.parametrize("members", [None, 2.0])
def test_from_names_and_back(layers: int, members: float | None) -> None:
    one = PerCoordinate(1.0, tuple(2.0 + i for i in range(layers)), 5.0, 6.0, members)
    named = one.named()
    assert PerCoordinate.of(named) == one
    assert next(iter(named)) == "samples"
    assert [quantity(name) for name in named].count("width") == layers
    assert [coordinate(name).name for name in named] == list(named)


def test_the_width_of_a_layer_is_a_coordinate_of_its_own() -> None:
    one = coordinate("width_12")
    assert (one.name, one.symbol, one.doc) == ("width_12", "N₁₂", "number of random features of layer 12")
    assert one.count and not one.falls
    with pytest.raises(KeyError):
        coordinate("widths")


def test_rows_of_points_are_picked_in_every_coordinate() -> None:
    points = Points(np.arange(4.0), (np.arange(4.0) + 10,), np.arange(4.0) + 20, np.zeros(4), np.arange(4.0) + 30)
    picked = points[np.array([2, 0])]
    assert {name: values.tolist() for name, values in picked.named().items()} == {
        "samples": [2, 0],
        "width": [12, 10],
        "ridge": [22, 20],
        "noise": [0, 0],
        "members": [32, 30],
    }
