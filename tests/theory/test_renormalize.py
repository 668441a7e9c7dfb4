"""The equation lambda = kappa2 (1 - z/P)(1 - z/N): its residual in many digits, and what must hold of any solution."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mpmath import mp, mpf

from scalecalc.theory.modes.tasks import Modes, Task
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.solver.renormalize import renormalize
from scalecalc.theory.spectra.power_law import PowerLaw
from tests.reference import mp_reference as ref
from tests.theory.support import COLUMNS, INF, apart, column, examples, points, power_law

DIGITS = 240


def log_floats(low: float, high: float) -> st.SearchStrategy[float]:
    """10^x with x uniform."""
    return st.floats(low, high).map(lambda x: float(10.0**x))


counts = st.one_of(log_floats(0, 8), st.integers(1, 3000).map(float))
ridges = st.one_of(log_floats(-60, 3), log_floats(-4, 1), st.just(0.0))
noises = st.one_of(st.floats(1e-6, 2), st.just(0.0))


@st.composite
def level_tasks(draw: st.DrawFn) -> Modes:
    """A few levels, near each other or decades apart, with few or many modes each."""
    number = draw(st.integers(1, 6))
    steps = draw(st.lists(st.one_of(st.floats(0.01, 1), st.floats(1, 6)), min_size=number, max_size=number))
    m = np.array(draw(st.lists(st.integers(1, 2000), min_size=number, max_size=number)), float)
    w2 = np.array(draw(st.lists(log_floats(-3, 3), min_size=number, max_size=number)))
    eta = 10.0 ** -np.cumsum(steps)
    return Modes(eta, m, m * eta * w2)


class Exact:
    """The right-hand side of the equation from an explicit level list, in 240 digits."""

    def __init__(self, task: Modes, counts: tuple[float, ...]) -> None:
        self.levels = [(mpf(e), mpf(m)) for e, m in zip(task.eigenvalue, task.multiplicity, strict=True)]
        self.counts = [mpf(count) for count in counts]

    def slacks(self, kappa: mpf) -> list[mpf]:
        """1 - z/count for every count."""
        z = mp.fsum(m * e / (e + kappa) for e, m in self.levels)
        return [1 - z / count for count in self.counts]

    def ridge(self, kappa: mpf) -> mpf:
        """lambda, or -1 where kappa is below kappa_min."""
        slacks = self.slacks(kappa)
        return kappa * mp.fprod(slacks) if min(slacks) >= 0 else mpf(-1)


@examples(150)
@given(task=level_tasks(), P=counts, N=st.one_of(counts, st.just(INF)), ridge=ridges)
def test_solution_of_the_equation(task: Modes, P: float, N: float, ridge: float) -> None:
    """The right-hand side increases, so the root lies within 1e-13 of kappa2 when lambda does between both ends."""
    solution = renormalize(task, points(P, N, ridge=ridge))
    assert solution.found[0]
    assert solution.in_range[0]
    if solution.vanishing[0]:
        assert ridge == 0 and min(P, N) >= task.modes
        return
    with mp.workdps(DIGITS):
        exact, kappa = Exact(task, (P, N)), mpf(float(solution.kappa2[0]))
        accuracy = mpf("1e-13")
        assert exact.ridge(kappa * (1 - accuracy)) <= ridge <= exact.ridge(kappa * (1 + accuracy))


@examples(80)
@given(task=level_tasks(), P=counts, N=st.one_of(counts, st.just(INF)), ridge=ridges.filter(bool))
def test_slacks_keep_their_digits(task: Modes, P: float, N: float, ridge: float) -> None:
    """1 - z/P and 1 - z/N to 1e-11 of themselves, however small: kappa2 alone could not give them."""
    solution = renormalize(task, points(P, N, ridge=ridge))
    free = (float(solution.free_samples[0]), float(solution.free_widths[0][0]))
    assert apart(solution.kappa2[0] * free[0] * free[1], ridge) <= 1e-12
    with mp.workdps(DIGITS):
        spectrum = ref.Levels(task.eigenvalue, task.multiplicity, task.power)
        want = Exact(task, (P, N)).slacks(ref.kappa2(spectrum, P, N, ridge))
        for got, slack in zip(free, want, strict=True):
            assert apart(got, float(slack)) <= 1e-11


@examples(12)
@given(
    alpha=st.floats(1.05, 5),
    modes=st.sampled_from([INF, 1e4]),
    P=log_floats(0, 6),
    N=log_floats(0, 6),
    ridge=log_floats(-20, 1),
)
def test_power_law_against_the_reference(alpha: float, modes: float, P: float, N: float, ridge: float) -> None:
    solution = renormalize(power_law(alpha, 0.5, modes), points(P, N, ridge=ridge))
    with mp.workdps(50):  # kappa - kappa_min may be 1e-25 of kappa, and the reference must tell it
        spectrum = ref.PowerLaw(alpha, alpha + 1, modes, seam=100)  # (2 pi seam)^-40 is beyond these digits
        want = ref.kappa2(spectrum, P, N, ridge)
    assert apart(solution.kappa2[0], float(want)) <= 1e-13


TASKS: list[Task] = [
    power_law(1.5, 0.4),
    power_law(1.05, 1.2),
    power_law(3, 0.7, 1e5),
    power_law(0.7, 0.3, 200),
    PowerLaw(2.0, 2.0, 30.0, 2.0, 0.3),
    Modes(np.array([1.0, 1e-3, 1e-6]), np.array([10.0, 100.0, 1e4]), np.array([1.0, 1.0, 1.0])),
    Modes(np.array([1.0]), np.array([250.0]), np.array([1.0])),
]
tasks = st.sampled_from(TASKS)


@examples(80)
@given(
    task=tasks,
    P=st.floats(1, 1e6),
    N=st.floats(1, 1e6),
    ridge=log_floats(-20, 2),
    by=st.floats(1e-6, 3),
)
def test_monotone(task: Task, P: float, N: float, ridge: float, by: float) -> None:
    """More ridge raises kappa; more samples or features lower it; kappa1 >= lambda, kappa2 >= kappa1."""
    up = 1 + by
    result = evaluate(
        task, points([P, P, P * up, P, P * up], [N, N, N, N * up, N * up], ridge=ridge * np.array([1, up, 1, 1, 1]))
    )
    kappa = result.kappa2
    rounding = 1 + 1e-14
    assert kappa[1] > kappa[0] / rounding
    assert kappa[2] < kappa[0] * rounding
    assert kappa[3] < kappa[0] * rounding
    assert kappa[4] <= min(kappa[2], kappa[3]) * rounding
    assert np.all(result.kappa1 >= ridge * np.array([1, up, 1, 1, 1]) / rounding)
    assert np.all(result.kappa2 >= result.kappa1 / rounding)
    assert np.all(result.df1 <= np.minimum(np.array([P, P, P * up, P, P * up]), task.modes) * rounding)
    assert np.all((result.df2 <= result.df1 * rounding) & (result.df2 > 0))


@examples(60)
@given(
    task=tasks,
    P=st.floats(1, 1e5),
    N=st.one_of(st.floats(1, 1e5), st.just(INF)),
    ridge=st.one_of(log_floats(-15, 1), st.just(0.0)),
    noise=noises,
    scale=log_floats(-20, 20),
)
def test_scaling_covariance(task: Task, P: float, N: float, ridge: float, noise: float, scale: float) -> None:
    """eta -> c eta and lambda -> c lambda give kappa -> c kappa and, the target power v held, the same risk."""
    if isinstance(task, PowerLaw):
        scaled: Task = PowerLaw(task.alpha, task.scale * scale, task.modes, task.decay, task.power_scale)
    else:
        scaled = Modes(task.eigenvalue * scale, task.multiplicity, task.power)
    one = evaluate(task, points(P, N, ridge=ridge, noise=noise))
    two = evaluate(scaled, points(P, N, ridge=ridge * scale, noise=noise))
    assert one.status[0] == two.status[0]
    for name in COLUMNS:
        factor = scale if name.startswith("kappa") else 1.0
        assert apart(column(two, name), factor * column(one, name)) <= 1e-11, name


@examples(40)
@given(
    task=tasks,
    P=st.floats(1, 1e5),
    N=st.floats(1, 1e5),
    ridge=ridges,
    noise=noises,
    factor=log_floats(-10, 10),
)
def test_risk_is_linear_in_target_and_noise(
    task: Task, P: float, N: float, ridge: float, noise: float, factor: float
) -> None:
    """v -> c v and sigma^2 -> c sigma^2 multiply every error by c, and leave kappa alone."""
    if isinstance(task, PowerLaw):
        louder: Task = PowerLaw(task.alpha, task.scale, task.modes, task.decay, task.power_scale * factor)
    else:
        louder = Modes(task.eigenvalue, task.multiplicity, task.power * factor)
    one = evaluate(task, points(P, N, ridge=ridge, noise=noise))
    two = evaluate(louder, points(P, N, ridge=ridge, noise=noise * factor))
    for name in COLUMNS:
        same = name.startswith(("kappa", "df", "gamma"))
        assert apart(column(two, name), (1 if same else factor) * column(one, name)) <= 1e-12, name


@examples(30)
@given(task=tasks, seed=st.integers(0, 10**6), size=st.integers(2, 200))
def test_a_row_does_not_depend_on_the_others(task: Task, seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    batch = points(
        np.where(rng.random(size) < 0.1, INF, np.round(10 ** rng.uniform(0, 6, size))),
        np.where(rng.random(size) < 0.2, INF, np.round(10 ** rng.uniform(0, 6, size))),
        ridge=np.where(rng.random(size) < 0.3, 0.0, 10 ** rng.uniform(-40, 2, size)),
        noise=np.where(rng.random(size) < 0.3, 0.0, rng.random(size)),
    )
    together = evaluate(task, batch)
    for i in rng.choice(size, 4):
        alone = evaluate(task, batch[i : i + 1])
        assert alone.status[0] == together.status[i]
        for name in COLUMNS:
            assert apart(column(alone, name)[0], column(together, name)[i]) <= 1e-13, (name, i)


def anything(low: float, high: float) -> st.SearchStrategy[float]:
    """Any decade and any corner between 10^low and 10^high."""
    corners = st.sampled_from([10.0**low, 10.0**high, 1.0])
    return st.one_of(log_floats(low, high), corners)


@st.composite
def any_task(draw: st.DrawFn) -> Task:
    if draw(st.booleans()):
        alpha, r = draw(st.one_of(st.floats(0.01, 100), st.floats(1.0001, 5))), draw(anything(-3, 2))
        modes = draw(st.one_of(anything(0, 60).map(round).map(float), st.just(INF)))
        assume(alpha > 1 or modes < INF)
        return PowerLaw(alpha, draw(anything(-30, 30)), modes, 1 + 2 * alpha * r, draw(anything(-30, 30)))
    number = draw(st.integers(1, 5))
    eta = np.sort(draw(st.lists(anything(-60, 30), min_size=number, max_size=number)))[::-1].copy()
    m = np.array(draw(st.lists(anything(0, 60).map(round).map(float), min_size=number, max_size=number)))
    v = np.array(draw(st.lists(st.one_of(anything(-30, 30), st.just(0.0)), min_size=number, max_size=number)))
    return Modes(eta, m, v, draw(st.sampled_from([0.0, 1.0])))


any_count = st.one_of(anything(0, 300), st.integers(1, 20).map(float), st.just(INF))


@examples(200)
@given(
    task=any_task(),
    P=any_count,
    widths=st.lists(any_count, max_size=1),
    ridge=st.one_of(anything(-300, 100), st.just(0.0)),
    noise=st.one_of(anything(-10, 10), st.just(0.0)),
)
def test_every_input_has_an_answer(task: Task, P: float, widths: list[float], ridge: float, noise: float) -> None:
    """No exception, no warning, no nan, no negative number; and terms that add up to the error."""
    result = evaluate(task, points(P, *widths, ridge=ridge, noise=noise))
    assert result.status[0] in ("ok", "diverges", "out of range")
    values = {name: float(column(result, name)[0]) for name in COLUMNS}
    if result.status[0] == "out of range":
        assert all(np.isnan(value) for value in values.values())
        return
    assert all(value >= 0 for value in values.values()), values
    assert (result.status[0] == "diverges") == np.isinf(values["generalization_error"])
    assert values["gamma1"] <= 1 + 1e-12
    if not widths:
        assert values["var_features"] == values["var_samples_features"] == values["var_samples_features_noise"] == 0
    if noise == 0:
        assert values["var_samples_noise"] == values["var_samples_features_noise"] == 0


def test_thresholds_in_a_crowd() -> None:
    """P and N on and next to every count that matters, ridge down to nothing: all answered."""
    task = Modes(np.array([1.0, 1e-4]), np.array([5.0, 20.0]), np.array([1.0, 1.0]))
    near = np.array([c * (1 + e) for c in (1, 5, 25, 50) for e in (0, 1e-15, 1e-9, 1e-3)])
    P, N, ridge = (grid.ravel() for grid in np.meshgrid(near, near, [0.0, 1e-140, 1e-100, 1e-10, 1.0]))
    result = evaluate(task, points(P, N, ridge=ridge, noise=0.1))
    assert set(result.status) <= {"ok", "diverges"}
    diverging = result.status == "diverges"
    assert np.all(ridge[diverging] == 0)
    assert np.all(P[diverging] == np.minimum(N, task.modes)[diverging])


def test_no_points_at_all() -> None:
    empty = np.empty(0)
    for task in TASKS:
        result = evaluate(task, Points(empty, (empty,), empty, empty))
        assert result.status.shape == result.kappa2.shape == (0,)


@pytest.mark.parametrize("task", TASKS)
def test_long_batches_cross_blocks(task: Task) -> None:
    """Thousands of points with thousands of distinct thresholds agree with the same points in another order."""
    P = np.repeat(np.arange(1.0, 1501.0), 2)
    batch = points(P, ridge=np.tile([0.0, 1e-5], 1500), noise=0.1)
    order = np.random.default_rng(0).permutation(3000)
    shuffled = Points(batch.samples[order], (), batch.ridge[order], batch.noise[order])
    one, two = evaluate(task, batch), evaluate(task, shuffled)
    for name in COLUMNS:
        assert apart(column(one, name)[order], column(two, name)) <= 1e-13, name


@pytest.mark.parametrize("ridge", [0.0, 1e-3])
@pytest.mark.parametrize("modes", [2.0, 7.0, 1000.0])
@pytest.mark.parametrize("alpha", [0.0, 0.05, 0.5])
def test_counts_a_rounding_below_the_modes(alpha: float, modes: float, ridge: float) -> None:
    """D - P of a few units in the last place is a small number like any other; without ridge kappa is linear in it."""
    task: Task = PowerLaw(alpha, 1.0, modes, 1.5, 1.0) if alpha else Modes(*(np.array([x]) for x in (1.0, modes, 1.0)))
    unit = modes - np.nextafter(modes, 0)
    P = modes - unit * np.arange(1.0, 400.0)
    result = evaluate(task, points(P, ridge=ridge, noise=0.1))
    assert set(result.status) == {"ok"}
    if ridge == 0:
        inverse = float(
            np.sum(np.arange(1.0, modes + 1) ** alpha)
        )  # sum 1/eta: D - z = kappa sum 1/eta for small kappa
        assert apart(result.kappa2, (modes - P) / inverse) <= 1e-9
