"""How numbers of other programs, of papers and of data become a spec: every recipe of the docs is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf
from sklearn.linear_model import Ridge

import scalecalc
from scalecalc.arrays import Floats
from tests.gallery import published
from tests.gallery.published import agrees
from tests.gallery.support import literature


def draw(rng: np.random.Generator, n: int, spectrum: Floats, weights: Floats, noise: float) -> tuple[Floats, Floats]:
    """Gaussian samples and labels."""
    X = rng.normal(size=(n, len(spectrum))) * np.sqrt(spectrum)
    return X, X @ weights + np.sqrt(noise) * rng.normal(size=n)


def test_alpha_of_scikit_learn() -> None:
    """Its alpha is n lambda: the model is the same, and its error the predicted one."""
    rng, n, alpha = np.random.default_rng(1), 400, 8.0
    spectrum, weights, errors = np.arange(1, 101) ** -0.7, np.full(100, 0.1), []
    for _ in range(20):
        X, y = draw(rng, n, spectrum, weights, 0.1)
        found = Ridge(alpha=alpha, fit_intercept=False).fit(X, y).coef_
        ours = np.linalg.solve(X.T @ X / n + alpha / n * np.eye(100), X.T @ y / n)
        assert found == pytest.approx(ours, rel=1e-9)
        errors.append(0.1 + spectrum @ (found - weights) ** 2)
    (theory,) = scalecalc.predict(modes(spectrum, spectrum * weights**2, 0.1, f"{alpha} * P^-1", n))["test_error"]
    assert np.mean(errors) == pytest.approx(theory, rel=0.01)


def modes(spectrum: Floats, powers: Floats, noise: float, ridge: float | str, samples: float) -> dict[str, Any]:
    """A spec of single modes."""
    levels = {"values": spectrum.tolist(), "multiplicities": [1] * len(spectrum)}
    return {
        "spectrum": {"kind": "levels", **levels}, "target": {"kind": "levels", "powers": powers.tolist()},
        "noise": noise, "ridge": ridge, "samples": samples,
    }  # fmt: skip


def test_an_intercept_is_one_sample_less() -> None:
    """The fit is that of n - 1 orthogonal combinations of samples, and the means add 1/n of its error."""
    rng, n, alpha, spectrum, weights = np.random.default_rng(2), 8, 0.7, np.array([2, 1, 0.5]), np.array([1, -1, 2.0])
    rows = np.linalg.qr(np.column_stack([np.ones(n), rng.normal(size=(n, n - 1))]))[0][:, 1:].T
    slopes, added = [], []
    for _ in range(3000):
        X, y = draw(rng, n, spectrum, weights, 0.3)
        v = np.linalg.solve((rows @ X).T @ (rows @ X) + alpha * np.eye(3), (rows @ X).T @ (rows @ y))
        slopes.append(0.3 + spectrum @ (v - weights) ** 2)
        added.append((y.mean() - X.mean(axis=0) @ v) ** 2)
    whole = Ridge(alpha=alpha).fit(X, y)
    assert (whole.coef_, whole.intercept_) == (pytest.approx(v), pytest.approx(y.mean() - X.mean(axis=0) @ v))
    assert np.mean(added) / np.mean(slopes) * n == pytest.approx(1, abs=0.1)


def test_gamma() -> None:
    """Only p/n matters where all modes are alike."""
    for factor in (1, 10):
        table = scalecalc.predict(
            literature("hastie_isotropic"),
            [f"samples={200 * factor}"],
            vary={"spectrum.modes": [50 * factor, 100 * factor, 400 * factor]},
        )
        for gamma, found in zip((0.25, 0.5, 2), table["generalization_error"], strict=True):
            agrees(found, published.hastie_ridgeless(mpf(gamma), 6.25, 1))


def test_a_random_part_of_equal_features_has_the_ridge_scaled() -> None:
    """p of D features with a ridge: eigenvalue 0 for the others, or orthogonal projections and the ridge times D/p."""
    omitted = {
        "spectrum": {"kind": "levels", "values": [1, 0], "multiplicities": [300, 700]},
        "target": {"kind": "levels", "powers": [0.001, 0.001]}, "noise": 0.04, "ridge": 0.2, "samples": 400,
    }  # fmt: skip
    changes = ["features.width=300", f"ridge={0.2 * 1000 / 300}"]
    projected = scalecalc.predict(literature("belkin_weak_features"), changes)
    assert projected["test_error"] == pytest.approx(scalecalc.predict(omitted)["test_error"], rel=1e-11)


# mu_1, mu_*^2 and 1/zeta^2, as the page says them
ACTIVATIONS = {
    "relu": (lambda x: max(x, mpf(0)), 0.5, 0.0908451, 0.3633802),
    "erf": (mp.erf, 0.6514700, 0.0401459, 0.0945915),
    "tanh": (mp.tanh, 0.6057055, 0.0274153, 0.0747258),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_nonlinear_features(name: str) -> None:
    phi, *printed = ACTIVATIONS[name]

    def mean(function: published.Function) -> mpf:
        return mp.quad(lambda x: function(x) * mp.npdf(x), [-12, -3, 0, 3, 12])

    mu1 = mean(lambda x: x * phi(x))
    star = mean(lambda x: phi(x) ** 2) - mean(phi) ** 2 - mu1**2
    assert [float(value) for value in (mu1, star, star / mu1**2)] == pytest.approx(printed, abs=1e-7)
    d, N, ridge = 1000, 2500, 0.01
    listed = [f"spectrum.unresolved.trace={float(d * star / mu1**2)!r}", f"ridge={float(ridge / mu1**2)!r}"]
    written = [
        f"spectrum={{kind: isotropic, modes: {d}, scale: {N / d}}}", f"target.total={d / N}", "noise=0.15",
        f"ridge={ridge * N / d}", f"features.activation={name}",
    ]  # fmt: skip
    one, other = (
        scalecalc.predict(literature("mei_montanari"), [f"features.width={N}", *changes])
        for changes in (listed, written)
    )
    assert one["test_error"] == pytest.approx(other["test_error"], rel=1e-10)


def measured_modes(path: Path, covariance: Floats, moment: Floats) -> float:
    """Write eigenvalues and powers of features of this covariance, with labels of the moments E[x y]: their power."""
    eigenvalues, vectors = np.linalg.eigh(covariance)
    kept = eigenvalues > 1e-12 * eigenvalues.max()
    eigenvalues, components = eigenvalues[kept], (vectors.T @ moment)[kept]
    powers = components**2 / eigenvalues
    table = np.column_stack([eigenvalues, powers])
    np.savetxt(path, table, delimiter=",", header="eigenvalue,power", comments="")
    return float(powers.sum())


def from_file(path: Path, noise: float, ridge: float, samples: float) -> dict[str, Any]:
    """The spec of such a file."""
    return {
        "spectrum": {"kind": "file", "path": str(path), "column": "eigenvalue"},
        "target": {"kind": "file", "path": str(path), "column": "power", "column_is": "power"},
        "noise": noise, "ridge": ridge, "samples": samples,
    }  # fmt: skip


def test_a_latent_space_of_any_matrix(tmp_path: Path) -> None:
    """Eigenvalues, powers and noise by singular values, with the variance s^2 of what is not latent."""
    rng, s2 = np.random.default_rng(3), 0.3
    W, theta = rng.normal(size=(50, 6)), rng.normal(size=6)
    learned = measured_modes(tmp_path / "modes.csv", s2 * np.eye(50) + W @ W.T, W @ theta)
    _, singular, right = np.linalg.svd(W, full_matrices=False)
    squares, along = singular**2 / s2, (right @ theta) ** 2
    spectrum = s2 * np.concatenate([1 + squares, np.ones(44)])
    powers = np.concatenate([along * squares / (1 + squares), np.zeros(44)])
    noise = float(np.sum(along / (1 + squares)))
    assert theta @ theta - learned == pytest.approx(noise, rel=1e-9)
    table = scalecalc.predict(from_file(tmp_path / "modes.csv", noise, 0.1, 40))
    agrees(table["test_error"][0], scalecalc.predict(modes(spectrum, powers, noise, 0.1, 40))["test_error"][0])


def test_a_population(tmp_path: Path) -> None:
    """Models fitted to parts of a table have the error that its modes predict."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(5000, 40)) / np.arange(1, 41) ** 0.7
    y = X @ rng.normal(size=40) + rng.normal(size=5000)
    learnable = measured_modes(tmp_path / "modes.csv", X.T @ X / len(X), X.T @ y / len(X))
    noise = float(np.mean(y**2)) - learnable
    (theory,) = scalecalc.predict(from_file(tmp_path / "modes.csv", noise, 0.01, 100))["test_error"]
    errors = []
    for _ in range(200):
        part = rng.choice(5000, 100)
        found = Ridge(alpha=1, fit_intercept=False).fit(X[part], y[part]).coef_
        errors.append(np.mean((y - X @ found) ** 2))
    assert np.mean(errors) == pytest.approx(theory, rel=0.03)


def test_a_population_by_its_kernel(tmp_path: Path) -> None:
    """The same modes, by eigenvectors u of K/n with the powers (u y)^2/n."""
    rng, n = np.random.default_rng(5), 60
    X, y = rng.normal(size=(n, 7)), rng.normal(size=n)
    learnable = measured_modes(tmp_path / "modes.csv", X.T @ X / n, X.T @ y / n)
    eigenvalues, vectors = np.linalg.eigh(X @ X.T / n)
    powers = (vectors.T @ y) ** 2 / n
    found = np.loadtxt(tmp_path / "modes.csv", delimiter=",", skiprows=1)
    assert np.column_stack([eigenvalues, powers])[-7:] == pytest.approx(found, rel=1e-9)
    assert (powers[-7:].sum(), powers.sum()) == pytest.approx((learnable, np.mean(y**2)))


def test_a_teacher_and_a_student(tmp_path: Path) -> None:
    """Drawn weights give what the average over them says, chosen features the error of the chosen ones."""
    rng, D, N = np.random.default_rng(4), 1000, 300
    w, path = rng.normal(size=D) / np.sqrt(D), tmp_path / "student.csv"
    for name, A, ridge, close in (
        ("orthogonal", np.eye(N, D), 0.2, 1e-9),
        ("gaussian", rng.normal(size=(N, D)) / np.sqrt(N), 0.2, 0.02),
    ):
        moment = A @ w
        noise = 0.04 + float(w @ w) - measured_modes(path, A @ A.T, moment)
        (found,) = scalecalc.predict(from_file(path, noise, ridge, 400))["test_error"]
        if name == "orthogonal":
            seen = float(w[:N] @ w[:N])
            agrees(found, noise + sum(published.hastie_ridge(mpf(N) / 400, ridge, seen, noise)), close)
        else:
            changes = [f"features={{width: {N}}}", f"ridge={ridge}", f"target.total={float(w @ w)}"]
            assert found == pytest.approx(
                scalecalc.predict(literature("belkin_weak_features"), changes)["test_error"][0], rel=close
            )
