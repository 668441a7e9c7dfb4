"""Where a limit and a zero meet: no ridge with P, N and D equal or on either side, and endless averages."""

import numpy as np
import pytest
from mpmath import mp

from scalecalc.theory.matrices.design import PLAIN, Design, Ensemble
from scalecalc.theory.modes.tasks import Modes, Task
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import Evaluation, evaluate
from tests.kinds import GAUSSIAN, ORTHOGONAL, ar1, moments
from tests.reference import mp_matrices as mpm
from tests.reference import mp_reference as ref
from tests.theory.support import COLUMNS, INF, apart, column, power_law

ETA, COUNT, WEIGHT = np.array([1.0, 1e-3]), np.array([4.0, 8.0]), np.array([1.0, 100.0])
LEVELS = Modes(ETA, COUNT, COUNT * ETA * WEIGHT)
SPECTRUM = ref.Levels(ETA.tolist(), COUNT.tolist(), (ETA * WEIGHT).tolist())
REGULARIZER = 1e54  # no output of these small problems is this large, or the inverse of it this small


def at(
    task: Task, P: float, *widths: float, design: Design = PLAIN, members: float | None = None, noise: float, ridge=0.0
) -> Evaluation:
    def single(value: float) -> np.ndarray:
        return np.array([value])

    how_many = None if members is None else single(members)
    batch = Points(single(P), tuple(map(single, widths)), single(ridge), single(noise), how_many)
    return evaluate(task, batch, design)


def outputs(result: Evaluation) -> dict[str, float]:
    """Everything that any command shows."""
    values = {name: float(column(result, name)[0]) for name in (*COLUMNS, "test_train_ratio", "gcv")}
    for step in result.steps:
        for name in ("s_transform", "ridge", "resolved", "error_factor"):
            values[f"{step.name} {name}"] = float(getattr(step, name)[0])
    return values


def assert_as_the_reference(result: Evaluation, want: dict[str, object]) -> None:
    for name in set(COLUMNS) & set(want):
        assert apart(column(result, name)[0], float(want[name])) <= 1e-11, name
    for name, value in outputs(result).items():
        assert value in (0.0, INF) or np.isnan(value) or 1 / REGULARIZER < value < REGULARIZER, (name, value)


@pytest.mark.parametrize("noise", [0.0, 0.25])
@pytest.mark.parametrize("P", [5.0, 12.0, 20.0])
@pytest.mark.parametrize("N", [None, 5.0, 12.0, 20.0])
@pytest.mark.parametrize("kind", ["white", "orthogonal", "two", "autoregressive"])
def test_no_ridge(kind: str, N: float | None, P: float, noise: float) -> None:
    """P, N and D equal, or on either side of each other."""
    if N is None or (kind == "orthogonal" and N > 12):
        layers, widths, kinds = (), (), ()
    elif kind == "two":
        layers, widths, kinds = (mpm.White(N), mpm.White(12)), (N, 12.0), (GAUSSIAN, GAUSSIAN)
    else:
        layers, widths = ((mpm.Orthogonal if kind == "orthogonal" else mpm.White)(N),), (N,)
        kinds = (ORTHOGONAL if kind == "orthogonal" else GAUSSIAN,)
    correlated = kind == "autoregressive"
    design = Design(kinds, correlation=ar1(0.5) if correlated else None)
    problem = mpm.Problem(SPECTRUM, P, layers, noise, correlation=mpm.Autoregressive(0.5) if correlated else None)
    assert_as_the_reference(at(LEVELS, P, *widths, design=design, noise=noise), mpm.predict(problem, 0))


@pytest.mark.parametrize("noise", [0.0, 0.25])
@pytest.mark.parametrize("P", [5.0, 12.0, 20.0])
@pytest.mark.parametrize("N", [5.0, 12.0, 20.0])
@pytest.mark.parametrize("members", [3.0, INF])
@pytest.mark.parametrize("draws", ["features", "samples", "both"])
def test_no_ridge_in_an_ensemble(draws: str, members: float, N: float, P: float, noise: float) -> None:
    """What is infinite for one member is nothing in the average of endlessly many that do not share it."""
    rho = 1.0 if draws == "features" else 0.4
    design = Design(ensemble=Ensemble(draws, rho))
    how = mpm.Ensemble(mp.inf if np.isinf(members) else members, draws, rho)
    problem = mpm.Problem(SPECTRUM, P, (mpm.White(N),), noise, ensemble=how)
    result = at(LEVELS, P, N, design=design, members=members, noise=noise)
    assert_as_the_reference(result, mpm.predict(problem, 0))
    assert not np.isnan(result.errors.train_error[0])


@pytest.mark.parametrize("noise", [0.0, 1e-40, 1e40])
def test_noise_of_any_scale_at_the_threshold(noise: float) -> None:
    """P = D without ridge diverges for any noise, however small beside the target, and for none does not."""
    result = at(LEVELS, 12.0, noise=noise)
    assert result.status[0] == ("diverges" if noise else "ok")
    assert result.errors.generalization_error[0] == (INF if noise else 0)
    assert result.test_train_ratio[0] == result.steps[0].s_transform[0] == INF


def test_endless_members_at_the_threshold_are_the_limit_of_a_small_ridge() -> None:
    """P = N: every member diverges, their average does not."""
    task, design = power_law(1.5, 0.4), Design(ensemble=Ensemble("features", 1.0))
    limit = at(task, 100.0, 100.0, design=design, members=INF, noise=0.1)
    near = at(task, 100.0, 100.0, design=design, members=INF, noise=0.1, ridge=1e-60)
    assert limit.status[0] == near.status[0] == "ok"
    for name in ("bias2", "var_samples", "var_samples_noise", "generalization_error"):
        assert apart(column(limit, name), column(near, name)) <= 1e-13
    assert column(limit, "var_samples_features")[0] == 0


@pytest.mark.parametrize("P", [10.0, 50.0, 100.0, 1000.0])
def test_an_activation_without_noise_only_scales(P: float) -> None:
    """mustar = 0: the features are linear, and without ridge even their scale is nothing."""
    task, design = power_law(1.5, 0.4), Design((GAUSSIAN,), moments(0.5, 0.0))
    noiseless, plain = at(task, P, 50.0, design=design, noise=0.1), at(task, P, 50.0, noise=0.1)
    assert noiseless.status[0] == plain.status[0]
    for name in COLUMNS:
        unit = 0.25 if name == "kappa1" else 1.0  # mu1^2
        assert apart(column(noiseless, name), unit * column(plain, name)) <= 1e-14, name
    almost = at(task, P, 50.0, design=Design((GAUSSIAN,), moments(0.5, 1e-300)), noise=0.1)
    if np.isfinite(plain.errors.test_error[0]):
        assert apart(almost.errors.test_error, plain.errors.test_error) <= 1e-12
