"""The resolved spec as YAML."""

from __future__ import annotations

import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.output.formats.yaml_ import dumped


def test_a_spec() -> None:
    spec = {
        "title": "A: title",
        "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": math.inf},
        "ridge": "0.5 * P^-1",
        "samples": {"from": 10, "to": 1e6, "points": 31},
        "noise": [0.0, 0.1],
        "features": {"width": {"times": 2, "P": 0.5}},
    }
    assert dumped(spec) == (
        'title: "A: title"\n'
        "spectrum:\n"
        "  kind: power_law\n"
        "  alpha: 1.5\n"
        "  modes: .inf\n"
        'ridge: "0.5 * P^-1"\n'
        "samples: {from: 10, to: 1000000.0, points: 31}\n"
        "noise: [0.0, 0.1]\n"
        "features:\n"
        "  width: {times: 2, P: 0.5}\n"
    )


@given(st.text())
def test_texts_stay_texts(text: str) -> None:
    assert yaml.safe_load(dumped({"title": text, "levels": [text]})) == {"title": text, "levels": [text]}


@pytest.mark.parametrize(
    "text", ["no", "1e-6", "0x10", "1:30", "~", "null", ".inf", "inf", "-", "a b", "N", "2001-01-01"]
)
def test_texts_that_look_like_something_else(text: str) -> None:
    assert yaml.safe_load(dumped({"title": text})) == {"title": text}


@pytest.mark.parametrize("value", [True, False, None, 3, 0.25, [], {}, [[1]], {"kind": "x", "values": [1, 2]}])
def test_other_values(value: Any) -> None:
    assert yaml.safe_load(dumped({"key": value})) == {"key": value}
