"""From spectra and targets to tasks: sums over the modes, written out, must come to the same."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pytest

from scalecalc.spec import load
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.modes.ranked import Ranked
from scalecalc.theory.modes.tasks import Modes, Task
from scalecalc.theory.spectra.power_law import PowerLaw

ZETA = 1.6449340668482264  # sum k^-2


def task(spectrum: dict[str, Any], target: dict[str, Any]) -> Task:
    return load({"spectrum": spectrum, "target": target, "ridge": 0, "samples": 10}).task


def power_law(**target: Any) -> PowerLaw:
    modes = target.pop("modes", "inf")
    spectrum = {"kind": "power_law", "alpha": 2, "scale": 3, "modes": modes}
    result = task(spectrum, {"kind": "power_law"} | target)
    assert isinstance(result, PowerLaw)
    return result


def explicit(spectrum: dict[str, Any], target: dict[str, Any]) -> Modes:
    result = task(spectrum, target)
    assert isinstance(result, Modes)
    return result


def test_power_laws() -> None:
    assert power_law(r=0.5, scale=7) == PowerLaw(2, 3, inf, 3, 7)
    assert power_law(decay=2.5) == PowerLaw(2, 3, inf, 2.5, 1)
    assert power_law(decay=0, modes=5) == PowerLaw(2, 3, 5, 0, 1)


def test_normalized_power_laws() -> None:
    assert power_law(decay=2, normalize="power", scale=5).power_scale == pytest.approx(5 / ZETA, rel=1e-14)
    assert power_law(decay=4, normalize="weights", scale=5).power_scale == pytest.approx(15 / ZETA, rel=1e-14)
    finite = power_law(decay=1, normalize="weights", modes=4)  # w_k^2 = v_k/eta_k ~ k
    assert finite.power_scale == pytest.approx(3 / (1 + 2 + 3 + 4), rel=1e-14)


def test_a_normalization_is_noted() -> None:
    study = load(
        {
            "spectrum": {"kind": "power_law", "alpha": 2, "modes": "inf"},
            "target": {"kind": "power_law", "decay": 2, "normalize": "power"},
            "ridge": 0,
            "samples": 10,
        }
    )
    assert study.notes == ("The target is normalized so that the sum of v_k is 1: v_k = 0.607927 k^-2.",)


def test_an_isotropic_target_of_a_power_law_is_a_power_law() -> None:
    result = task({"kind": "power_law", "alpha": 2, "scale": 3, "modes": 10}, {"kind": "isotropic", "total": 5})
    assert result == PowerLaw(2, 3, 10, 2, 1.5)


LEVELS = {"kind": "levels", "values": [4, 1, 0.5], "multiplicities": [1, 2, 3]}
ETA = np.array([4, 1, 1, 0.5, 0.5, 0.5])


def by_level(modes: Any) -> list[float]:
    modes = np.asarray(modes, dtype=float)
    return [modes[0], modes[1:3].sum(), modes[3:].sum()]


@pytest.mark.parametrize(
    ("target", "powers"),
    [
        ({"kind": "levels", "weights": [1, 0, 2]}, ETA * [1, 0, 0, 2, 2, 2]),
        ({"kind": "isotropic", "total": 3}, ETA / 2),
        ({"kind": "power_law", "decay": 1.5, "scale": 2}, 2 * np.arange(1.0, 7) ** -1.5),
        ({"kind": "power_law", "decay": 0, "normalize": "power", "scale": 2}, np.ones(6) / 3),
        ({"kind": "power_law", "decay": 0, "normalize": "weights"}, np.ones(6) / np.sum(1 / ETA)),
    ],
)
def test_levels_hold_the_sums_of_their_modes(target: dict[str, Any], powers: Any) -> None:
    result = explicit(LEVELS, target)
    assert list(result.eigenvalue) == [4, 1, 0.5]
    assert list(result.multiplicity) == [1, 2, 3]
    assert list(result.power) == pytest.approx(by_level(powers), rel=1e-14)
    assert (result.null_power, result.compression_error) == (0, 0)


def test_multiplicities_are_one_unless_given() -> None:
    assert list(explicit({"kind": "levels", "values": [2, 1]}, {"kind": "isotropic"}).multiplicity) == [1, 1]


@pytest.mark.parametrize(
    "target",
    [
        {"kind": "isotropic", "total": 3},
        {"kind": "power_law", "decay": 1.5, "scale": 2},
        {"kind": "power_law", "decay": 0, "normalize": "power"},
        {"kind": "exponential", "rate": 0.3},
    ],
)
def test_parts_of_a_mode_add_up(target: dict[str, Any]) -> None:
    parts = {"kind": "levels", "values": [4, 4, 1, 1, 1, 0.5], "multiplicities": [0.25, 0.75, 0.5, 0.7, 0.8, 3]}
    result = explicit(parts, target)
    assert by_level_of(result.power) == pytest.approx(list(explicit(LEVELS, target).power), rel=1e-14)
    assert result.modes == pytest.approx(6, rel=1e-15)


def by_level_of(power: Any) -> list[float]:
    return [power[:2].sum(), power[2:5].sum(), power[5]]


def test_multiplicities_up_to_1e60() -> None:
    spectrum = {"kind": "levels", "values": [1, 1e-30], "multiplicities": [1e30, 1e60]}
    assert explicit(spectrum, {"kind": "levels", "weights": [0, 1]}).power[1] == pytest.approx(1e30)
    half = explicit(spectrum, {"kind": "power_law", "decay": 2, "normalize": "power"})
    assert half.power[0] == pytest.approx(1, rel=1e-14)
    assert half.power[1] == pytest.approx(1e-30 / ZETA, rel=1e-12)


def test_an_isotropic_spectrum_is_one_level() -> None:
    spectrum = {"kind": "isotropic", "modes": 4, "scale": 2}
    for target, power in [
        ({"kind": "isotropic", "total": 3}, 6),
        ({"kind": "levels", "weights": [5]}, 40),
        ({"kind": "power_law", "decay": 1}, 1 + 1 / 2 + 1 / 3 + 1 / 4),
    ]:
        result = explicit(spectrum, target)
        assert (list(result.eigenvalue), list(result.multiplicity)) == ([2], [4])
        assert list(result.power) == pytest.approx([power], rel=1e-14)


def test_a_power_law_with_weights_per_mode_is_written_out() -> None:
    result = explicit({"kind": "power_law", "alpha": 2, "modes": 3}, {"kind": "levels", "weights": [1, 0, 9]})
    assert list(result.eigenvalue) == pytest.approx([1, 1 / 4, 1 / 9])
    assert list(result.power) == pytest.approx([1, 0, 1])


def test_an_exponential_spectrum() -> None:
    spectrum = {"kind": "exponential", "rate": 0.5, "scale": 3, "modes": "inf"}
    law = Decay(3.0, rate=0.5)
    assert task(spectrum, {"kind": "exponential", "rate": 0.2}) == Ranked(law, Decay(1.0, rate=0.2), inf)
    assert task(spectrum, {"kind": "power_law", "decay": 2}) == Ranked(law, Decay(1.0, 2.0), inf)
    normal = task(spectrum, {"kind": "power_law", "decay": 2, "normalize": "power", "scale": 5})
    assert normal.total_power == pytest.approx(5, rel=1e-14)
    few = {**spectrum, "modes": 4}
    eta = 3 * np.exp(-0.5 * np.arange(1, 5))
    equal = task(few, {"kind": "isotropic", "total": 8})
    assert equal.cut(4).power == pytest.approx(2 * eta, rel=1e-14)
    each = explicit(few, {"kind": "levels", "weights": [1, 0, 2, 5]})
    assert each.power == pytest.approx(eta * [1, 0, 2, 5], rel=1e-14)
    weights = explicit(few, {"kind": "power_law", "decay": 1, "normalize": "weights"})
    assert np.sum(weights.power / eta) == pytest.approx(1, rel=1e-14)


def test_exponential_targets_of_other_spectra() -> None:
    target = {"kind": "exponential", "rate": 0.3, "scale": 2}
    found = task({"kind": "power_law", "alpha": 2, "modes": "inf"}, target)
    assert found == Ranked(Decay(1.0, 2.0), Decay(2.0, rate=0.3), inf)
    powers = by_level(2 * np.exp(-0.3 * np.arange(1, 7)))
    assert list(explicit(LEVELS, target).power) == pytest.approx(powers, rel=1e-14)


def test_unresolved_modes_stand_beside_any_spectrum() -> None:
    more = {"unresolved": {"trace": 2, "power": 0.5}}
    target = {"kind": "exponential", "rate": 0.3}
    for spectrum in (
        LEVELS,
        {"kind": "isotropic", "modes": 3},
        {"kind": "power_law", "alpha": 2, "modes": "inf"},
        {"kind": "exponential", "rate": 1, "modes": 9},
    ):
        plain, beside = task(spectrum, target), task(spectrum | more, target)
        assert beside.trace == pytest.approx(plain.trace + 2)
        assert beside.total_power == pytest.approx(plain.total_power + 0.5)
        assert beside.dimension == inf


RELU = {"kind": "sphere", "dimension": 3, "kernel": {"kind": "relu"}}


def test_a_sphere_has_a_level_per_degree_and_the_rest_is_unresolved() -> None:
    """The arc-cosine kernel on the sphere in three dimensions: eta_0 and eta_1 by hand, the trace is 1."""
    spectrum = RELU | {"degrees": 2}
    beside = task(spectrum, {"kind": "sphere", "powers": [1, 2, 4]})
    assert beside.trace == pytest.approx(1, rel=1e-14)
    head = beside.cut(4)
    # int_-1^1 dt/2 k(t) P_l(t), k = (sqrt(1 - t^2) + t (pi - arccos t))/pi
    assert head.eigenvalue == pytest.approx([3 / 8, 1 / 6, 1 / 6, 1 / 6], rel=1e-12)
    assert head.power == pytest.approx([1, 2 / 3, 2 / 3, 2 / 3], rel=1e-14)
    assert head.tail_power == pytest.approx(4)
    assert head.tail == pytest.approx(1 - 3 / 8 - 1 / 2, rel=1e-12)


def test_degrees_of_a_sphere_are_all_that_matter_or_so_many() -> None:
    target = {"kind": "sphere", "powers": [0, 1]}
    gaussian = {"kind": "sphere", "dimension": 5, "kernel": {"kind": "gaussian", "length": 1}}
    default, more = task(gaussian, target), task(gaussian | {"degrees": 30}, target)
    assert default.trace == pytest.approx(1, rel=1e-14)
    assert more.trace == pytest.approx(1, rel=1e-14)
    assert more.listed > default.listed
    flat = task({"kind": "sphere", "dimension": 4, "kernel": {"kind": "polynomial", "degree": 2}}, target)
    assert (flat.modes, flat.trace) == (1 + 4 + 9, pytest.approx(4, rel=1e-14))  # no rest, so finitely many modes


def test_power_beyond_a_spectrum_that_ends_is_never_learned() -> None:
    polynomial = {"kind": "sphere", "dimension": 4, "kernel": {"kind": "polynomial", "degree": 1}}
    assert explicit(polynomial, {"kind": "sphere", "powers": [1, 1, 3, 2]}).null_power == 5
