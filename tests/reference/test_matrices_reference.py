"""The reference of all random matrices against published values, brute force, derivatives, limits, and its table."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from mpmath import mp, mpf

from tests.reference import make_golden_matrices as golden
from tests.reference import mp_matrices as ref
from tests.reference import mp_reference as plain

pytestmark = pytest.mark.long  # the references do not change with the program

INF = float("inf")
FEATURE_COLUMNS = (
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

# Values of the figures of arXiv:2405.00592, to 8 digits. Columns: parameter, then FEATURE_COLUMNS.
NOISY_FEATURES = """
50 4.2407461 1.0611856 49.952883 7.2818839 0.65478437 0.1116169 0.071059843 0.73499538 \
0.010653975 0.062244956 1.6453554 1.5165908e-06
200 1.7861563 0.0019955411 99.776555 25.764342 0.41098688 0.060772902 0.22940313 0.57392742 \
0.0092419164 0.052702789 1.337035 0.3514491
"""
STRUCTURED_FEATURES = """
0.0 0.055371495 0.05481778 10 3.8415105 0.005219025 0.0032554962 0.00024900916 0.0002105583 0 0 0.0089340886 0
0.7 0.055371495 0.0012529342 10 3.8415105 0.005219025 0.0032554962 0.0010062782 0.00088670469 0 0 0.010367504 0
1.5 0.055371495 5.6153374e-05 10 3.8415105 0.005219025 0.0032554962 0.0090899389 0.01244188 0 0 0.03000634 0
"""
TWO_LEVELS = """
white160 0.55456072 0.22347019 95.52513 52.456125 0.08287479 0.091437441 0.022526739 0.15107062 \
0.09929883 0.10777336 0.55498178 0.0012915412
white60 1.3650485 0.024348538 58.929773 22.012732 0.13607794 0.038409439 0.052378183 0.22066416 \
0.025403453 0.098320965 0.57125414 0.11153794
orthogonal 0.5339088 0.35232072 97.161677 53.987669 0.080981267 0.095017786 0.015564703 0.092267795 \
0.10559974 0.068987582 0.45841887 0.0004418105
structured 0.52865779 0.41468379 97.588524 54.38875 0.080493054 0.095983262 0.024739784 0.19576115 \
0.10731974 0.1421936 0.64649059 0.00042828523
deep 0.59411023 0.13450665 92.565423 49.712736 0.086389072 0.085402082 0.028789719 0.20356645 \
0.088971756 0.13682648 0.62994555 0.0039793499
deep_structured 0.55207242 0.23358178 95.718844 52.636885 0.082648844 0.091851595 0.030494461 0.26651443 \
0.10002129 0.18504147 0.75657208 0.0015516223
noisy 0.90288098 0.35449864 97.179115 34.333535 0.10986783 0.057444098 0.028531288 0.20838932 \
0.047056258 0.1258134 0.57710219 0.00053083949
"""


def published(block: str) -> list[tuple[str, dict[str, float]]]:
    lines = [line.split() for line in block.strip().splitlines()]
    return [(first, dict(zip(FEATURE_COLUMNS, map(float, rest), strict=True))) for first, *rest in lines]


def agree(out: dict, expected: dict[str, float]) -> None:
    for column, value in expected.items():
        # half a unit of the eighth digit
        assert float(out[column]) == pytest.approx(value, rel=5.01e-8, abs=1e-30), column


def close(a: mpf, b: mpf, digits: int) -> bool:
    with mp.workdps(2 * digits):
        return a == b or abs(a - b) <= mpf(10) ** -digits * abs(b)


def same(a: dict, b: dict, digits: int = 60, names: tuple[str, ...] = plain.OUTPUTS) -> None:
    scale = b["generalization_error"]
    for name in names:
        term = name in ref.TERMS  # differences of terms keep the digits of the error
        assert close(a[name], b[name], digits) or (term and abs(a[name] - b[name]) < mpf(10) ** -digits * scale), name


def test_published_noisy_features() -> None:
    D, N = 200, 100
    for P, expected in published(NOISY_FEATURES):  # these with F of variance 1/D
        expected["kappa1"] *= D / N
        problem = ref.Problem(plain.isotropic(D), P, (ref.White(N),), "0.0625", ref.AdditiveNoise("0.5"))
        agree(ref.predict(problem, mpf("1e-3") * D / N), expected)


def test_published_structured_features() -> None:
    alpha, r, D = mpf("1.7"), mpf("0.8"), 10_000
    with mp.workdps(60):
        norm = plain.power_sum(1 + alpha * (2 * r - 1), D)  # |w| = 1
        spectrum = plain.source(alpha, r, D, target_scale=1 / norm)
    for a, expected in published(STRUCTURED_FEATURES):
        layer = ref.PowerRows(1000, a) if float(a) else ref.White(1000)
        agree(ref.predict(ref.Problem(spectrum, 10, (layer,)), 0, dps=90), expected)


def test_published_two_levels() -> None:
    rows = ref.ListedRows([(mpf(j) / 160) ** mpf("-0.8") for j in range(1, 161)], [1] * 160)
    stacks = {
        "white160": (ref.White(160),),
        "white60": (ref.White(60),),
        "orthogonal": (ref.Orthogonal(160),),
        "structured": (rows,),
        "deep": (ref.White(200), ref.White(160)),
        "deep_structured": (ref.White(200), rows),
        "noisy": (ref.White(160),),
    }
    spectrum = plain.weighted_levels([1, 0.1], [120, 120], [mpf(1) / 600, mpf(1) / 150])
    for name, expected in published(TWO_LEVELS):
        noise = ref.AdditiveNoise("0.125") if name == "noisy" else None  # tau = 20
        agree(ref.predict(ref.Problem(spectrum, 100, stacks[name], "0.09", noise), "0.01"), expected)


LAW = plain.PowerLaw(1.5, 2.2, 20)
LONG = plain.Levels([1, 0.1, 0.01], [10, 50, 200], [1, 0.1, 0.3])


@pytest.mark.parametrize("N", [10, 20, 21, 30, INF])
@pytest.mark.parametrize("P", [10, 20, 30, INF])
def test_one_white_layer_is_the_plain_reference(P: float, N: float) -> None:
    """With a ridge, and in every limit lambda -> 0+, finite, 0 or infinite."""
    problem = ref.Problem(LAW, P, (ref.White(N),), 0.25)
    for lam in (1e-6, 0):
        same(ref.predict(problem, lam), plain.predict(LAW, P, N, lam, 0.25), 55)


# ------------------------------------------------------------------------- derivatives: features and their noise

STACKS = {
    "none": ((), None, None),
    "white": ((ref.White(90),), None, None),
    "orthogonal": ((ref.White(90), ref.Orthogonal(50)), None, None),
    "structured": ((ref.PowerRows(90, 0.7), ref.ListedRows([3, 1, 0.1], [5, 20, 30])), None, None),
    "noisy": ((ref.White(90),), ref.AdditiveNoise(0.01), None),
    "noisy_structured": ((ref.Orthogonal(150), ref.PowerRows(90, 0.7)), ref.AdditiveNoise(0.01), None),
    "relu": ((ref.PowerRows(60, 0.3), ref.White(INF)), ref.Activation("relu"), None),
    "correlated": ((ref.White(90),), None, ref.Autoregressive(0.6)),
    "power_correlated": ((), None, ref.PowerCorrelation(0.8)),
}


@pytest.mark.parametrize("name", STACKS)
def test_slopes_and_gammas_are_derivatives(name: str) -> None:
    """d = dlog kappa2/dlog kappa1, q1 = zbar + dzbar/dlog kappa1, bias at given F = T - dT/dlog kappa1, and
    1 - gamma1 = (E_train/E_test) (kappa1/lambda) dlog lambda/dlog kappa1, by numerical differentiation."""
    layers, how, correlation = STACKS[name]
    with mp.workdps(60):
        problem = ref.Problem(LONG, 40, layers, 0.1, how, correlation)
        noise = ref.feature_noise(problem)
        t = mp.log(ref.lowest(problem, noise) * mpf("1.7"))

        def at(x: mpf) -> ref.State:
            return ref.state(problem, noise, mp.exp(x))

        def log_ridge(x: mpf) -> mpf:
            return mp.log(at(x).kappa1 * ref.sampling(problem, at(x), {}).inverse_s)

        here, how_sampled = at(t), ref.sampling(problem, at(t), {})
        step = mp.diff(lambda x: mp.log(at(x).kappa1), t)
        assert close(1 / step, here.d, 20)
        assert close(mp.diff(lambda x: at(x).zbar, t) / step, here.q1 - here.zbar, 20)
        B, T = here.sums.B, here.sums.T
        assert close(T - mp.diff(lambda x: at(x).sums.T, t) / step, here.d * B + (1 - here.d) * T, 20)
        gamma1 = here.q1 * how_sampled.weight
        assert close(how_sampled.free * mp.diff(log_ridge, t) / step, 1 - gamma1, 20)
        out = ref.outputs(problem, noise, here)
        assert close(out["gamma1"], gamma1, 50)
        assert close(out["train_error"] / out["test_error"], how_sampled.free * how_sampled.inverse_s, 50)


@pytest.mark.parametrize(("P", "N"), [(40, 90), (90, 40), (300, 90)])
def test_noise_of_white_features_shifts_the_degrees_of_freedom(P: int, N: int) -> None:
    """z -> z + tau/kappa2 everywhere, and infinitely many modes without target of total variance tau."""
    s = mpf("0.01")
    out = ref.predict(ref.Problem(LONG, P, (ref.White(N),), 0.1, ref.AdditiveNoise(s)), 1e-4)
    k = out["kappa2"]
    with mp.workdps(ref.DPS):
        z, q, B, T = LONG.sums(k)
        zbar = z + N * s / k
        d = (N - zbar) / (N - q)
        gamma1 = (zbar - (zbar - q) * d) / P
        assert close(k * (1 - zbar / N) * (1 - zbar / P), mpf(1e-4), 60)
        assert close(out["df1"], zbar, 60)
        assert close(out["gamma1"], gamma1, 60)
        assert close(out["kappa1"], k * (1 - zbar / N), 60)
        risk = (d * B + (1 - d) * T + mpf(0.1) * gamma1) / (1 - gamma1)
        assert close(out["generalization_error"], risk, 60)
    with mp.workdps(400):
        M = mpf(10) ** 50
        longer = plain.Levels([*LONG.values, N * s / M], [*LONG.multiplicities, M], [*LONG.powers, 0])
    same(out, plain.predict(longer, P, N, 1e-4, 0.1), 40)


@pytest.mark.parametrize("layers", [(), (ref.PowerRows(60, 0.7),), (ref.Orthogonal(100), ref.White(70))])
def test_infinitely_many_noisy_features(layers: tuple[ref.Layer, ...]) -> None:
    spectrum = plain.isotropic(150)
    limit = ref.Problem(spectrum, 40, (*layers, ref.White(INF)), 0.1, ref.Activation("relu"))
    wide = replace(limit, layers=(*layers, ref.White(mpf(10) ** 50)))
    same(ref.predict(wide, 1e-4, dps=160), ref.predict(limit, 1e-4), 40)  # N - z costs 50 digits


# ----------------------------------------------------------------------------------------------- activations


@pytest.mark.parametrize("variance", ["1e-6", "0.3", "20"])
def test_moments_by_quadrature(variance: str) -> None:
    """relu and erf against the integrals, tanh against E h phi(h) = mu1 E h^2."""
    with mp.workdps(30):
        v = mpf(variance)
        functions = {"erf": mp.erf, "tanh": mp.tanh, "relu": lambda h: max(h, mpf(0))}
        for name, phi in functions.items():
            mu1, mustar2 = ref.moments(name, v)
            mean = ref.gaussian_mean(phi, v)
            assert close(ref.gaussian_mean(lambda h, phi=phi: h * phi(h), v) / v, mu1, 25), name
            square = ref.gaussian_mean(lambda h, phi=phi: phi(h) ** 2, v)
            assert abs(square - mean**2 - mu1**2 * v - mustar2) < mpf(10) ** -25 * square, name


def test_tanh_by_the_trapezoid_rule() -> None:
    with mp.workdps(40):
        v, h = mpf("1.3"), mpf(1) / 20
        nodes = [i * h for i in range(-300, 301)]
        slope = h * mp.fsum(mp.exp(-x * x / 2) * mp.sech(mp.sqrt(v) * x) ** 2 for x in nodes) / mp.sqrt(2 * mp.pi)
        assert close(slope, ref.moments("tanh", v)[0], 38)


def test_units_of_an_activation() -> None:
    """Doubling the activation multiplies the ridge by four; without noise it is a linear layer."""
    layers = (ref.White(90),)
    a, b = (
        ref.predict(ref.Problem(LONG, 40, layers, 0.1, ref.Moments(mu1, mustar2)), lam)
        for mu1, mustar2, lam in ((0.5, 0.02, 0.001953125), (1, 0.08, 0.0078125))
    )
    with mp.workdps(60):
        assert close(4 * a.pop("kappa1"), b.pop("kappa1"), 55)
    same(a, b, 55, tuple(a))
    linear = ref.predict(ref.Problem(LONG, 40, layers, 0.1, ref.Moments(1, 0)), 0.01)
    same(linear, plain.predict(LONG, 40, 90, 0.01, 0.1), 60)


# -------------------------------------------------------------------------------------------- rows and samples


@pytest.mark.parametrize("a", [0.05, 0.5, 1, 3])
def test_rows_by_brute_force(a: float) -> None:
    """Structured layers and power-law correlations."""
    N, z = 200, mpf(37)
    with mp.workdps(25):
        values = [mpf(j) ** -mpf(a) for j in range(1, N + 1)]
        listed, rows = ref.ListedRows(values, [1] * N), ref.PowerRows(N, a, seam=90)
        got, want = rows.factor(z, mp.inf), listed.factor(z, mp.inf)
        assert all(close(x, y, 22) for x, y in zip(got, want, strict=True))
        assert close(rows.mean_variance(), listed.mean_variance(), 22)
        kt, qK = ref.inverse(ref.PowerCorrelation(a, seam=90).spectrum(mpf(N)), z, {})
        kF = want[0] * N / z
        assert close(kt, kF / listed.mean_variance(), 22)
        assert close(qK, listed.rows().sums(kF).q, 22)


@pytest.mark.parametrize("rho", [0.3, 0.95, -0.6])
@pytest.mark.parametrize("P", [1, 2, 3, 9])
def test_eigenvalues_of_autoregressive_samples(rho: float, P: int) -> None:
    with mp.workdps(40):
        matrix = mp.matrix(P, P)
        for i in range(P):
            for j in range(P):
                matrix[i, j] = mpf(rho) ** abs(i - j)
        want = sorted(mp.eigsy(matrix, eigvals_only=True))
        got = sorted(ref.eigenvalues(mpf(rho), P))
        assert all(abs(x - y) < mpf(10) ** -33 for x, y in zip(got, want, strict=True))


@pytest.mark.parametrize("rho", [0.3, -0.95])
@pytest.mark.parametrize("kt", ["1e-12", "0.7", "1e5"])
def test_determinant_of_autoregressive_samples(rho: float, kt: str) -> None:
    with mp.workdps(40):
        k = mpf(kt)
        got, want = (ref.Autoregressive(rho, explicit).spectrum(mpf(60)).sums(k) for explicit in (0, 100))
        assert close(got.z, want.z, 35)
        assert close(got.q, want.q, 35)


def test_uncorrelated_samples() -> None:
    problem = ref.Problem(LONG, 40, (ref.White(90),), 0.1)
    for correlation in (ref.Autoregressive(0), ref.ListedCorrelation([1], [1])):
        for lam in (0, 1e-4):
            same(ref.predict(replace(problem, correlation=correlation), lam), ref.predict(problem, lam), 50)


# ---------------------------------------------------------------------------------------------- lambda -> 0+


@pytest.mark.parametrize(
    ("layers", "P"),
    [
        ((ref.White(60), ref.White(80)), 30),
        ((ref.Orthogonal(60),), 30),
        ((ref.ListedRows([2, 1, 0.1], [10, 20, 40]), ref.White(50)), 30),
    ],
)
def test_ridgeless_with_fewer_samples_than_features(layers: tuple[ref.Layer, ...], P: int) -> None:
    """E_g = B/(1-q/P) + T Theta(P) + sigma^2 [(q/P)/(1-q/P) + Theta(P)]."""
    spectrum = plain.PowerLaw(1.5, 2.2, 200)
    out = ref.predict(ref.Problem(spectrum, P, layers, 0.1), 0)
    with mp.workdps(100):
        theta, inverse_s, inputs = mpf(0), mpf(1), mpf(200)
        for layer in layers:
            factor, slope = layer.factor(mpf(P), inputs)
            theta, inverse_s, inputs = theta + slope, inverse_s * factor, mpf(layer.width)
        k = plain.kappa_min(spectrum, mpf(P))
        _, q, B, T = spectrum.sums(k)
        load = q / P / (1 - q / P)
        assert close(out["kappa1"], k * inverse_s, 50)
        assert close(out["generalization_error"], B / (1 - q / P) + T * theta + mpf(0.1) * (load + theta), 50)
        assert out["train_error"] == 0
        assert out["df1"] == P or close(out["df1"], mpf(P), 50)


@pytest.mark.parametrize(
    "layers",
    [
        (ref.White(20), ref.White(30)),
        (ref.White(30), ref.PowerRows(20, 1.2), ref.White(40)),
        (ref.White(30), ref.Orthogonal(20)),
        (ref.White(20), ref.White(20)),
    ],
)
def test_ridgeless_with_a_bottleneck(layers: tuple[ref.Layer, ...]) -> None:
    """E_g = (T + sigma^2 N/P)/(1 - N/P), Bias^2 = B, Var_F = T - B, N the narrowest width."""
    P, N = 50, 20
    out = ref.predict(ref.Problem(LONG, P, layers, 0.1), 0)
    with mp.workdps(100):
        k = plain.kappa_min(LONG, mpf(N))
        _, _, B, T = LONG.sums(k)
        load = mpf(N) / P
        assert close(out["generalization_error"], (T + mpf(0.1) * load) / (1 - load), 50)
        assert close(out["train_error"], (1 - load) ** 2 * out["test_error"], 50)
        assert close(out["var_features"], T - B, 50)
        assert out["kappa1"] == 0


def test_ridgeless_with_noisy_features() -> None:
    """N < P: kappa1 = 0 and every feature is fitted, zbar = N; N > P: zbar = P; N = P: diverges."""
    for N, zbar in ((20, 20), (50, 40), (40, 40)):
        out = ref.predict(ref.Problem(LONG, 40, (ref.White(30), ref.White(N)), 0.1, ref.AdditiveNoise(1e-3)), 0)
        assert close(out["df1"], mpf(zbar), 50)
        assert (out["kappa1"] == 0) == (N <= 40)
        assert mp.isinf(out["generalization_error"]) == (N == 40)


@pytest.mark.parametrize("name", STACKS)
def test_small_ridge_goes_to_the_limit(name: str) -> None:
    layers, how, correlation = STACKS[name]
    problem = ref.Problem(LONG, 40, layers, 0.1, how, correlation)
    limit, near = ref.predict(problem, 0), ref.predict(problem, mpf(10) ** -60, dps=220)
    for column, value in limit.items():
        assert abs(near[column] - value) < mpf(10) ** -50, column


# -------------------------------------------------------------------------------------------------- ensembles

PAIR = ref.Problem(LONG, 60, (ref.White(90),), 0.1)


def of(draws: str, members: float, overlap: float = 0) -> dict:
    return ref.predict(replace(PAIR, ensemble=ref.Ensemble(members, draws, overlap)), 1e-4)


def test_average_of_one() -> None:
    alone = ref.predict(PAIR, 1e-4)
    for draws in ("features", "samples", "both"):
        out = of(draws, 1, 0.3)
        same(out, alone, 60, tuple(out))


def test_members_with_everything_in_common() -> None:
    alone = ref.predict(PAIR, 1e-4)
    out = of("samples", 7, 1)
    same(out, alone, 60, tuple(out))
    shared, own = of("both", 7, 1), of("features", 7)
    same(shared, own, 60, tuple(shared))


def test_terms_divide_by_their_independent_copies() -> None:
    alone = ref.predict(PAIR, 1e-4)
    divided = {"features": "features", "samples": "samples", "both": "_"}  # in the names of the terms
    for draws, what in divided.items():
        out = of(draws, 4)
        with mp.workdps(60):
            for name in ref.TERMS:
                assert close(out[name], alone[name] / (4 if what in name else 1), 50), (draws, name)


def test_bags_that_overlap() -> None:
    """Two-member cross terms, and nothing else in an infinite ensemble."""
    alone = ref.predict(PAIR, 1e-4)
    with mp.workdps(60):
        rho, s2 = mpf(0.25), mpf(0.1)
        B, F, g1 = alone["bias2"], alone["var_features"], rho * alone["gamma1"]
        g2 = rho * alone["df2"] / 60
        assert close(of("samples", INF, 0.25)["generalization_error"], (B + F + s2 * g1) / (1 - g1), 50)
        assert close(of("both", INF, 0.25)["generalization_error"], (B + s2 * g2) / (1 - g2), 50)
        few = of("both", 3, 0.25)["generalization_error"]
        assert close(few, alone["generalization_error"] / 3 + 2 * (B + s2 * g2) / (1 - g2) / 3, 50)
        trained = of("features", 3)
        assert close(trained["train_error"] / trained["test_error"], alone["train_error"] / alone["test_error"], 50)
        assert "train_error" not in of("samples", 3)


# ---------------------------------------------------------------------------------------------- optimal ridge


def test_optimal_ridge_of_an_isotropic_target() -> None:
    """lambda* = sigma^2 D/(P sum w^2) for any spectrum."""
    problem = ref.Problem(plain.weighted_levels([1, "0.1"], [50, 150], ["0.015"] * 2), 80, (), "0.25")
    ridge, out = ref.optimum(problem)
    with mp.workdps(60):
        assert close(ridge, mpf("0.25") * 200 / 80 / 3, 25)
    same(ref.predict(problem, ridge), out, 60)


# -------------------------------------------------------------------------------------------------- the table

TABLE = json.loads(golden.PATH.read_text(encoding="utf-8"))


def test_golden_table_has_these_points() -> None:
    for name, expected in (("points", golden.points()), ("optimal", golden.best_points())):
        assert [{k: p[k] for k in p if k != "outputs"} for p in TABLE[name]] == expected
    points = TABLE["points"] + TABLE["optimal"]
    assert len({p["id"] for p in points}) == len(points)


@pytest.mark.parametrize("group", [group.__name__ for group in golden.GROUPS])
def test_golden_table_again(group: str) -> None:
    """The first point of every group."""
    case = next(case for case in TABLE["points"] if case["id"].startswith(f"{group}-"))
    out = ref.predict(golden.problem_of(case), float(case["ridge"]))
    assert case["outputs"] == golden.shortest(out)


def test_golden_terms_add_up() -> None:
    for case in TABLE["points"] + TABLE["optimal"]:
        out = {name: float(value) for name, value in case["outputs"].items()}
        assert sum(out[name] for name in ref.TERMS) == pytest.approx(out["generalization_error"], rel=1e-14, abs=0)
        test = out["generalization_error"] + float(case["noise"])
        assert out["test_error"] == pytest.approx(test, rel=1e-15, abs=0)
