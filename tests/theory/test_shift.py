"""The sums over two spectra at once, against sums mode by mode in mpmath and against numpy."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from mpmath import mp, mpf

from scalecalc.theory.modes.compress import SHORT
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.shift.by_rank import ByRank, Trend
from scalecalc.theory.shift.listed import Listed
from scalecalc.theory.shift.probe import Probe, nodes_of
from tests.theory.support import apart

KAPPA = (1e-12, 3e-7, 1e-3, 0.4, 20.0)
INF = math.inf
_GONE = mpf(10) ** 15  # -log of what is nothing: beyond, mpmath takes for ever

# eta, v, eta', v' = eta' w'^2 (None: the weights of training), D
LAWS = {
    "heavier tail": (Decay(1, 1.5), Decay(1, 2.2), Decay(1, 1.2), None, INF),
    "lighter tail": (Decay(1, 1.5), Decay(1, 2.2), Decay(2, 4.0), None, INF),
    "other target": (Decay(1, 1.5), Decay(1, 2.2), Decay(1, 1.5), Decay(3, 3.1), INF),
    "smooth target": (Decay(1, 1.3), Decay(1, 4.0), Decay(1, 1.1), Decay(1, 1.5), INF),
    "rough training": (Decay(1, 2.0), Decay(1, 1.1), Decay(1, 2.5), Decay(0.2, 6.0), INF),
    "finite": (Decay(1, 1.3), Decay(1, 2.0), Decay(1, 0.6), Decay(1, 0.9), 3000.0),
    "few": (Decay(1, 1.3), Decay(1, 2.0), Decay(1, 0.6), None, 40.0),
    "exponentials": (Decay(1, rate=0.1), Decay(1, rate=0.15), Decay(1, rate=0.07), None, INF),
    "exponential, power": (Decay(1, rate=0.05), Decay(1, rate=0.2), Decay(1, 1.5), Decay(1, 2.5), INF),
    "power, exponential": (Decay(1, 1.5), Decay(1, 2.2), Decay(1, rate=0.3), None, 3000.0),
    "steep": (Decay(1, rate=2.0), Decay(1, rate=3.0), Decay(1, 3.0), None, INF),
}


def law(one: Decay) -> Callable[[mpf], mpf]:
    scale, exponent, rate = mpf(one.scale), mpf(one.exponent), mpf(one.rate)
    return lambda k: scale * (mp.exp(-min(rate * k, _GONE)) if rate else k**-exponent)


def summed(f: Callable[[mpf], mpf], modes: float, split: mpf) -> mpf:
    """sum_k f(k): the first modes one by one, and Euler-Maclaurin; `split` is where f changes most."""
    first = 200
    if modes <= 4000:
        return mp.fsum(f(mpf(k)) for k in range(1, int(modes) + 1))
    head = mp.fsum(f(mpf(k)) for k in range(1, first))
    edges = sorted({mpf(first), *(max(mpf(first), split * mpf(10) ** e) for e in range(-6, 7, 2)), mpf(10) ** 90})
    body = mp.quad(lambda t: f(mp.exp(t)) * mp.exp(t), [mp.log(edge) for edge in edges] + [mp.log(edges[-1]) * 20])
    start = mpf(first)
    odd = [mp.taylor(f, start, 7)[n] * mp.factorial(n) for n in (1, 3, 5, 7)]
    ends = f(start) / 2 - odd[0] / 12 + odd[1] / 720 - odd[2] / 30240 + odd[3] / 1209600
    return head + body + ends


def reference(name: str, kappa: float) -> tuple[float, float, float]:
    """B', q' and z' - q'."""
    eta, v, test, given, modes = LAWS[name]
    e, p, e2 = law(eta), law(v), law(test)
    k2 = mpf(kappa)

    def bias(k: mpf) -> mpf:
        w = mp.sqrt(p(k) / e(k))
        w2 = w if given is None else mp.sqrt(law(given)(k) / e2(k))
        return e2(k) * (w2 - w * e(k) / (e(k) + k2)) ** 2

    place = (mpf(eta.scale) / k2) ** (1 / mpf(eta.exponent)) if eta.exponent else mp.log(1 / k2) / eta.rate
    parts = (
        bias,
        lambda k: e(k) * e2(k) / (e(k) + k2) ** 2,
        lambda k: e2(k) * k2 / (e(k) + k2) ** 2,
    )
    with mp.workdps(30):
        B, q, z_q = (float(summed(part, modes, place)) for part in parts)
    return B, q, z_q


@pytest.mark.parametrize("name", ["other target", "few"])
def test_sums_of_laws(name: str) -> None:
    check_sums(name, KAPPA[2:3])


@pytest.mark.long
@pytest.mark.parametrize("name", LAWS)
def test_sums_of_all_laws(name: str) -> None:
    check_sums(name, KAPPA)


def check_sums(name: str, kappas: tuple[float, ...]) -> None:
    found = Probe(ByRank(*LAWS[name])).sums(np.array(kappas))
    for place, kappa in enumerate(kappas):
        for got, want in zip((found.B, found.q, found.z_q), reference(name, kappa), strict=True):
            assert got[place] == pytest.approx(want, rel=2e-13), (name, kappa)


@pytest.mark.parametrize("trend", [Trend(1, 1.05, 0), Trend(1, 2, 0.01), Trend(1, -1, 1e-3), Trend(1, 0, 0.3)])
@pytest.mark.parametrize("first", [2.0, 500.0, 1e6])
def test_the_rest_of_a_sum(trend: Trend, first: float) -> None:
    with mp.workdps(30):
        q, e = mp.exp(-mpf(trend.rate)), mpf(trend.exponent)
        want = mp.zeta(e, first) if trend.rate == 0 else q**first * mp.lerchphi(q, e, first)
        scale = mpf(first) ** -e * q**first
        assert trend.relative(first, INF) == pytest.approx(float(want / scale), rel=2e-13)


@pytest.mark.parametrize("kind", ["same weights", "others", "nothing to learn", "nothing learned"])
def test_long_lists_are_summed_as_short_ones(kind: str) -> None:
    """A list that is compressed against all its modes, at kappas above, among and below its eigenvalues."""
    rng = np.random.default_rng(3)
    n = 5 * SHORT
    eta = np.sort(np.exp(rng.uniform(-20, 0, n)))[::-1]
    ratio, own = rng.uniform(0, 3, n), eta * rng.uniform(0, 2, n)
    given = {"same weights": None, "others": eta * rng.uniform(0, 2, n), "nothing to learn": 0 * eta}.get(kind, 4 * own)
    kappa = np.array([1e-12, 1e-6, 1e-3, 0.1, 100.0])
    found = Probe(Listed(eta, np.ones(n), ratio, own, given)).sums(kappa)
    s, t = eta / (eta + kappa[:, None]), kappa[:, None] / (eta + kappa[:, None])
    after = own if given is None else given
    step = np.sqrt(after) - np.sqrt(own)
    square = np.where(t < 0.5, step + t * np.sqrt(own), np.sqrt(after) - s * np.sqrt(own)) ** 2
    assert apart(found.B, square.sum(axis=1)) <= 2e-13
    assert apart(found.q, (s * s) @ ratio) <= 2e-13
    assert apart(found.z_q, (s * t) @ ratio) <= 2e-13


def test_few_nodes_stand_for_many_modes() -> None:
    """A million modes, or infinitely many, take a thousand nodes."""
    for modes in (1e6, INF):
        one = ByRank(Decay(1, 1.2), Decay(1, 2.0), Decay(1, 1.1), None, modes)
        assert one.nodes(1e-8).eigenvalue.size < 2000


def test_the_limit_of_no_ridge_at_all() -> None:
    eta, own = np.array([2.0, 1.0]), np.array([0.5, 0.3])
    found = nodes_of(eta, np.ones(2), own, None, np.ones(2)).sums(np.zeros(1))
    assert (found.B[0], found.q[0], found.z_q[0]) == (0.0, 2.0, 0.0)
