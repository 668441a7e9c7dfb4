"""The mpmath reference against published values, brute force, quadrature, its own limits, and its table."""

import json

import pytest
from mpmath import mp, mpf

from tests.reference import make_golden
from tests.reference import mp_reference as ref

pytestmark = pytest.mark.long  # the references do not change with the program

INF = float("inf")
COLUMNS = {
    "k2": "kappa2",
    "k1": "kappa1",
    "z": "df1",
    "q": "df2",
    "Bias": "bias2",
    "VarX": "var_samples",
    "VarF": "var_features",
    "VarXF": "var_samples_features",
    "VarXe": "var_samples_noise",
    "VarXFe": "var_samples_features_noise",
    "Eg": "generalization_error",
    "Etr": "train_error",
}

# Values of the figures of arXiv:2405.00592, to 8 digits. Columns: parameter, then COLUMNS without the zeros.
RIDGE_COLUMNS = ("k2", "z", "q", "Bias", "VarX", "VarXe", "Eg", "Etr")
ISOTROPIC_RIDGE = """
25   9.0011111    24.997223 2.4994445 0.81002       0.089980004   0.02777092 0.92777092  1.4536792e-08
125  1.001998     124.87525 62.375312 0.25049925    0.24950174    0.24900448 0.74900547  9.9502537e-07
250  0.032126729  242.21832 234.67885 0.00096887327 0.014840539   3.8293292  3.8451387   0.0039676704
500  0.0019960238 249.50199 249.00497 3.9682538e-06 3.9367908e-06 0.24801783 0.24802573  0.12500297
2500 0.0011109741 249.72256 249.44544 1.2315256e-06 1.36499e-07   0.02770933 0.027710698 0.22500114
"""
POWER_LAW_RIDGE = """
10   0.022551159   9.9556564 4.7300453 0.0005067496  0.00045483285 0 0.00096158245 1.8908139e-08
100  0.00041809684 76.082096 37.910629 1.8402962e-07 1.123651e-07  0 2.9639473e-07 1.6955738e-08
1000 0.00011681923 143.97653 72.16622  1.4378769e-08 1.1183699e-09 0 1.5497139e-08 1.1355934e-08
"""
FEATURE_COLUMNS = ("k2", "k1", "z", "q", "Bias", "VarX", "VarF", "VarXF", "VarXe", "VarXFe", "Eg", "Etr")
ISOTROPIC_FEATURES = """
50 3.0053239 0.75232965 49.93354 12.466792 0.56299856 0.18700203 0.080184265 0.66584279 \
0.020759603 0.06211388 1.5789011 2.9000025e-06
100 1.0895249 0.023340147 95.715537 45.80732 0.27188123 0.22981241 0.22981241 5.3642607 \
0.052829229 0.64406932 6.7926653 0.01258377
200 1.0079371 0.0019921254 99.604712 49.605494 0.25198034 0.083112141 0.24803516 0.4090899 \
0.020614738 0.04090861 1.0537409 0.28127076
2000 1.0042013 0.0010525155 99.790378 49.790597 0.25104921 0.0064095118 0.24895517 0.019790641 \
0.0015956811 0.0016793093 0.52947952 0.53437941
"""
POWER_LAW_FEATURES = """
10 0.10785725 0.010677969 9.9906349 3.0635399 0.013372806 0.0059062008 0.00067700272 0.00044053499 \
0 0 0.020396545 1.7888721e-08
100 0.0035988499 0.00032500382 96.923113 33.826407 2.5455728e-05 1.3012378e-05 0.00027472407 0.00017055515 \
0 0 0.00048374733 4.5797488e-07
500 0.00049494063 3.2387866e-05 345.6212 128.31589 5.2411432e-07 1.8093911e-07 0.00014574858 8.3888885e-05 \
0 0 0.00023034252 2.1958843e-05
5000 0.00024285424 1.1207062e-05 538.52723 206.51382 1.2831414e-07 5.5280523e-09 0.00012014252 8.9203107e-06 \
0 0 0.00012919667 0.00010286504
"""
TWO_LEVELS = """
160 0.55456072 0.22347019 95.52513 52.456125 0.08287479 0.091437441 0.022526739 0.15107062 \
0.09929883 0.10777336 0.55498178 0.0012915412
60 1.3650485 0.024348538 58.929773 22.012732 0.13607794 0.038409439 0.052378183 0.22066416 \
0.025403453 0.098320965 0.57125414 0.11153794
"""


def published(block: str, columns: tuple[str, ...]):
    for line in block.strip().splitlines():
        first, *rest = line.split()
        yield float(first), dict(zip(columns, map(float, rest), strict=True))


def agree(out: dict, expected: dict[str, float]) -> None:
    for column, value in expected.items():
        # half a unit of the eighth digit
        assert float(out[COLUMNS[column]]) == pytest.approx(value, rel=5.01e-8, abs=1e-30), column


def test_published_isotropic_ridge():
    spectrum = ref.isotropic(250)
    for P, expected in published(ISOTROPIC_RIDGE, RIDGE_COLUMNS):
        agree(ref.predict(spectrum, P, lam="1e-3", sigma2="0.25"), expected)


def test_published_power_law_ridge():
    alpha, r, D = 2, mpf("1.8"), 10_000
    with mp.workdps(ref.DPS):
        norm = ref.power_sum(1 + alpha * (2 * mpf("1.8") - 1), D)  # |w| = 1
        spectrum = ref.source(alpha, r, D, target_scale=1 / norm)
    for P, expected in published(POWER_LAW_RIDGE, RIDGE_COLUMNS):
        agree(ref.predict(spectrum, P, lam="1e-4", dps=40), expected)


def test_published_isotropic_features():
    D, N = 200, 100
    for P, expected in published(ISOTROPIC_FEATURES, FEATURE_COLUMNS):  # these with F of variance 1/D
        expected["k1"] *= D / N
        agree(ref.predict(ref.isotropic(D), P, N, mpf("1e-3") * D / N, "0.0625"), expected)


def test_published_power_law_features():
    D, N = 10_000, 1000
    spectrum = ref.PowerLaw("1.5", "4.6", D)
    for P, expected in published(POWER_LAW_FEATURES, FEATURE_COLUMNS):  # these with F of variance 1/D
        expected["k1"] *= D / N
        agree(ref.predict(spectrum, P, N, mpf("1e-5") * D / N, dps=40), expected)


def test_published_two_levels():
    spectrum = ref.weighted_levels([1, 0.1], [120, 120], [mpf(1) / 600, mpf(1) / 150])
    for N, expected in published(TWO_LEVELS, FEATURE_COLUMNS):
        agree(ref.predict(spectrum, 100, N, "0.01", "0.09"), expected)


@pytest.mark.parametrize(("alpha", "decay"), [(0.7, 0.7), (1.05, 1.1), (2, 3), (3, 4), (6, 37)])
@pytest.mark.parametrize("kappa", ["1e-20", "1e-3", "1e3"])
def test_sums_by_brute_force(alpha, decay, kappa):
    D = 1000
    with mp.workdps(60):
        k = mpf(kappa)
        direct = [mpf(0)] * 4
        for j in range(1, D + 1):
            eta, v = mpf(j) ** -mpf(alpha), mpf(j) ** -mpf(decay)
            a, g = eta / (eta + k), k / (eta + k)
            direct = [s + x for s, x in zip(direct, (a, a**2, v * g**2, v * g), strict=True)]
        sums = ref.PowerLaw(alpha, decay, D).sums(k)
        for got, expected in zip(sums, direct, strict=True):
            assert abs(got / expected - 1) < mpf(10) ** -55


@pytest.mark.parametrize(
    ("alpha", "decay", "kappa"), [(0.5, 1.05, 1e-7), (1.2, 2.2, 1e-12), (2, 3, 1e-30), (6, 1.6, 1e-95)]
)
def test_integrals_by_quadrature(alpha, decay, kappa):
    with mp.workdps(60):
        a, b, k, M, D = mpf(alpha), mpf(decay), mpf(kappa), mpf(400), mpf(10) ** 9
        with mp.workdps(200):  # the closed forms subtract; PowerLaw.sums measures that and makes up for it
            closed, sizes = ref._integrals(k, a, b, M, D)
        for got, size, f in zip(
            closed,
            sizes,
            (
                lambda x: 1 / (1 + k * x**a),
                lambda x: 1 / (1 + k * x**a) ** 2,
                lambda x: x**-b * (k * x**a / (1 + k * x**a)) ** 2,
                lambda x: x**-b * (k * x**a / (1 + k * x**a)),
            ),
            strict=True,
        ):
            expected = ref.quadrature(f, M, D)
            assert abs(got / expected - 1) < mpf(10) ** -45 + mpf(10) ** -190 * size / expected


@pytest.mark.parametrize(("alpha", "decay", "D"), [(1, 1, 5000), (0.5, 0.5, 3000)])
def test_sums_with_a_logarithm(alpha, decay, D):
    """Isotropic target (decay = alpha) with an antiderivative that has a logarithm: T = kappa z."""
    with mp.workdps(30):
        sums = ref.PowerLaw(alpha, decay, D).sums(mpf("1e-2"))
        assert abs(sums.T / (mpf("1e-2") * sums.z) - 1) < mpf(10) ** -28


LAW = ref.PowerLaw(1.5, 2.2, 20)
LIMITS = [(P, N) for P in (10, 20, 30) for N in (10, 20, 21, 30, INF)] + [(INF, 10), (INF, 20), (INF, INF)]


@pytest.mark.parametrize(("P", "N"), LIMITS)
@pytest.mark.parametrize("sigma2", [0, 0.25])
def test_ridgeless_is_the_limit(P, N, sigma2):
    """Each closed limit, finite, 0 or inf, against a tiny ridge (the slowest approach is lambda^(1/3))."""
    limit = ref.predict(LAW, P, N, 0, sigma2)
    near = ref.predict(LAW, P, N, "1e-120", sigma2, dps=480)
    for name in ref.OUTPUTS:
        if mp.isinf(limit[name]):
            assert near[name] > mpf(10) ** 30, name
        else:
            assert abs(near[name] - limit[name]) < mpf(10) ** -30, name


def test_identities():
    out = ref.predict(ref.source(1.2, 0.6), 1000, 300, 1e-9, 0.1)
    terms = ("bias2", "var_features", "var_samples", "var_samples_features")
    noise = ("var_samples_noise", "var_samples_features_noise")
    with mp.workdps(100):
        assert abs(mp.fsum(out[n] for n in terms + noise) / out["generalization_error"] - 1) < mpf(10) ** -80
        flat = ref.PowerLaw(1.5, 1.5, 4000)  # equal w^2: symmetric under N <-> P
        a, b = (ref.predict(flat, *pair, 1e-6, dps=100)["generalization_error"] for pair in ((100, 700), (700, 100)))
        assert abs(a / b - 1) < mpf(10) ** -80


def test_golden_table():
    table = json.loads(make_golden.PATH.read_text(encoding="utf-8"))
    points = table["points"]
    assert [{k: p[k] for k in p if k != "outputs"} for p in points] == make_golden.points()
    assert len({p["id"] for p in points}) == len(points)
    for point in points[:: len(points) // 8]:
        out = ref.predict(make_golden.spectrum_of(point), *make_golden.arguments(point), dps=70)
        assert list(point["outputs"]) == table["outputs"] == list(ref.OUTPUTS)
        with mp.workdps(40):
            for name, value in point["outputs"].items():
                expected, got = mpf(value), out[name]
                assert got == expected or abs(got / expected - 1) < mpf(10) ** -24, (point["id"], name)
