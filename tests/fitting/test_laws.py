"""Every law: its derivatives, its parameters for raw x, and that it finds itself again."""

from __future__ import annotations

import numpy as np
import pytest

import scalecalc
from scalecalc.arrays import Floats
from scalecalc.fitting.minimise import model
from scalecalc.fitting.starts import optimum
from tests.fitting.support import CHINCHILLA, FREE, as_dict, problem, sizes, surface

THETA = {
    "additive": [0.6, 0.3, 0.2, 0.35, 0.4],
    "power": [0.6, 0.3, 0.35, 0.4],
    "broken": [0.6, 0.3, 0.2, 0.5, 0.3, -1.0],
    "theory": [0.7, 0.02, 1.7, 0.45],
}


def columns(law: str) -> Floats:
    N, D = sizes(30)
    if law == "theory":
        return np.column_stack([N / 1e7, D / 1e8])
    return np.column_stack([N, D]) if law in ("additive", "power") else N[:, None]


@pytest.mark.parametrize("loss", ["huber", "squares"])
@pytest.mark.parametrize("law", THETA)
def test_derivatives_are_those_of_differences(law: str, loss: str) -> None:
    """Of the total loss, first and second; at a point where no residual is at the kink of Huber's loss."""
    x = columns(law)
    made, rows, penalty = problem(x, np.geomspace(2, 3, len(x)), law, loss)
    theta, weights = np.array(THETA[law]), np.linspace(0.5, 2, len(x))[None]
    found = model(made, rows, penalty, weights, theta[None])
    step = 1e-5
    for i in range(len(theta)):
        move = step * np.eye(len(theta))[i]
        high, low = (model(made, rows, penalty, weights, (theta + sign * move)[None]) for sign in (1, -1))
        scale = np.abs(found.gradient).max()
        assert (high.total - low.total)[0] / (2 * step) == pytest.approx(
            found.gradient[0, i], rel=1e-6, abs=1e-7 * scale
        )
        slope = (high.gradient - low.gradient)[0] / (2 * step)
        assert slope == pytest.approx(found.newton[0, i], rel=1e-5, abs=1e-6 * np.abs(found.newton).max())


@pytest.mark.parametrize("seed", range(24))
def test_known_surfaces_are_recovered(seed: int) -> None:
    generator = np.random.default_rng(seed)
    N, D = sizes(int(generator.choice([20, 40, 245, 1000])), seed)
    a, b = generator.uniform(0.15, 0.6, 2)
    A, B = generator.uniform(0.05, 1, 2) * np.exp([a * np.log(N).mean(), b * np.log(D).mean()])
    truth = np.array([generator.uniform(0, 3), A, B, a, b])
    y = surface(N, D, **dict(zip(CHINCHILLA, truth, strict=True)))
    law, rows, penalty = problem(np.column_stack([N, D]), y, loss=("huber", "squares")[seed % 2])
    found = law.public(optimum(law, rows, penalty, FREE, np.zeros(5)).theta)[0]
    assert found == pytest.approx(truth, rel=1e-10)


def test_a_floor_of_zero_and_three_columns() -> None:
    generator = np.random.default_rng(0)
    x = np.exp(generator.uniform(0, 8, (80, 3)))
    y = x[:, 0] ** -0.5 + 0.7 * x[:, 1] ** -0.3 + 0.5 * x[:, 2] ** -0.4
    table = scalecalc.fit({"a": x[:, 0], "b": x[:, 1], "c": x[:, 2], "y": y}, ["a", "b", "c"], "y", bootstraps=0)
    wanted = {"floor": 0, "amplitude_a": 1, "amplitude_b": 0.7, "amplitude_c": 0.5}
    assert as_dict(table) == pytest.approx(
        wanted | {"exponent_a": 0.5, "exponent_b": 0.3, "exponent_c": 0.4}, rel=1e-9, abs=1e-9
    )
    assert table["note"][0] == "at its bound 0"


def test_a_product_of_powers() -> None:
    N, D = sizes(40)
    y = 1.7 + 800 * N**-0.2 * D**-0.15
    table = scalecalc.fit({"N": N, "D": D, "y": y}, ["N", "D"], "y", law="power", bootstraps=0)
    wanted = {"floor": 1.7, "amplitude": 800, "exponent_N": 0.2, "exponent_D": 0.15}
    assert as_dict(table) == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize(("c0", "c1", "d", "f"), [(0.1, 0.3, 1e9, 0.3), (0.4, -0.25, 3e8, 0.1), (0.05, 0.5, 2e9, 0.8)])
def test_a_broken_law(c0: float, c1: float, d: float, f: float) -> None:
    N = np.geomspace(1e7, 1e11, 60)
    y = 1.2 + 30 * N**-c0 * (1 + (N / d) ** (1 / f)) ** (-c1 * f)
    table = scalecalc.fit({"N": N, "y": y}, "N", "y", law="broken", bootstraps=0)
    wanted = {"floor": 1.2, "amplitude": 30, "break_N": d, "exponent_N_1": c0, "exponent_N_2": c1, "sharpness": f}
    assert as_dict(table) == pytest.approx(wanted, rel=1e-7)


def curves(P: list[float], N: list[float], ridges: list[float], error: str, **spec: float) -> dict[str, Floats]:
    """The theory's own errors at all combinations, by `predict`."""
    table = scalecalc.predict(
        {
            "spectrum": {"kind": "power_law", "alpha": spec["alpha"], "modes": np.inf},
            "target": {"kind": "power_law", "r": spec["r"], "scale": spec["scale"]},
            "noise": spec["noise"],
            "samples": P,
            "ridge": ridges,
            "features": {"width": N},
        }
    )
    return {name: table[name] for name in ("samples", "width", "ridge", error)}


@pytest.mark.parametrize(("error", "hold"), [("test_error", {}), ("generalization_error", {"alpha": 1.5})])
def test_the_theory_finds_its_own_parameters(error: str, hold: dict[str, float]) -> None:
    truth = {"alpha": 1.5, "r": 0.4, "noise": 0.02, "scale": 3.0}
    runs = curves([30, 300, 3000], [100, 1000], [0.0, 1e-4], error, **truth)
    table = scalecalc.fit(runs, ["samples", "width", "ridge"], error, law="theory", hold=hold, bootstraps=0)
    assert as_dict(table) == pytest.approx(truth, rel=1e-6)


def test_a_curve_against_samples_alone_tells_only_the_product() -> None:
    """Without ridge and noise the error is a power of P, with the exponent 2 alpha r."""
    truth = {"alpha": 1.5, "r": 0.4, "noise": 0.0, "scale": 1.0}
    runs = curves([2.0**k for k in range(4, 14)], [10**7], [0.0], "test_error", **truth)
    generator = np.random.default_rng(0)
    runs["test_error"] = runs["test_error"] * np.exp(0.01 * generator.normal(size=10))
    with pytest.raises(scalecalc.DataError, match="only 2 alpha r is known") as caught:
        scalecalc.fit(runs, "samples", "test_error", law="theory", loss="squares", bootstraps=0)
    assert "do not determine" in str(caught.value)


def bent(change: float, n: int = 30) -> dict[str, Floats]:
    """A power law whose exponent changes by so much at 1e3, with 2 % noise."""
    x = np.geomspace(10, 1e5, n)
    y = 0.01 + 3 * x**-0.3 * (1 + (x / 1e3) ** (1 / 0.3)) ** (-change * 0.3)
    return {"x": x, "loss": y * np.exp(0.02 * np.random.default_rng(5).normal(size=n))}


@pytest.mark.parametrize("loss", ["huber", "squares"])
@pytest.mark.parametrize(("change", "shown"), [(0.0, False), (0.3, True)])
def test_a_break_that_the_rows_do_not_show_is_told(change: float, shown: bool, loss: str) -> None:
    """Where there is none, the broken law fits noise."""
    table = scalecalc.fit(bent(change), "x", "loss", law="broken", loss=loss, bootstraps=0)
    assert any("do not show a break" in note for note in table.notes) is not shown


def test_a_second_exponent_that_is_held_is_not_put_in_question() -> None:
    table = scalecalc.fit(bent(0.0), "x", "loss", law="broken", hold={"exponent_x_2": 0.5}, bootstraps=0)
    assert not any("do not show" in note for note in table.notes)


def test_a_break_that_is_not_determined_calls_for_the_plain_law() -> None:
    x = np.geomspace(10, 1e5, 30)
    with pytest.raises(scalecalc.DataError, match="or take the law power"):
        scalecalc.fit({"x": x, "loss": 0.1 + 3 * x**-0.4}, "x", "loss", law="broken", bootstraps=0)
