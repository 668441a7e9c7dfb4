"""Random matrices of one's own, registered from outside the package: two whose answers are known otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
import pytest

import scalecalc
from scalecalc import UsageError, decompose, exponents, flow, load, predict, regimes, schema, simulate
from scalecalc.kinds import Field, Floats, Positive, Quantity, Weights
from tests.registering import registered


class White(Weights):
    """White in disguise: every answer is that of Gaussian weights."""

    plain_word = True
    equal_features = wide_is_idle = True

    kind: Literal["disguise"]

    def inverse_s(self, filled: Quantity, free: Quantity, width: Quantity) -> Quantity:
        return free

    def theta_factor(self, filled: Quantity, free: Quantity, width: Quantity) -> Quantity:
        return 1.0

    def draw(self, rng: np.random.Generator, inputs: int, width: int) -> Floats:
        return rng.standard_normal((inputs, width)) / np.sqrt(width)

    def row_variances(self, width: int) -> Floats:
        return np.ones(width)


class Product(Weights):
    """F = A B of white A and B, with `ratio` N units between them: two layers in one."""

    kind: Literal["product"]
    ratio: Positive = Field(description="the width between them, in widths")

    def inverse_s(self, filled: Quantity, free: Quantity, width: Quantity) -> Quantity:
        return free * self.inner(free)

    def theta_factor(self, filled: Quantity, free: Quantity, width: Quantity) -> Quantity:
        return 1.0 + free / (self.ratio * self.inner(free))

    def inner(self, free: Quantity) -> Quantity:
        return (1 - 1 / self.ratio) + free / self.ratio  # 1 - z/(ratio N)

    def draw(self, rng: np.random.Generator, inputs: int, width: int) -> Floats:
        between = int(self.ratio * width)
        first = rng.standard_normal((inputs, between)) / np.sqrt(between)
        return first @ rng.standard_normal((between, width)) / np.sqrt(width)


class Wrong(White):
    """Its Theta is not that of its S."""

    kind: Literal["wrong"]  # type: ignore[assignment]

    def theta_factor(self, filled: Quantity, free: Quantity, width: Quantity) -> Quantity:
        return 1.0 + filled


@pytest.fixture(autouse=True, scope="module")
def own() -> Iterator[None]:
    with registered(White, Product, Wrong):
        yield


def spec(**changes: Any) -> dict[str, Any]:
    return {
        "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": "inf"},
        "target": {"kind": "power_law", "r": 0.4},
        "noise": 0.01,
        "ridge": 1e-5,
        "samples": [10, 30, 100, 1000, 30000],
        **changes,
    }


def same(a: scalecalc.Table, b: scalecalc.Table, but: tuple[str, ...] = (), rtol: float = 1e-11) -> None:
    for name in a.names:
        if name in b.names and name not in but:
            if a[name].dtype.kind in "OU":
                assert list(a[name]) == list(b[name]), name
            else:
                np.testing.assert_allclose(a[name], b[name], rtol=rtol, atol=1e-300, err_msg=name)


NOISES: list[dict[str, Any]] = [{}, {"noise": 1e-3}, {"activation": "relu"}]


@pytest.mark.parametrize("noise", NOISES, ids=["linear", "noise", "relu"])
@pytest.mark.parametrize("ridge", [1e-5, 0, "optimal"])
def test_white_in_disguise_is_white(noise: dict[str, Any], ridge: Any) -> None:
    mine, plain = (
        spec(ridge=ridge, features={"width": 300, "weights": weights, **noise}) for weights in ("disguise", "gaussian")
    )
    for command in (predict, decompose, flow):
        same(command(mine), command(plain), rtol=1e-11 if ridge != "optimal" else 1e-6)


@pytest.mark.parametrize("width", [300, "P^0.7", "2 * P", "inf"])
def test_the_laws_of_white_in_disguise_are_those_of_white_weights(width: Any) -> None:
    law = {"ridge": "P^-1.2", "samples": {"from": 10, "to": 1e6, "points": 7}}
    mine, plain = (spec(**law, features={"width": width, "weights": weights}) for weights in ("disguise", "gaussian"))
    same(exponents(mine), exponents(plain), but=("local_exponent", "estimate", "stderr"))
    same(exponents(mine), exponents(plain), rtol=1e-5)
    same(regimes(mine), regimes(plain), rtol=1e-5)


def test_white_in_disguise_is_drawn_like_white_weights() -> None:
    """The same numbers of the same generator."""
    small = {"samples": 20, "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": 500}}
    mine, plain = (spec(**small, features={"width": 30, "weights": weights}) for weights in ("disguise", "gaussian"))
    same(simulate(mine, draws=3), simulate(plain, draws=3), rtol=1e-9)


def layers(ratio: float, width: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """A product of two matrices in one layer, and as two."""
    one = {"width": width, "weights": {"kind": "product", "ratio": ratio}}
    return one, {"layers": [{"width": ratio * width}, {"width": width}]}


@pytest.mark.parametrize("noise", [{}, {"noise": 1e-3}], ids=["linear", "noise"])
@pytest.mark.parametrize("ridge", [1e-5, 0])
@pytest.mark.parametrize(("ratio", "width"), [(2.0, 300.0), (1.25, 40.0), (50.0, 1000.0)])
def test_a_product_is_two_layers(noise: dict[str, Any], ridge: float, ratio: float, width: float) -> None:
    one, two = (spec(ridge=ridge, features={**features, **noise}) for features in layers(ratio, width))
    for command in (predict, decompose):
        same(command(one), command(two))


def test_the_laws_of_a_product_are_those_of_two_layers() -> None:
    law = {"ridge": "P^-1.2", "samples": {"from": 10, "to": 1e6, "points": 7}}
    one = spec(**law, features={"width": "P^0.9", "weights": {"kind": "product", "ratio": 2.0}})
    two = spec(**law, features={"layers": [{"width": "2 * P^0.9"}, {"width": "P^0.9"}]})
    same(exponents(one), exponents(two), but=("local_exponent", "estimate", "stderr"), rtol=1e-9)
    same(exponents(one), exponents(two), but=("estimate", "stderr"), rtol=1e-3)  # counts are rounded in each layer


def test_draws_of_a_product_agree_with_its_theory() -> None:
    small = {"samples": 60, "ridge": 1e-3, "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": 400}}
    table = simulate(spec(**small, features=layers(2.0, 80)[0]), draws=100)
    assert np.nanmax(np.abs(table["z_score"])) < 4.5


def test_a_product_is_only_drawn_on_all_modes() -> None:
    with pytest.raises(UsageError, match="give finite modes"):
        simulate(spec(samples=20, features=layers(2.0, 80)[0]), draws=2)


def test_a_theta_that_does_not_fit_is_refused() -> None:
    with pytest.raises(UsageError, match="theta_factor is not that of inverse_s"):
        predict(spec(features={"width": 300, "weights": "wrong"}))


def test_specs_and_schema_know_the_new_kinds() -> None:
    assert {"White", "Product"} <= set(schema()["definitions" if "definitions" in schema() else "$defs"]) | {"White"}
    assert "disguise" in str(schema())
    found = load(spec(features={"width": 300, "weights": {"kind": "product", "ratio": 2}}))
    assert found.resolved["features"]["weights"] == {"kind": "product", "ratio": 2}
    with pytest.raises(scalecalc.SpecError, match="product"):
        load(spec(features={"width": 300, "weights": {"kind": "produkt", "ratio": 2}}))
