"""The closed covariance and bias of measured curves: by mpmath's derivatives, and by draws."""

from __future__ import annotations

from functools import partial

import mpmath as mp
import numpy as np
import pytest

from scalecalc.empirical.population.covariance import at_ridges, deviations, fluctuations, residuals
from scalecalc.empirical.population.curves import curves_of
from scalecalc.empirical.population.law import Law
from scalecalc.empirical.traces import spectral
from tests.empirical.population.drawn import drawn

LAW = Law(1.4, 1.3, 5.0, 0.6, 2.0, 0.3)
SAMPLES = 12.0
KAPPA = np.array([0.2, 0.7])


def overlap(kappa_a: mp.mpf, s_a: mp.mpf, kappa_b: mp.mpf, s_b: mp.mpf) -> mp.mpf:
    """tr G_a G_b / n by matrices, G = S (S + kappa)^-1 and S = Sigma + s u u'."""
    size = int(LAW.modes) + 1
    values = [mp.mpf(LAW.scale) * mp.mpf(k) ** -LAW.alpha for k in range(1, size)] + [mp.mpf(0)]
    powers = [mp.mpf(LAW.power) * mp.mpf(k) ** -(1 + 2 * LAW.alpha * LAW.r) for k in range(1, size)] + [LAW.noise]
    u = mp.matrix([mp.sqrt(one) for one in powers])

    def learned(kappa: mp.mpf, s: mp.mpf) -> mp.matrix:
        matrix = mp.diag(values) + s * (u * u.T)
        return matrix * mp.inverse(matrix + kappa * mp.eye(size))

    product = learned(kappa_a, s_a) * learned(kappa_b, s_b)
    return sum(product[i, i] for i in range(size)) / mp.mpf(SAMPLES)


def of_logdet(*at: mp.mpf) -> mp.mpf:
    return -2 * mp.log(1 - overlap(*at))


def mean(kappa: mp.mpf, s: mp.mpf) -> mp.mpf:
    return mp.log(1 - overlap(kappa, s, kappa, s)) / 2


def test_they_are_the_derivatives() -> None:
    law = LAW.at(KAPPA)
    found = fluctuations(law, SAMPLES, np.ones((2, 2)))
    with mp.workdps(40):
        for a in range(2):
            for b in range(2):
                at = (mp.mpf(KAPPA[a]), mp.mpf(0), mp.mpf(KAPPA[b]), mp.mpf(0))
                scale = float(KAPPA[a] * KAPPA[b])
                first = scale * float(mp.diff(of_logdet, at, (1, 0, 1, 0)))
                mixed = -scale * float(mp.diff(of_logdet, at, (1, 0, 0, 1))) / law.unlearned[b]
                second = scale * float(mp.diff(of_logdet, at, (0, 1, 0, 1))) / law.unlearned[a] / law.unlearned[b]
                assert found.covariance[a, b] == pytest.approx(first, rel=1e-10)
                assert found.covariance[a, 2 + b] == pytest.approx(mixed, rel=1e-10)
                assert found.covariance[2 + a, 2 + b] == pytest.approx(second, rel=1e-10)
            spot = (mp.mpf(KAPPA[a]), mp.mpf(0))
            assert found.bias[a] == pytest.approx(-KAPPA[a] * float(mp.diff(mean, spot, (1, 0))), rel=1e-10)
            relative = KAPPA[a] * float(mp.diff(mean, spot, (0, 1))) / law.unlearned[a]
            of_log = -found.covariance[2 + a, 2 + a] / 2
            assert found.bias[2 + a] == pytest.approx(relative + of_log, rel=1e-10)


@pytest.mark.parametrize("targets", [1, 3])
def test_draws_fluctuate_so(targets: int) -> None:
    """Residuals of 400 draws: variances within their own errors, correlations, and the bias."""
    law, samples, draws = Law(1.4, 1.0, 300.0, 0.4, 1.0, 0.1), 80, 400
    ridges = np.geomspace(3e-3, 1.0, 4)
    measured = [drawn(seed, samples, law, targets=targets).at(ridges) for seed in range(draws)]
    found = [curves_of(one, samples, law.modes) for one in measured]
    off = np.array([deviations(one, law.at(one.kappa)) for one in found])
    kappa = np.mean([one.kappa for one in found], axis=0)
    likeness = np.mean([one.likeness for one in found], axis=0)
    expected = fluctuations(law.at(kappa), samples, likeness)
    spread = np.cov(off.T)
    assert np.diagonal(spread) == pytest.approx(np.diagonal(expected.covariance), rel=5 * np.sqrt(2 / draws))
    correlate = partial(lambda one: one / np.sqrt(np.outer(np.diagonal(one), np.diagonal(one))))
    assert correlate(spread) == pytest.approx(correlate(expected.covariance), abs=4 / np.sqrt(draws))
    error = np.sqrt(np.diagonal(spread) / draws)
    assert np.all(np.abs(off.mean(axis=0) - expected.bias) < 4 * error + 0.1 * np.sqrt(np.diagonal(spread)))


def test_heavy_tails_add_their_kurtosis() -> None:
    """Independent Laplacian features, excess kurtosis 3: variances of z at kappa over 400 draws."""
    law, samples, draws = Law(1.4, 1.0, 200.0), 80, 400
    ridges, values = np.geomspace(3e-3, 0.3, 3), np.arange(1.0, 201) ** -1.4
    rng, found = np.random.default_rng(0), []
    for _ in range(draws):
        rows = rng.laplace(size=(samples, 200)) * np.sqrt(values / 2)
        one = curves_of(spectral(rows @ rows.T, np.zeros((samples, 0))).at(ridges), samples, law.modes)
        found.append((one.kappa, one.df1 - law.at(one.kappa).df1))
    kappa, spread = np.mean([one for one, _ in found], axis=0), np.var([off for _, off in found], axis=0)
    said = fluctuations(law.at(kappa), samples, np.ones((3, 3)), 3.0).covariance
    assert spread == pytest.approx(np.diagonal(said)[:3], rel=5 * np.sqrt(2 / draws))
    plain = fluctuations(law.at(kappa), samples, np.ones((3, 3))).covariance
    assert np.all(np.diagonal(said)[:3] > 1.3 * np.diagonal(plain)[:3])


def test_errors_at_fixed_ridges() -> None:
    """kappa, df1 and what is unlearned vary from draw to draw as said, within 20 %."""
    law, samples, draws = Law(1.4, 1.0, 300.0, 0.4, 1.0, 0.1), 80, 300
    ridges = np.geomspace(3e-3, 1.0, 4)
    found = [curves_of(drawn(seed, samples, law).at(ridges), samples, law.modes) for seed in range(draws)]
    for name, row in (("kappa", 0), ("df1", 1), ("unlearned", 2)):
        spread = np.std([getattr(one, name) for one in found], axis=0)
        said = [at_ridges(one, law.at(one.kappa), residuals(one, law.at(one.kappa)))[row] for one in found[:50]]
        assert np.mean(said, axis=0) == pytest.approx(spread, rel=0.2)
