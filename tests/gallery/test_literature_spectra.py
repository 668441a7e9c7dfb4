"""Spectra, power laws and degrees in specs/literature: exact formulas at 1e-11, exponents at 1e-9."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from mpmath import mp, mpf

import scalecalc
from tests.gallery import published
from tests.gallery.published import Modes, agrees
from tests.gallery.support import literature as spec

pytestmark = pytest.mark.usefixtures("twenty_digits")


# arXiv:2002.02561 and 2006.13198

KERNELS = {
    "{kind: relu, depth: 1, tangent: true}": published.tangent,
    "{kind: gaussian, length: 2}": lambda t: mp.exp((t - 1) / 4),
}


@pytest.mark.parametrize("kernel", KERNELS)
def test_bordelon(kernel: str) -> None:
    """Degrees that are not listed act as a ridge, their trace."""
    function, copies = KERNELS[kernel], [published.harmonics(30, k) for k in range(7)]
    eigenvalues = [eta if eta > 1e-20 else 0 for eta in published.mercer(function, 30, 7)]
    powers = [0, 0.5, 0.3, 0.05, 0.15, 0, 0]
    modes = Modes(eigenvalues, [v / n for v, n in zip(powers, copies, strict=True)], copies)
    rest = function(mpf(1)) - modes.sum(lambda eta, v: eta)
    for p, ridge in ((10, 0), (545, 0), (545, 1e-4), (31172, 0)):
        table = scalecalc.predict(
            spec("bordelon_sphere"), [f"samples={p}", f"ridge={ridge}", f"spectrum.kernel={kernel}"]
        )
        kappa, error = published.bordelon(modes, p, p * ridge + rest, 0.1)
        agrees(p * table["kappa2"][0], kappa)
        agrees(table["generalization_error"][0], error)


def test_bordelon_stages() -> None:
    """For large d the degree that is being learned is isotropic regression, with all that is above as a ridge."""
    d, learned = 10**6, 0.7
    for degree, above in ((1, 1 - 2 / np.e), (2, 1 - 2.5 / np.e)):  # exp(t - 1) has the weights 1/(e k!)
        ratio = above * np.e * (1 if degree == 1 else 2)  # that ridge over the trace of the degree
        powers = [0] * degree + [1]
        table = scalecalc.predict(
            spec("bordelon_sphere"),
            [
                f"spectrum={{kind: sphere, dimension: {d}, kernel: {{kind: gaussian, length: 1}}}}",
                f"target.powers={powers}", "noise=0.2", f"samples={learned * published.harmonics(d, degree)}",
            ],
        )  # fmt: skip
        known = published.hastie_ridge(mpf(1) / learned, ratio / learned, 1, 0.2)
        agrees(table["generalization_error"][0], sum(known), 1e-5)


# arXiv:2311.14646


def test_simon_eigenframework() -> None:
    modes = Modes([mpf(i) ** -1.5 for i in range(1, 201)], [mpf(i) ** -1.3 for i in range(1, 201)])
    for n, k, ridge in ((30, 100, 1e-3), (100, 100, 1e-4), (200, 50, 1e-6)):
        changes = ["spectrum.modes=200", f"samples={n}", f"features.width={k}", f"ridge={ridge}"]
        table = scalecalc.predict(spec("simon_more_is_better"), changes)
        test, train = published.simon(modes, n, k, n * ridge, 0.01)
        agrees(table["test_error"][0], test)
        agrees(table["train_error"][0], train)


def test_simon_more_is_better() -> None:
    table = scalecalc.predict(spec("simon_more_is_better"), ["features.width=[30,100,300,1000,3000,inf]"])
    errors = np.reshape(table["test_error"], (6, -1))
    assert (np.diff(errors, axis=0) < 0).all() and (np.diff(errors, axis=1) < 0).all()


@pytest.mark.parametrize(("decay", "relative"), [(1.3, 0), (1.3, 0.5), (1.1, 3), (2, 4)])
def test_simon_overfitting_is_obligatory(decay: float, relative: float) -> None:
    """The ratio of train to test error at the best ridge, for many samples; beta > alpha needs noise for a ridge."""
    alpha, changes = 1.5, ["samples=1e9", "features.width=inf", f"target.decay={decay}"]
    bare = scalecalc.predict(spec("simon_more_is_better"), [*changes, "ridge=0", "noise=0"])["test_error"][0]
    table = scalecalc.predict(spec("simon_more_is_better"), [*changes, f"noise={relative * bare}"])
    s = published.root(
        lambda s: alpha - decay - (alpha - 1) * decay * (1 - s) + alpha * (alpha - 1) * relative * s**decay, 1e-9, 1
    )
    agrees(1 / table["test_train_ratio"][0], (1 - s) ** 2, 1e-7)


# arXiv:2105.15004

REGIMES = [(1.5, 1 / 3, 2.0), (1.5, 1 / 3, 1.0), (1.5, 1 / 3, 0.3), (2.0, 1.7, 3.0), (2.0, 1.7, 1.2), (1.2, 0.2, 0.9)]


def decay(alpha: float, r: float, ell: float, noise: float) -> tuple[float, np.ndarray]:
    """The exponent of the excess error, and the samples where its regime changes."""
    changes = [f"spectrum.alpha={alpha}", f"target.r={r}", f"ridge=P^-{ell}", f"noise={noise}"]
    table = scalecalc.exponents(spec("cui_crossovers"), overrides=changes)
    starts = scalecalc.regimes(
        spec("cui_crossovers"), overrides=[*changes, "samples={from: 1e4, to: 1e40, points: 50}"]
    )
    return table["exponent"][list(table["term"]).index("generalization_error")], starts["start"][1:]


@pytest.mark.parametrize(("alpha", "r", "ell"), REGIMES)
def test_cui_regimes(alpha: float, r: float, ell: float) -> None:
    for noise in (0, 1e-8):
        assert decay(alpha, r, ell, noise)[0] == pytest.approx(
            published.cui_exponent(alpha, r, ell, noise > 0), abs=1e-9
        )


@pytest.mark.parametrize(
    ("alpha", "r", "ell"), [(1.5, 1 / 3, 2.0), (1.5, 1 / 3, 1.1), (2.0, 1.7, 3.0), (2.0, 1.7, 1.2)]
)
def test_cui_crossover_moves(alpha: float, r: float, ell: float) -> None:
    """n ~ sigma^(-1/(alpha r')) or sigma^(-2/(2 l r' - 1 + l/alpha)), with corrections that vanish as sigma does."""
    late, later = (decay(alpha, r, ell, noise)[1][-1] for noise in (1e-16, 1e-18))
    speed = 2 * min(alpha, ell) * min(r, 1) - 1 + min(1, ell / alpha)
    assert log(later / late, 100) == pytest.approx(1 / speed, rel=2e-3)


def test_cui_crossover_is_where_the_terms_meet() -> None:
    table = scalecalc.regimes(spec("cui_crossovers"))
    assert list(table["regime"]) == ["signal limited, source", "noise plateau"]
    target, noise = published.Cui(1.5, mpf(1) / 3, mpf(10) ** -6).terms(table["start"][1], table["start"][1] ** -2.0)
    agrees(float(target), noise, 1e-9)


def test_cui_best_ridge() -> None:
    """At l* = alpha/(1 + 2 alpha r') bias and noise fall alike, and any other l is slower."""
    for alpha, r in ((1.5, 1 / 3), (2.0, 1.7)):
        both = 2 * alpha * min(r, 1)
        best = decay(alpha, r, alpha / (1 + both), 1e-2)[0]
        assert best == pytest.approx(both / (1 + both), abs=1e-9)
        assert all(decay(alpha, r, factor * alpha / (1 + both), 1e-2)[0] < best - 1e-3 for factor in (0.95, 1.05))


# arXiv:2210.16859


@pytest.mark.parametrize("ridge", ["0", "1e-4", "optimal"])
def test_maloney_duality(ridge: str) -> None:
    sizes = "[30,100,290,310,1000,3000]"
    one = scalecalc.predict(spec("maloney_duality"), [f"ridge={ridge}", f"samples={sizes}"])
    other = scalecalc.predict(spec("maloney_duality"), [f"ridge={ridge}", "samples=300", f"features.width={sizes}"])
    for name in ("generalization_error", "ridge", "kappa2"):
        assert one[name] == pytest.approx(other[name], rel=1e-12, abs=0), name


def test_maloney_error() -> None:
    eigenvalues = [mpf(i) ** -1.5 for i in range(1, 201)]
    modes = Modes(eigenvalues, eigenvalues)
    changes = ["spectrum.modes=200", "target.total=200", "features.width=[20,100]", "samples=[60,300]"]
    table = scalecalc.predict(spec("maloney_duality"), changes)
    for N, T, found in zip(table["width"], table["samples"], table["generalization_error"], strict=True):
        agrees(found, published.maloney(modes, int(N), int(T)))


def test_maloney_scaling() -> None:
    """E ~ m^-alpha in the scarcer resource, a plateau in the other; theirs is our alpha less 1."""
    endless = ["spectrum.modes=inf", "target={kind: power_law, decay: 1.5}"]
    for along, sizes, known in (
        ("samples", ["samples={from: 10, to: 1e6, points: 6}", "features.width=inf"], 0.5),
        ("width", ["samples=inf", "features.width={from: 10, to: 1e6, points: 6}"], 0.5),
        ("samples", ["samples={from: 1e3, to: 1e9, points: 6}"], 0),
        ("width", ["samples=300", "features.width={from: 1e3, to: 1e9, points: 6}"], 0),
    ):
        table = scalecalc.exponents(spec("maloney_duality"), overrides=[*endless, *sizes], along=along)
        total = list(table["term"]).index("generalization_error")
        assert table["exponent"][total] == pytest.approx(known, abs=1e-9), (along, sizes)
