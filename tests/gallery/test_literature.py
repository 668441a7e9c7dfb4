"""What papers on proportional sizes publish, from specs/literature: closed formulas, at 1e-11."""

from __future__ import annotations

from math import inf, isinf, sqrt

import numpy as np
import pytest
from mpmath import mp, mpf

import scalecalc
from scalecalc.table import Table
from tests.gallery import published
from tests.gallery.published import CLOSE, Modes, agrees
from tests.gallery.support import literature as spec

pytestmark = pytest.mark.usefixtures("twenty_digits")


def variance(table: Table) -> np.ndarray:
    """What the label noise makes of the error."""
    return np.asarray(table["var_samples_noise"] + table["var_samples_features_noise"])


def signal(table: Table) -> np.ndarray:
    """What the target makes of the error, which papers that hold the data fixed call bias."""
    names = ("bias2", "var_features", "var_samples", "var_samples_features")
    return np.sum([table[name] for name in names], axis=0)


# arXiv:1903.08560


@pytest.mark.parametrize("ridge", [0, 1e-3, 0.3, 5])
def test_hastie_isotropic(ridge: float) -> None:
    table = scalecalc.decompose(spec("hastie_isotropic"), [f"ridge={ridge}"])
    for n, found, bias, noise in zip(
        table["samples"], table["generalization_error"], signal(table), variance(table), strict=True
    ):
        gamma = mpf(500) / n
        if ridge:
            known = published.hastie_ridge(gamma, ridge, 6.25, 1)
            agrees(bias, known[0])
            agrees(noise, known[1])
        elif n == 500:
            assert isinf(found)
        else:
            agrees(found, published.hastie_ridgeless(gamma, 6.25, 1))


def test_hastie_second_minimum() -> None:
    """At gamma = r/(r - sigma) beyond the peak, if r > sigma, and the risk is rising to r^2 otherwise."""
    around = "samples={from: 150, to: 499, points: 350, spacing: linear}"
    for r, best in ((2.5, 300), (5.0, 400), (0.9, 150)):
        table = scalecalc.predict(spec("hastie_isotropic"), [around, f"target.total={r**2}"])
        assert table["samples"][np.argmin(table["generalization_error"])] == best


@pytest.mark.parametrize(
    ("name", "signal", "noise", "lost"), [("isotropic", 6.25, 1, 0), ("misspecified", 0.75, 0.35, 0.25)]
)
def test_hastie_optimal_ridge(name: str, signal: float, noise: float, lost: float) -> None:
    """lambda* = sigma^2 gamma/r^2, at which bias and variance make sigma^2 gamma m(-lambda*)."""
    table = scalecalc.predict(spec(f"hastie_{name}"), ["ridge=optimal"])
    features = 500 if name == "isotropic" else 300
    for n, ridge, error in zip(table["samples"], table["ridge"], table["generalization_error"], strict=True):
        best = noise * mpf(features) / n / signal
        agrees(ridge, best)
        agrees(error, lost + sum(published.hastie_ridge(mpf(features) / n, best, signal, noise)))


def test_hastie_misspecified() -> None:
    table = scalecalc.predict(spec("hastie_misspecified"))
    folded = scalecalc.predict(spec("hastie_misspecified"), ["target.powers=[0.0025,0]", "noise=0.35"])
    many = scalecalc.predict(
        spec("hastie_misspecified"), ["spectrum.multiplicities=[300,1e6]", "target.powers=[0.0025,0.25e-6]"]
    )
    for n, found in zip(table["samples"], table["generalization_error"], strict=True):
        known = published.hastie_ridgeless(mpf(300) / n, 0.75, 0.35) if n != 300 else inf
        assert found == pytest.approx(float(known + 0.25), rel=CLOSE)
    assert folded["test_error"] == pytest.approx(table["test_error"], rel=CLOSE)
    assert many["generalization_error"] == pytest.approx(table["generalization_error"], rel=CLOSE)


def test_hastie_latent_space() -> None:
    """From a matrix W to covariance, best predictor and noise, and their theorem with these."""
    p, d = 400, 20
    W = sqrt(20) * np.linalg.qr(np.random.default_rng(0).normal(size=(p, d)))[0]
    theta = np.full(d, 1 / sqrt(d))
    covariance = np.eye(p) + W @ W.T
    beta = W @ np.linalg.solve(np.eye(d) + W.T @ W, theta)
    noise = theta @ np.linalg.solve(np.eye(d) + W.T @ W, theta)
    assert beta == pytest.approx(np.linalg.solve(covariance, W @ theta), rel=1e-9, abs=1e-12)  # E[x y] = W theta
    s, vectors = np.linalg.eigh(covariance)
    v = s * (vectors.T @ beta) ** 2
    assert s == pytest.approx([1] * (p - d) + [21] * d)
    assert v.sum() + noise == pytest.approx(1)  # the variance of theta.z
    modes = Modes([21, 1], [v[-d:].mean(), v[:-d].mean()], [d, p - d])
    table = scalecalc.decompose(spec("hastie_latent_space"), ["samples=[5,20,100,399]"])
    for n, bias, of_noise in zip(table["samples"], signal(table), variance(table), strict=True):
        known = published.hastie_correlated(modes, p, n, noise)
        agrees(bias, known[0])
        agrees(of_noise, known[1])


# arXiv:1903.07571


def test_belkin() -> None:
    table = scalecalc.predict(spec("belkin_weak_features"))
    for p, found in zip(table["width"], table["test_error"], strict=True):
        if p == 400:
            assert isinf(found)
            continue
        agrees(found, published.belkin(400, p, 1000, 1, 0.04, 0))
        printed = published.belkin(400, p, 1000, 1, 0.04, 1)
        assert found == pytest.approx(float(printed), rel=1.5 / abs(400 - float(p)))


# arXiv:2303.01372


def test_bach() -> None:
    eigenvalues = [1 / mpf(k) for k in range(1, 401)]
    total = mp.fsum(eta**2 for eta in eigenvalues)
    modes = Modes(eigenvalues, [eta**2 / total for eta in eigenvalues])
    table = scalecalc.decompose(spec("bach_projections"))
    for m, bias, noise in zip(table["width"], signal(table), variance(table), strict=True):
        if m == 200:
            assert isinf(bias) and isinf(noise)
        elif m in (2, 180, 220, 4000):
            known = published.bach(modes, 200, int(m), 0.25)
            agrees(bias, known[0])
            agrees(noise, known[1])


# arXiv:1908.05355

ZETA2, STAR = mp.pi / (mp.pi - 2), (mp.pi - 2) / (4 * mp.pi)  # of ReLU, whose mu_1 is 1/2


@pytest.mark.parametrize("ridge", [0, 2.5e-4, 0.1])
def test_mei_montanari(ridge: float) -> None:
    table = scalecalc.predict(spec("mei_montanari"), [f"ridge={4 * ridge}"])
    for N, found in zip(table["width"], table["generalization_error"], strict=True):
        if ridge == 0 and N == 3000:
            assert isinf(found)
            continue
        theirs = published.MeiMontanari(mpf(N) / 1000, 3, ridge, ZETA2, STAR)
        agrees(found, theirs.risk(1, 0.1, 0.05))


@pytest.mark.parametrize("N", [500, 2500, 5000])
def test_mei_montanari_with_the_activation(N: int) -> None:
    """The activation written out: pre-activations of variance 1, the ridge psi1 lambda, F_*^2 in the noise."""
    changes = [
        f"spectrum={{kind: isotropic, modes: 1000, scale: {N / 1000}}}", f"target.total={1000 / N}",
        f"features={{width: {N}, activation: relu}}", f"ridge={N / 1000 * 0.01}", "noise=0.15",
    ]  # fmt: skip
    (found,) = scalecalc.predict(spec("mei_montanari"), changes)["test_error"]
    agrees(found, published.MeiMontanari(N / 1000, 3, 0.01, ZETA2, STAR).risk(1, 0.1, 0.05) + 0.05)


@pytest.mark.long
def test_mei_montanari_simulated() -> None:
    """ReLU features on the sphere, and a quadratic part of the target, as the paper has them."""
    d, N, n, ridge, errors = 100, 250, 150, 0.05, []
    rng = np.random.default_rng(0)
    for _ in range(40):
        theta, beta, A = rng.normal(size=(d, N)), rng.normal(size=d), rng.normal(size=(d, d))
        theta, beta = theta / np.linalg.norm(theta, axis=0), beta / np.linalg.norm(beta)
        x = rng.normal(size=(n + 2000, d))
        x *= np.sqrt(d) / np.linalg.norm(x, axis=1, keepdims=True)
        target = x @ beta + sqrt(0.3) / d * (np.einsum("ij,jk,ik->i", x, A, x) - np.trace(A))
        labels = target + sqrt(0.1) * rng.normal(size=len(x))
        features = np.maximum(x @ theta, 0)
        gram = features[:n].T @ features[:n] / n + N * ridge / d * np.eye(N)
        a = np.linalg.solve(gram, features[:n].T @ labels[:n] / n)
        errors.append(np.mean((features[n:] @ a - target[n:]) ** 2))
    known = published.MeiMontanari(N / d, n / d, ridge, ZETA2, STAR).risk(1, 0.3, 0.1)
    stderr = np.std(errors, ddof=1) / sqrt(len(errors))
    assert stderr < 0.013
    assert np.mean(errors) == pytest.approx(float(known), abs=3 * stderr + 0.01)
