"""The table of modes: what is learned of single modes, and that their errors add up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import scalecalc
from scalecalc.commands.modes.picture import ModesSketch
from tests.fuzz.settings import cases
from tests.strategies.specs import Drawn, specs
from tests.theory.support import apart

POWER: dict[str, Any] = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": "inf"},
    "target": {"kind": "power_law", "r": 0.4},
    "noise": 0.01,
    "ridge": 1e-6,
    "samples": 1000,
}
SPHERE: dict[str, Any] = {
    "spectrum": {"kind": "sphere", "dimension": 8, "kernel": {"kind": "relu"}, "degrees": 6},
    "target": {"kind": "sphere", "powers": [0.1, 0.5, 0.3, 0.1]},
    "noise": 0.05,
    "ridge": 1e-3,
    "samples": [10, 100],
}
# By an independent computation with 40 digits: the error in modes 1, 10 and 1000, and E_g.
ANSWERS = [
    ({}, (1.57197032252417e-05, 1.568080449163935e-05, 8.378065411109974e-07), 0.005709005753182209),
    (
        {"features": {"width": 500}},
        (2.974869523630922e-05, 3.015259007004089e-05, 3.614097969248864e-06),
        0.01964019883908049,
    ),
    (
        {"features": {"width": 1000}, "samples": 500},
        (6.278552238176747e-05, 6.23995299652522e-05, 2.971046942737122e-06),
        0.02135162794768006,
    ),
]


@pytest.mark.parametrize(("changes", "errors", "total"), ANSWERS)
def test_known_answers(changes: dict[str, Any], errors: tuple[float, ...], total: float) -> None:
    spec = {**POWER, **changes}
    table = scalecalc.modes(spec, ranks=[1, 10, 1000])
    assert table["rank"].tolist() == [1, 10, 1000]
    assert table["mode_error"] == pytest.approx(errors, rel=1e-12)
    told = scalecalc.predict(spec)
    assert told["generalization_error"][0] == pytest.approx(total, rel=1e-12)
    eta = np.array([1.0, 10.0, 1000.0]) ** -1.5
    assert apart(table["learnability"], eta / (eta + told["kappa2"])) <= 1e-15


def adds_up(case: Drawn, folder: Path) -> None:
    study = scalecalc.load(case.write(folder))
    if study.side.last > 3000 or study.side.trace > 0 or study.design.nonlinearity is not None:
        return
    first = 0 if study.side.rank_word == "degree" else 1
    table = scalecalc.modes(study, ranks=list(range(first, int(study.side.last) + 1)))
    told = scalecalc.predict(study)
    errors = table["mode_error"].reshape(len(told), -1)
    known = np.isin(told["status"].astype(str), ["ok", "diverges"])
    left = told["generalization_error"] - study.side.hidden  # power beyond a spectrum is in no mode
    assert apart(errors.sum(axis=1)[known], left[known]) <= 1e-11
    assert (errors[known] >= 0).all()
    assert table["multiplicity"][: errors.shape[1]].sum() == pytest.approx(study.side.modes, rel=1e-12)


@cases(25)
@given(case=specs(most=2))
def test_the_errors_of_all_modes_add_up(case: Drawn, tmp_path: Path) -> None:
    adds_up(case, tmp_path)


@pytest.mark.long
@cases(300)
@given(case=specs())
def test_the_errors_of_all_modes_add_up_whatever_the_spec(case: Drawn, tmp_path: Path) -> None:
    adds_up(case, tmp_path)


def test_one_row_per_point_and_degree() -> None:
    """Degrees count from 0, in their order, although the eigenvalues do not fall from one to the next."""
    table = scalecalc.modes(SPHERE)
    assert table["rank"].tolist() == [*range(6)] * 2
    assert table["samples"].tolist() == [10] * 6 + [100] * 6
    assert table["multiplicity"][:3].tolist() == [1, 8, 35]
    powers = np.array([0.1, 0.5, 0.3, 0.1, 0, 0])
    nothing = scalecalc.modes({**SPHERE, "ridge": 1e9, "noise": 0})
    assert nothing["mode_error"][:6] == pytest.approx(powers, rel=1e-5, abs=1e-8)


def test_ranks_are_written_as_everywhere() -> None:
    assert scalecalc.modes(POWER, ranks="1:1000:4")["rank"].tolist() == [1, 10, 100, 1000]
    assert scalecalc.modes(POWER)["rank"].tolist() == [1, 10, 100]
    with pytest.raises(scalecalc.SpecError, match="integer >= 0"):
        scalecalc.modes(POWER, ranks="1.5")


@pytest.mark.parametrize(("ranks", "words"), [("0", "there is no mode of rank 0; ranks go from 1 to inf")])
def test_ranks_that_there_are_not(ranks: str, words: str) -> None:
    with pytest.raises(scalecalc.UsageError, match=words):
        scalecalc.modes(POWER, ranks=ranks)
    with pytest.raises(scalecalc.UsageError, match="no degree of rank 6; ranks go from 0 to 5"):
        scalecalc.modes(SPHERE, ranks="6")


def test_the_picture_has_a_curve_for_each_degree() -> None:
    study = scalecalc.load({**SPHERE, "samples": {"from": 10, "to": 1e4, "points": 5}})
    sketch = ModesSketch(study, study.side.single(np.array([0.0, 1.0])))
    (picture,) = sketch.pictures()
    assert [one.name for one in picture.series] == ["degree 0", "degree 1"]
    table = scalecalc.modes(study, ranks="0,1")
    for rank, one in enumerate(picture.series):
        assert np.array_equal(one.marked[0], table["samples"][rank::2])
        assert one.marked[1] == pytest.approx(table["mode_error"][rank::2], rel=1e-13)
    with pytest.raises(scalecalc.UsageError, match="at most 8 ranks"):
        ModesSketch(study, study.side.single(np.arange(6.0).repeat(2)))
