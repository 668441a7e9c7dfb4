"""Limits, closed forms, symmetries, and published values: what the theory must give without any solver."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalecalc.theory.modes.tasks import Modes, Task
from scalecalc.theory.numerics.powersum import power_sum
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.spectra.power_law import PowerLaw
from tests.theory.support import COLUMNS, INF, answer, apart, column, direct_sums, examples, levels, points, power_law

SIGNAL, NOISE = TERMS[:4], TERMS[4:]
TASKS: dict[str, Task] = {
    "power law": power_law(1.5, 0.4),
    "smooth target": power_law(2.2, 1.3, 1e6),
    "slow decay": power_law(0.8, 0.5, 500),
    "two levels": levels([1, 0.1], [120, 120], [1 / 600, 1 / 150]),
    "isotropic": levels([1], [250], [1 / 250]),
    "gapped": levels([1, 1e-2, 1e-5], [10, 100, 10_000], [1e-2, 1, 100]),
}
every_task = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)


# --- limits of the model


@every_task
@pytest.mark.parametrize("ridge", [0.0, 1e-12, 1e-3, 10.0])
def test_infinite_width_is_ridge_regression(task: Task, ridge: float) -> None:
    P = np.array([1, 3, 30, 110, 240, 400, 1e5, INF])
    wide, plain = (
        evaluate(task, points(P, INF, ridge=ridge, noise=0.3)),
        evaluate(task, points(P, ridge=ridge, noise=0.3)),
    )
    for name in COLUMNS:
        assert apart(column(wide, name), column(plain, name)) <= 1e-13, name
    assert np.all(column(wide, "var_features") == 0)


@every_task
def test_large_width_tends_to_ridge_regression(task: Task) -> None:
    """The difference is of order 1/N."""
    plain = answer(task, 40, ridge=1e-4, noise=0.3)
    for name in ("kappa2", "bias2", "generalization_error", "train_error"):
        gaps = [abs(answer(task, 40, N, ridge=1e-4, noise=0.3)[name] / plain[name] - 1) for N in (1e6, 1e8)]
        assert gaps[1] < 1e-3
        assert gaps[0] == pytest.approx(100 * gaps[1], rel=0.05), name


@every_task
@pytest.mark.parametrize("N", [7.0, 240.0, 1e4, INF])
@pytest.mark.parametrize("ridge", [0.0, 1e-6, 0.1])
def test_infinite_samples(task: Task, N: float, ridge: float) -> None:
    """No fluctuations of the data are left: gamma1 = 0 and E_g = B + Var_F."""
    out = answer(task, INF, N, ridge=ridge, noise=0.3)
    assert out["gamma1"] == 0
    assert out["generalization_error"] == out["bias2"] + out["var_features"]
    assert all(out[name] == 0 for name in TERMS[2:])
    assert apart(out["train_error"], out["test_error"]) <= 1e-14
    assert apart(out["kappa1"], ridge) <= 1e-13


@every_task
def test_many_samples_tend_to_infinitely_many(task: Task) -> None:
    limit = answer(task, INF, 50, ridge=1e-3, noise=0.3)
    gaps = []
    for P in (1e6, 1e8):
        out = answer(task, P, 50, ridge=1e-3, noise=0.3)
        gaps.append(out["generalization_error"] / limit["generalization_error"] - 1)
        assert 0 < out["gamma1"] < 60 / P
    assert 0 < gaps[1] < 1e-3
    assert gaps[0] == pytest.approx(100 * gaps[1], rel=0.01)


@every_task
@pytest.mark.parametrize("ridge", [1e6, 1e12])
def test_large_ridge_learns_nothing(task: Task, ridge: float) -> None:
    out = answer(task, 30, 60, ridge=ridge, noise=0.3)
    if isinstance(task, PowerLaw):
        power = float(power_sum(task.decay, 1, task.modes))
        trace = float(power_sum(task.alpha, 1, task.modes))
    else:
        power, trace = float(task.power.sum()), float(task.multiplicity @ task.eigenvalue)
    assert apart(out["generalization_error"], power) <= 3 * trace / ridge
    assert apart(out["df1"], trace / ridge) <= 3 * trace / ridge
    assert apart(out["kappa2"], ridge) <= 3 * trace / ridge


# --- without ridge: z = min(P, N)


def ridgeless_sums(out: dict[str, float], task: Task) -> tuple[float, float, float, float]:
    """q, B, T at the solver's kappa2, by plain sums over the modes."""
    if isinstance(task, PowerLaw):
        ranks = np.arange(1.0, 2e5 if task.modes > 2e5 else task.modes + 1)
        task = Modes(task.eigenvalue(ranks), np.ones_like(ranks), task.power_scale * ranks**-task.decay)
    sums = direct_sums(task, out["kappa2"])
    return sums["q"], sums["B"], sums["T_B"] + sums["B"], sums["z"]


FINITE: dict[str, Task] = {name: task for name, task in TASKS.items() if task.modes <= 1e5}


@pytest.mark.parametrize("task", FINITE.values(), ids=FINITE)
@pytest.mark.parametrize(("P", "N"), [(20, 90), (100, 110), (7, 1e5), (55.5, 60.25)])
def test_ridgeless_fewer_samples_than_features(task: Task, P: float, N: float) -> None:
    """Var_F + Var_XF = T P/(N - P), Var_FXeps = sigma^2 P/(N - P), and the rest as without features."""
    out = answer(task, P, N, noise=0.3)
    q, B, T, z = ridgeless_sums(out, task)
    assert apart(z, P) <= 1e-12
    assert apart(out["df1"], P) <= 1e-15
    gamma2 = q / P
    assert apart(out["bias2"], B) <= 1e-12
    assert apart(out["var_samples"], B * gamma2 / (1 - gamma2)) <= 1e-10
    assert apart(out["var_features"] + out["var_samples_features"], T * P / (N - P)) <= 1e-10
    assert apart(out["var_samples_noise"], 0.3 * gamma2 / (1 - gamma2)) <= 1e-10
    assert apart(out["var_samples_features_noise"], 0.3 * P / (N - P)) <= 1e-10
    assert apart(out["kappa1"], out["kappa2"] * (1 - P / N)) <= 1e-12
    assert out["train_error"] == 0


@pytest.mark.parametrize("task", FINITE.values(), ids=FINITE)
@pytest.mark.parametrize(("P", "N"), [(90, 20), (110, 100), (1e5, 7), (60.25, 55.5)])
def test_ridgeless_fewer_features_than_samples(task: Task, P: float, N: float) -> None:
    """The width is the bottleneck: E_g = (T + sigma^2 N/P)/(1 - N/P)."""
    out = answer(task, P, N, noise=0.3)
    _, B, T, z = ridgeless_sums(out, task)
    assert apart(z, N) <= 1e-12
    assert apart(out["bias2"], B) <= 1e-12
    assert apart(out["var_features"], T - B) <= 1e-10
    assert apart(out["generalization_error"], (T + 0.3 * N / P) / (1 - N / P)) <= 1e-10
    assert apart(out["gamma1"], N / P) <= 1e-12
    assert apart(out["train_error"], (1 - N / P) ** 2 * out["test_error"]) <= 1e-12
    assert out["kappa1"] == 0


@every_task
def test_ridgeless_is_the_limit_of_small_ridges(task: Task) -> None:
    for P, N in ((20, 60), (60, 20), (20, INF)):
        limit, near = answer(task, P, N, noise=0.3), answer(task, P, N, ridge=1e-30, noise=0.3)
        for name in COLUMNS:
            if limit[name] > 0:
                assert apart(near[name], limit[name]) <= 1e-11, name
            else:
                assert near[name] < 1e-15, name


@every_task
@pytest.mark.parametrize("N", [30.0, INF])
def test_train_error_of_a_vanishing_ridge(task: Task, N: float) -> None:
    """P < N: interpolation up to (lambda/kappa1)^2, however small that is."""
    limit = answer(task, 20, N, noise=0.3)
    for ridge in (1e-30, 1e-50, 1e-70, 1e-120):
        lam = ridge * limit["kappa1"]
        out = answer(task, 20, N, ridge=lam, noise=0.3)
        assert apart(out["train_error"], ridge**2 * limit["test_error"]) <= 1e-12


@every_task
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_as_many_samples_as_features_diverges(task: Task, noise: float) -> None:
    """P = N < D without ridge: infinite even without noise; each term is told."""
    result = evaluate(task, points(60, 60, noise=noise))
    assert result.status[0] == "diverges"
    out = answer(task, 60, 60, noise=noise)
    assert out["generalization_error"] == out["test_error"] == out["var_samples_features"] == INF
    assert out["var_samples_features_noise"] == (INF if noise else 0)
    assert 0 < out["bias2"] < INF
    assert 0 < out["var_features"] < INF
    assert out["train_error"] == 0
    assert out["gamma1"] == pytest.approx(1, rel=1e-14)


@every_task
def test_height_of_the_peak_at_small_ridge(task: Task) -> None:
    """P = N: E_g ~ (T + sigma^2)/2 sqrt(kappa2/lambda)."""
    edge = answer(task, 60, 60)
    T = edge["bias2"] + edge["var_features"]
    ratios = []
    for ridge in (1e-16, 1e-20, 1e-24):
        lam = ridge * edge["kappa2"]
        out = answer(task, 60, 60, ridge=lam, noise=0.3)
        ratios.append(out["generalization_error"] / ((T + 0.3) / 2 * sqrt(edge["kappa2"] / lam)) - 1)
    assert abs(ratios[2]) < 1e-9
    assert abs(ratios[0]) < 1e-5
    assert ratios[0] == pytest.approx(100 * ratios[1], rel=0.05)


# --- as many modes as samples


@pytest.mark.parametrize("task", FINITE.values(), ids=FINITE)
@pytest.mark.parametrize("N", [None, INF, 1e9])
def test_more_samples_than_modes(task: Task, N: float | None) -> None:
    """P > D without ridge: sigma^2 D/(P - D), and no bias; a width above D changes nothing."""
    D = task.modes
    for P in (D + 1, 1.5 * D, 10 * D):
        out = answer(task, P, *(() if N is None else (N,)), noise=0.3)
        assert apart(out["generalization_error"], 0.3 * D / (P - D)) <= 1e-12
        assert apart(out["train_error"], 0.3 * (1 - D / P)) <= 1e-12
        assert all(out[name] == 0 for name in (*SIGNAL, "kappa1", "kappa2", "var_samples_features_noise"))
        assert apart([out["df1"], out["df2"]], D) <= 1e-13


@pytest.mark.parametrize("task", FINITE.values(), ids=FINITE)
def test_fewer_features_than_modes_and_than_samples(task: Task) -> None:
    """D > N: the features are the bottleneck however many samples there are."""
    out = answer(task, 10 * task.modes, task.modes / 2, noise=0.3)
    _, _, T, z = ridgeless_sums(out, task)
    assert apart(z, task.modes / 2) <= 1e-12
    assert apart(out["generalization_error"], (T + 0.3 / 20) / (1 - 1 / 20)) <= 1e-11


@pytest.mark.parametrize("task", FINITE.values(), ids=FINITE)
def test_as_many_samples_as_modes(task: Task) -> None:
    """P = D without ridge: the noise diverges, and without noise there is no error at all."""
    D = task.modes
    noisy = answer(task, D, noise=0.3)
    assert noisy["generalization_error"] == noisy["var_samples_noise"] == INF
    assert all(noisy[name] == 0 for name in (*SIGNAL, "train_error"))
    silent = answer(task, D)
    assert silent["generalization_error"] == 0
    assert evaluate(task, points(D)).status[0] == "ok"


@pytest.mark.parametrize("task", FINITE.values(), ids=FINITE)
def test_as_many_samples_as_modes_with_wide_features(task: Task) -> None:
    """P = D < N: the features cost sigma^2 P/(4 (N - P)) on top of a diverging noise."""
    D = task.modes
    out = answer(task, D, 3 * D, noise=0.3)
    assert out["var_samples_noise"] == INF
    assert apart(out["var_samples_features_noise"], 0.3 / 8) <= 1e-12
    near = answer(task, D, 3 * D, ridge=1e-40, noise=0.3)
    assert apart(near["var_samples_features_noise"], 0.3 / 8) <= 1e-9


# --- isotropic covariates: everything in closed form


@examples(100)
@given(
    D=st.floats(1, 1e4).map(round),
    P=st.floats(1, 1e4),
    ridge=st.floats(-25, 3).map(lambda x: 10**x),
    noise=st.floats(0.01, 2),
)
def test_isotropic_ridge_regression(D: int, P: float, ridge: float, noise: float) -> None:
    """kappa = [lambda + Q - 1 + sqrt((lambda + Q - 1)^2 + 4 lambda)]/2 with Q = D/P."""
    Q = D / P
    b = ridge + (D - P) / P
    root = sqrt(b * b + 4 * ridge)
    kappa = (b + root) / 2 if b > 0 else 2 * ridge / (root - b)
    out = answer(levels([1], [D], [1 / D]), P, ridge=ridge, noise=noise)
    assert apart(out["kappa2"], kappa) <= 1e-11
    s, t = 1 / (1 + kappa), kappa / (1 + kappa)
    margin = t * (kappa + 1 + s * Q / kappa) if kappa == 0 else ridge / kappa + Q * s * t  # 1 - Q s^2, no cancellation
    assert apart(out["bias2"], t * t) <= 1e-11
    assert apart(out["var_samples"], t * t * Q * s * s / margin) <= 1e-10
    assert apart(out["var_samples_noise"], noise * Q * s * s / margin) <= 1e-10
    assert apart(out["train_error"], (ridge / kappa) ** 2 * out["test_error"]) <= 1e-10


@pytest.mark.parametrize(("D", "P"), [(250, 25), (250, 249), (200, 3.5)])
def test_isotropic_ridgeless_interpolation(D: int, P: float) -> None:
    Q = D / P
    out = answer(levels([1], [D], [1 / D]), P, noise=0.25)
    assert apart(out["kappa2"], Q - 1) <= 1e-12
    assert apart(out["generalization_error"], (1 - 1 / Q) + 0.25 / (Q - 1)) <= 1e-12


@pytest.mark.parametrize(("D", "P", "N"), [(200, 50, 100), (200, 20, 1000), (200, 199, 250), (300, 10.5, 11.5)])
def test_isotropic_random_features_interpolating(D: int, P: float, N: float) -> None:
    """P < min(N, D) without ridge, |w| = 1."""
    out = answer(levels([1], [D], [1 / D]), P, N, noise=0.25)
    assert apart(out["bias2"], (1 - P / D) ** 2) <= 1e-11
    assert apart(out["var_samples"], (1 - P / D) * P / D) <= 1e-11
    assert apart(sum(out[name] for name in SIGNAL), (1 - P / D) * N / (N - P)) <= 1e-11
    assert apart(sum(out[name] for name in NOISE), 0.25 * (P / (D - P) + P / (N - P))) <= 1e-11


@pytest.mark.parametrize(("D", "P", "N"), [(200, 100, 50), (200, 1000, 20), (200, 250, 199)])
def test_isotropic_random_features_bottleneck(D: int, P: float, N: float) -> None:
    out = answer(levels([1], [D], [1 / D]), P, N, noise=0.25)
    assert apart(sum(out[name] for name in SIGNAL), (1 - N / D) / (1 - N / P)) <= 1e-11


@examples(40)
@given(
    D=st.integers(1, 500),
    P=st.floats(1, 1000),
    N=st.floats(1, 1000),
    ridge=st.floats(-6, 2).map(lambda x: 10**x),
)
def test_isotropic_random_features_cubic(D: int, P: float, N: float, ridge: float) -> None:
    """kappa2 solves lambda = k (1 - (D/P)/(1+k)) (1 - (D/N)/(1+k)): the largest root of a cubic."""
    a, b = D / P, D / N
    # lambda (1+k)^2 = k (1+k-a)(1+k-b)
    cubic = np.array([1.0, (1 - a) + (1 - b) - ridge, (1 - a) * (1 - b) - 2 * ridge, -ridge])
    roots = np.roots(cubic)
    kappa = float(np.max(roots[np.abs(roots.imag) < 1e-6 * np.abs(roots)].real))
    out = answer(levels([1], [D], [1 / D]), P, N, ridge=ridge)
    assert apart(out["kappa2"], kappa) <= 1e-6
    k = out["kappa2"]
    assert apart(k * (1 + k - a) * (1 + k - b), ridge * (1 + k) ** 2) <= 1e-7


# --- symmetries and identities


@examples(80)
@given(
    spectrum=st.sampled_from(["power law", "steep", "levels"]),
    P=st.floats(1, 900),
    N=st.floats(1, 900),
    ridge=st.one_of(st.floats(-12, 2).map(lambda x: 10**x), st.just(0.0)),
)
def test_isotropic_teacher_is_symmetric(spectrum: str, P: float, N: float, ridge: float) -> None:
    """Equal w_k^2: samples and features can be exchanged, at every ridge and for every spectrum."""
    task = {
        "power law": PowerLaw(1.3, 1.0, 1e4, 1.3, 0.1),
        "steep": PowerLaw(3.0, 2.0, 1e3, 3.0, 1.0),
        "levels": levels([1, 0.05, 1e-3], [30, 300, 3000], [1.0, 1.0, 1.0]),
    }[spectrum]
    one, other = answer(task, P, N, ridge=ridge), answer(task, N, P, ridge=ridge)
    assert apart(one["generalization_error"], other["generalization_error"]) <= 1e-10
    if ridge == 0 and P != N:
        m, M = min(P, N), max(P, N)
        assert apart(one["generalization_error"], one["kappa2"] * ridgeless_trace(task, m) / (1 - m / M)) <= 1e-10


def ridgeless_trace(task: Task, m: float) -> float:
    """T/kappa2 = c z for equal weights c, and z = m without ridge."""
    weight = (
        task.power_scale / task.scale
        if isinstance(task, PowerLaw)
        else task.power[0] / (task.multiplicity[0] * task.eigenvalue[0])
    )
    return float(weight) * m


@examples(80)
@given(
    P=st.floats(1, 400),
    N=st.floats(1, 400),
    ridge=st.floats(-8, 1).map(lambda x: 10**x),
    noise=st.floats(0.01, 1),
    name=st.sampled_from(list(FINITE)),
)
def test_eigenframework_of_simon_et_al(P: float, N: float, ridge: float, noise: float, name: str) -> None:
    """The omniscient risk estimate for random features, with delta = P lambda, in its own letters (n, k, kappa, gamma).

    E_test = [sum (gamma/(eta+gamma) - kappa eta/(eta+gamma)^2 k/(k-q)) v + sigma^2] / [1 - (q (k-2z) + z^2)/(n (k-q))],
    where n = z + delta/kappa and k = z + k kappa/gamma; kappa is kappa1 here, gamma is kappa2.
    """
    task = FINITE[name]
    modes = task if isinstance(task, Modes) else _written(task)
    out = answer(task, P, N, ridge=ridge, noise=noise)
    gamma, kappa, n, k = out["kappa2"], out["kappa1"], P, N
    eta, m, v = modes.eigenvalue, modes.multiplicity, modes.power
    z, q = float(np.sum(m * eta / (eta + gamma))), float(np.sum(m * (eta / (eta + gamma)) ** 2))
    top = float(np.sum((gamma / (eta + gamma) - kappa * eta / (eta + gamma) ** 2 * k / (k - q)) * v)) + noise
    bottom = 1 - (q * (k - 2 * z) + z * z) / (n * (k - q))
    # this form subtracts: what it loses is told by how small its parts come out
    lost = 1e-14 / min(abs(bottom), abs(1 - z / n), abs(1 - z / k), top / (noise + float(np.sum(v))))
    assert apart(out["test_error"], top / bottom) <= 1e-10 + lost
    delta = n * ridge
    assert apart(n, z + delta / kappa) <= 1e-12
    assert apart(k, z + k * kappa / gamma) <= 1e-12


def _written(task: PowerLaw) -> Modes:
    ranks = np.arange(1.0, task.modes + 1)
    return Modes(task.eigenvalue(ranks), np.ones_like(ranks), task.power_scale * ranks**-task.decay)


@every_task
@pytest.mark.parametrize("ridge", [0.0, 1e-6, 0.1])
def test_terms_add_up(task: Task, ridge: float) -> None:
    P = np.array([5.0, 50, 100, 220, 300, 1e4])
    result = evaluate(task, points(P, 150, ridge=ridge, noise=0.3))
    total = np.sum([column(result, name) for name in TERMS], axis=0)
    assert apart(total, column(result, "generalization_error")) <= 1e-15
    assert apart(column(result, "generalization_error") + 0.3, column(result, "test_error")) <= 1e-15
    if ridge:
        share = ridge / result.kappa1
        assert apart(column(result, "train_error"), share**2 * column(result, "test_error")) <= 1e-10


@pytest.mark.parametrize("P", [30.0, 300.0, 3000.0])
@pytest.mark.parametrize("spectrum", ["power law", "levels", "isotropic"])
def test_optimal_ridge_of_an_isotropic_prior(spectrum: str, P: float) -> None:
    """E w_k^2 = W/D for every mode: lambda* = sigma^2 D/(P W), whatever the spectrum; below and above it is worse."""
    W, noise = 1.7, 0.2
    task: Task = {
        "power law": PowerLaw(1.2, 1.0, 800.0, 1.2, W / 800),
        "levels": levels([2, 0.3, 1e-3], [20, 180, 600], np.full(3, W / 800)),
        "isotropic": levels([0.5], [800], [W / 800]),
    }[spectrum]
    best = noise * 800 / (P * W)
    h = 1e-3
    errors = column(
        evaluate(task, points(P, ridge=best * np.exp([-1, -2 * h, -h, 0, h, 2 * h, 1]), noise=noise)), "test_error"
    )
    assert errors[0] > errors[3] < errors[6]
    slope = (errors[1] - 8 * errors[2] + 8 * errors[4] - errors[5]) / (12 * h)
    curvature = (errors[2] - 2 * errors[3] + errors[4]) / h**2
    assert abs(slope / curvature) < 1e-6  # in log lambda: the minimum is within 1e-6 of lambda*


def test_multiple_descent() -> None:
    """A gapped spectrum peaks near P = 10 and P = 110, where its levels are just resolved, and falls in between."""
    task = levels([1, 1e-4, 1e-8], [10, 100, 10_000], [0.1, 10, 1000])
    P = np.arange(1.0, 400.0)
    error = column(evaluate(task, points(P, ridge=1e-16)), "generalization_error")
    peaks = P[1:-1][(error[1:-1] > error[:-2]) & (error[1:-1] > error[2:])]
    assert peaks.tolist() == [10, 110]
    valleys = P[1:-1][(error[1:-1] < error[:-2]) & (error[1:-1] < error[2:])]
    assert len(valleys) == 2
    assert 1 < valleys[0] < 10 < valleys[1] < 110
    gentle = column(evaluate(task, points(P, ridge=1.0)), "generalization_error")
    assert not np.any(np.diff(gentle) > 0)  # enough ridge, and there is no descent but one


def test_double_descent_of_the_width() -> None:
    """Along N the error peaks at N = P even without noise."""
    N = np.arange(10.0, 300.0)
    error = column(evaluate(power_law(1.5, 0.4), points(100, N, ridge=1e-9)), "generalization_error")
    assert N[np.argmax(error)] == 100


# --- published values (figures of arXiv:2405.00592), eight digits

RIDGE = (
    "P",
    "kappa2",
    "df1",
    "df2",
    "bias2",
    "var_samples",
    "var_samples_noise",
    "generalization_error",
    "train_error",
)
FEATURES = (
    "kappa2",
    "kappa1",
    "df1",
    "df2",
    "bias2",
    "var_samples",
    "var_features",
    "var_samples_features",
    "var_samples_noise",
    "var_samples_features_noise",
    "generalization_error",
    "train_error",
)
G1 = """
25 9.0011111 24.997223 2.4994445 0.81002 0.089980004 0.02777092 0.92777092 1.4536792e-08
125 1.001998 124.87525 62.375312 0.25049925 0.24950174 0.24900448 0.74900547 9.9502537e-07
250 0.032126729 242.21832 234.67885 0.00096887327 0.014840539 3.8293292 3.8451387 0.0039676704
500 0.0019960238 249.50199 249.00497 3.9682538e-06 3.9367908e-06 0.24801783 0.24802573 0.12500297
2500 0.0011109741 249.72256 249.44544 1.2315256e-06 1.36499e-07 0.02770933 0.027710698 0.22500114
"""
G2 = """
10 0.022551159 9.9556564 4.7300453 0.0005067496 0.00045483285 0 0.00096158245 1.8908139e-08
100 0.00041809684 76.082096 37.910629 1.8402962e-07 1.123651e-07 0 2.9639473e-07 1.6955738e-08
1000 0.00011681923 143.97653 72.16622 1.4378769e-08 1.1183699e-09 0 1.5497139e-08 1.1355934e-08
"""
G3 = """
50 3.0053239 0.75232965 49.93354 12.466792 0.56299856 0.18700203 0.080184265 0.66584279 0.020759603 0.06211388 \
1.5789011 2.9000025e-06
100 1.0895249 0.023340147 95.715537 45.80732 0.27188123 0.22981241 0.22981241 5.3642607 0.052829229 0.64406932 \
6.7926653 0.01258377
200 1.0079371 0.0019921254 99.604712 49.605494 0.25198034 0.083112141 0.24803516 0.4090899 0.020614738 0.04090861 \
1.0537409 0.28127076
2000 1.0042013 0.0010525155 99.790378 49.790597 0.25104921 0.0064095118 0.24895517 0.019790641 0.0015956811 \
0.0016793093 0.52947952 0.53437941
"""
G5 = """
10 0.10785725 0.010677969 9.9906349 3.0635399 0.013372806 0.0059062008 0.00067700272 0.00044053499 0 0 \
0.020396545 1.7888721e-08
100 0.0035988499 0.00032500382 96.923113 33.826407 2.5455728e-05 1.3012378e-05 0.00027472407 0.00017055515 0 0 \
0.00048374733 4.5797488e-07
500 0.00049494063 3.2387866e-05 345.6212 128.31589 5.2411432e-07 1.8093911e-07 0.00014574858 8.3888885e-05 0 0 \
0.00023034252 2.1958843e-05
5000 0.00024285424 1.1207062e-05 538.52723 206.51382 1.2831414e-07 5.5280523e-09 0.00012014252 8.9203107e-06 0 0 \
0.00012919667 0.00010286504
"""
G7 = """
160 0.55456072 0.22347019 95.52513 52.456125 0.08287479 0.091437441 0.022526739 0.15107062 0.09929883 0.10777336 \
0.55498178 0.0012915412
60 1.3650485 0.024348538 58.929773 22.012732 0.13607794 0.038409439 0.052378183 0.22066416 0.025403453 0.098320965 \
0.57125414 0.11153794
"""
EIGHT_DIGITS = 5.01e-8  # half a unit of the last printed digit, relative, at worst


def rows(block: str) -> list[list[float]]:
    return [[float(cell) for cell in line.split()] for line in block.strip().splitlines()]


@pytest.mark.parametrize("row", rows(G1), ids=lambda row: f"P={row[0]:g}")
def test_published_isotropic_ridge_regression(row: list[float]) -> None:
    out = answer(levels([1], [250], [1 / 250]), row[0], ridge=1e-3, noise=0.25)
    for name, value in zip(RIDGE[1:], row[1:], strict=True):
        assert apart(out[name], value) <= EIGHT_DIGITS, name


@pytest.mark.parametrize("row", rows(G2), ids=lambda row: f"P={row[0]:g}")
def test_published_power_law_ridge_regression(row: list[float]) -> None:
    """alpha = 2, r = 1.8, D = 10^4, |w| = 1."""
    alpha, r, D = 2.0, 1.8, 1e4
    norm = float(power_sum(1 + alpha * (2 * r - 1), 1, D))
    out = answer(power_law(alpha, r, D, power_scale=1 / norm), row[0], ridge=1e-4)
    for name, value in zip(RIDGE[1:], row[1:], strict=True):
        assert apart(out[name], value) <= EIGHT_DIGITS, name


@pytest.mark.parametrize("row", rows(G3), ids=lambda row: f"P={row[0]:g}")
def test_published_isotropic_random_features(row: list[float]) -> None:
    """Printed for features of variance 1/D: lambda and kappa1 are D/N times as large with variance 1/N."""
    D, N = 200, 100
    out = answer(levels([1], [D], [1 / D]), row[0], N, ridge=1e-3 * D / N, noise=0.0625)
    out["kappa1"] *= N / D
    for name, value in zip(FEATURES, row[1:], strict=True):
        assert apart(out[name], value) <= EIGHT_DIGITS, name


@pytest.mark.parametrize("row", rows(G5), ids=lambda row: f"P={row[0]:g}")
def test_published_power_law_random_features(row: list[float]) -> None:
    """alpha = 1.5, r = 1.2, D = 10^4, N = 1000, features of variance 1/D: dominated by their variance."""
    D, N = 1e4, 1000
    out = answer(power_law(1.5, 1.2, D), row[0], N, ridge=1e-5 * D / N)
    out["kappa1"] *= N / D
    for name, value in zip(FEATURES, row[1:], strict=True):
        assert apart(out[name], value) <= EIGHT_DIGITS, name


@pytest.mark.parametrize("row", rows(G7), ids=lambda row: f"N={row[0]:g}")
def test_published_two_levels(row: list[float]) -> None:
    out = answer(TASKS["two levels"], 100, row[0], ridge=0.01, noise=0.09)
    for name, value in zip(FEATURES, row[1:], strict=True):
        assert apart(out[name], value) <= EIGHT_DIGITS, name
