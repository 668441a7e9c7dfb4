"""The numbers of any valid spec keep the rules of the theory, and those that can be checked are exact."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz import properties
from tests.fuzz.settings import cases
from tests.strategies.case import npy
from tests.strategies.specs import Drawn, extreme_specs, specs, steep_specs


@cases(90)
@given(case=specs())
def test_ordinary_numbers(case: Drawn, tmp_path: Path) -> None:
    properties.ordinary_numbers(case, tmp_path)


@cases(70)
@given(case=extreme_specs())
def test_extreme_numbers(case: Drawn, tmp_path: Path) -> None:
    properties.extreme_numbers(case, tmp_path)


@cases(60)
@given(case=specs(most=2))
def test_exact_numbers(case: Drawn, tmp_path: Path) -> None:
    properties.exact_numbers(case, tmp_path)


@cases(20)
@given(case=steep_specs())
def test_exact_numbers_of_steep_spectra(case: Drawn, tmp_path: Path) -> None:
    properties.exact_numbers(case, tmp_path)


@pytest.mark.parametrize("ratio", [0.5, 0.4, 0.25])
@pytest.mark.parametrize("samples", [91.0, 95.0, 99.0])
def test_exact_numbers_near_the_last_of_a_hundred_levels(ratio: float, samples: float, tmp_path: Path) -> None:
    files = {"eta.npy": npy([ratio**k for k in range(100)])}
    spec = {
        "spectrum": {"kind": "file", "path": "eta.npy"},
        "target": {"kind": "power_law", "decay": 1.0},
        "noise": 0.05,
        "ridge": 1e-4,
        "samples": samples,
    }
    case = Drawn(spec, files, 1)
    properties.exact_numbers(case, tmp_path)
    properties.neighbours(Drawn({**spec, "samples": [70.0, samples, 100.0]}, files, 3), tmp_path)


@cases(40)
@given(case=st.one_of(specs(), steep_specs()))
def test_a_value_does_not_depend_on_its_neighbours(case: Drawn, tmp_path: Path) -> None:
    properties.neighbours(case, tmp_path)


@cases(6)
@given(case=specs(optimal=True, most=2))
def test_no_ridge_beats_the_optimal_one(case: Drawn, tmp_path: Path) -> None:
    properties.optimal_ridge(case, tmp_path)
