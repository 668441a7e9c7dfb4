"""Leading laws for every random matrix: the exact errors tend to them, and the tables of exponents come out."""

from __future__ import annotations

from itertools import combinations, product
from math import inf

import numpy as np
import pytest

from scalecalc.theory.laws.asymptotics import Asymptotics, asymptotics
from scalecalc.theory.laws.growth import Scaling, growth
from scalecalc.theory.laws.resolution import resolution
from scalecalc.theory.leading import Leading
from scalecalc.theory.matrices.design import Design, Ensemble
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.spectra.power_law import PowerLaw
from tests.kinds import GAUSSIAN, ORTHOGONAL, AdditiveNoise, activation, moments, power_rows
from tests.theory.support import power_law

X = Leading(1.0, 1.0)
NO = Leading(0.0)
ENDLESS = Leading(inf)
G, O = GAUSSIAN, ORTHOGONAL  # noqa: E741
FAR = np.array([1e20, 1e25, 1e30])


def laws(task: PowerLaw, path: Scaling, design: Design) -> Asymptotics:
    found = asymptotics(task, path, design)
    assert found is not None
    return found


def values(law: Leading, far: np.ndarray = FAR) -> np.ndarray:
    return law.amplitude * far**law.order if 0 < law.amplitude < inf else np.full(far.shape, law.amplitude)


def too_slow(task: PowerLaw, path: Scaling, design: Design) -> bool:
    """Whether two limits, or a limit and the knee of a layer, are so nearly tied that no X is far enough out."""
    problem = growth(task, path, design)
    orders = [0.0, *(bound.order for bound in resolution(task, path, design).values() if bound.amplitude < inf)]
    orders += [knee.order for layer in problem.layers if (knee := layer.knee()) is not None]
    return any(1e-9 < abs(a - b) < 0.13 for a, b in combinations(orders, 2))


def departures(task: PowerLaw, paths: list[Scaling], design: Design, far: np.ndarray = FAR) -> list[str]:
    """What does not tend to its law, in words; paths differ in the ridge alone."""
    n, first = len(paths), paths[0]
    members = None if first.members is None else np.tile(values(first.members, far), n)
    widths = tuple(np.tile(np.round(values(w, far)), n) for w in first.widths)
    ridge = np.concatenate([values(path.ridge, far) for path in paths])
    point = Points(np.tile(values(first.samples, far), n), widths, ridge, np.tile(values(first.noise, far), n), members)
    exact = evaluate(task, point, design)
    found = []
    for start, path in zip(range(0, n * far.size, far.size), paths, strict=True):
        rows = slice(start, start + far.size)
        status = set(exact.status[rows])
        errors = {term: getattr(exact.errors, term)[rows] for term in TERMS} if status <= {"ok", "diverges"} else {}
        words = [f"status {status}"] if "not converged" in status else []
        law = laws(task, path, design).errors
        words += [
            f"{term}: {getattr(law, term)}, exact {error}"
            for term, error in errors.items()
            if not _tends(error, getattr(law, term), far)
        ]
        found += [f"{path.ridge}, {text}" for text in words]
    return found


def _tends(error: np.ndarray, law: Leading, far: np.ndarray) -> bool:
    if law.amplitude in (0.0, inf):
        return bool(np.all(error == 0 if law.amplitude == 0 else error > 1e100))
    if law.order * np.log10(far[-1]) < -150:
        return True  # too close to underflow to compare
    ratio = error / (law.amplitude * far**law.order)
    if law.logs:  # corrections fall like 1/log X, and are worse the higher the power
        ratio = ratio / np.log(far) ** law.logs
        return bool(abs(ratio[-1] - 1) < 0.25 and abs(ratio[-1] - 1) < abs(ratio[0] - 1))
    *_, before, off = np.abs(ratio - 1)
    return bool(off < 1e-3 or off < 0.93 * before)


POWER_LAWS = [(1.3, 0.2), (2.0, 0.35), (1.7, 0.77), (2.0, 1.5)]
RIDGES = {
    "none": lambda a: NO,
    "P^-.6": lambda a: Leading(0.1, -0.6),
    "P^-.55a": lambda a: Leading(1.0, -0.55 * a),
    "P^-a": lambda a: Leading(0.1, -a),
    "P^-1.7a": lambda a: Leading(1.0, -1.7 * a),
    "P^-5": lambda a: Leading(1.0, -5.1),
    "P^.5": lambda a: Leading(1.0, 0.5),
}


def structured(design: Design) -> bool:
    return any("decay" in type(weights).model_fields for weights in design.weights)


def check(
    design: Design,
    samples: Leading,
    widths: tuple[Leading, ...],
    members: Leading | None = None,
    left_out: tuple[str, ...] = (),
) -> None:
    problems = []
    ridges = RIDGES if structured(design) else RIDGES | {"const": lambda a: Leading(1e-3)}
    chosen = [ridge for name, ridge in ridges.items() if name not in left_out]
    for alpha, r in POWER_LAWS:
        task = power_law(alpha, r, scale=2.5 if r > 0.6 else 1.0, power_scale=0.3)
        paths = [Scaling(samples, widths, ridge(alpha), Leading(0.2), members) for ridge in chosen]
        paths = [path for path in paths if not too_slow(task, path, design)]
        if paths:
            problems += [f"{alpha} {r} ridge {text}" for text in departures(task, paths, design)]
    assert not problems, "\n".join(problems)


STACKS = {
    "gg narrow last": ((G, G), (Leading(1.0, 1.7), Leading(2.0, 0.6))),
    "gg narrow first": ((G, G), (Leading(1.0, 0.6), Leading(2.0, 1.4))),
    "gg equal": ((G, G), (Leading(2.0, 1.0), Leading(2.0, 1.0))),
    "gg equal narrow": ((G, G), (Leading(2.0, 0.7), Leading(2.0, 0.7))),
    "ggg all P": ((G, G, G), (X, X, Leading(3.0, 1.0))),
    "gg P and wide": ((G, G), (X, Leading(1.0, 1.3))),
    "gg finite": ((G, G), (Leading(60.0), Leading(30.0))),
    "gg finite equal": ((G, G), (Leading(30.0), Leading(30.0))),
    "gg endless": ((G, G), (ENDLESS, Leading(1.0, 1.5))),
    "o": ((O,), (Leading(2.0, 1.0),)),
    "o narrow": ((O,), (Leading(2.0, 0.7),)),
    "go": ((G, O), (Leading(4.0, 1.0), Leading(2.0, 1.0))),
    "go same": ((G, O), (Leading(2.0, 1.0), Leading(2.0, 1.0))),
    "go narrow": ((G, O), (Leading(4.0, 0.7), Leading(2.0, 0.7))),
    "go wide": ((G, O), (Leading(4.0, 1.5), Leading(2.0, 1.5))),
    "oo": ((O, O), (Leading(4.0, 1.0), Leading(3.0, 1.0))),
    "go finite": ((G, O), (Leading(60.0), Leading(30.0))),
}


@pytest.mark.parametrize("stack", STACKS)
def test_stacks(stack: str) -> None:
    weights, widths = STACKS[stack]
    check(Design(weights), X, widths)


WIDTHS = {
    "N 50": Leading(50.0),
    "N P^0.5": Leading(2.0, 0.5),
    "N P/2": Leading(0.5, 1.0),
    "N P": X,
    "N 2P": Leading(2.0, 1.0),
    "N P^1.4": Leading(1.0, 1.4),
    "N P^2.2": Leading(2.0, 2.2),
}


@pytest.mark.one_in(2)
@pytest.mark.parametrize(
    ("width", "decay"),
    [
        *product(WIDTHS, [0.35, 0.85, 1.4]),  # below 1/2, between 1/2 and 1, above 1
        *product(["N 50", "N P"], [0.2, 0.7, 2.3]),
    ],
)
def test_structured_weights(decay: float, width: str) -> None:
    check(Design((power_rows(decay),)), X, (WIDTHS[width],))


@pytest.mark.parametrize("decay", [0.3, 0.7, 1.4])
def test_structured_weights_at_fixed_samples(decay: float) -> None:
    check(Design((power_rows(decay),)), Leading(30.0), (X,))


@pytest.mark.parametrize("decay", [0.6, 0.8])
@pytest.mark.parametrize("c", [0.3, 1.0, 20.0])
def test_structured_weights_at_the_knee(decay: float, c: float) -> None:
    """P = c N^(1-a): the sum over the rows is discrete, though all counts grow."""
    check(Design((power_rows(decay),)), Leading(c, 1 - decay), (X,))


@pytest.mark.parametrize("decays", [(0.7, 1.4), (1.4, 0.3), (0.0, 0.7)])
def test_structured_layers(decays: tuple[float, float]) -> None:
    weights = tuple(power_rows(a) if a else G for a in decays)
    for widths in [(Leading(1.0, 1.3), Leading(2.0, 1.7)), (Leading(3.0, 0.7), Leading(1.0, 1.5))]:
        check(Design(weights), X, widths)
    check(Design(weights), X, (X, X), left_out=("none",))  # without ridge it is the threshold


NOISES = {
    "additive": AdditiveNoise(0.1),
    "moments": moments(0.7, 0.03),
    "relu": activation("relu"),
    "tanh": activation("tanh"),
    "erf": activation("erf"),
}


@pytest.mark.one_in(3)
@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("width", WIDTHS)
def test_noisy_features(noise: str, width: str) -> None:
    check(Design((), NOISES[noise]), X, (WIDTHS[width],))


@pytest.mark.parametrize("noise", NOISES)
def test_noisy_features_at_fixed_samples(noise: str) -> None:
    check(Design((), NOISES[noise]), Leading(30.0), (X,))
    check(Design((), NOISES[noise]), Leading(30.0), (Leading(50.0),))


@pytest.mark.parametrize("noise", ["relu", "tanh", "erf"])
def test_endless_width(noise: str) -> None:
    check(Design((), NOISES[noise]), X, (ENDLESS,))


@pytest.mark.parametrize("noise", ["relu", "tanh", "moments"])
@pytest.mark.parametrize("weights", [(G, G), (power_rows(0.3), G), (G, O)])
def test_noise_after_layers(noise: str, weights: tuple) -> None:
    for widths in [
        (Leading(2.0, 1.3), Leading(1.0, 1.3)),
        (Leading(2.0, 1.4), Leading(1.0, 0.7)),
        (Leading(3.0, 1.0), Leading(2.0, 1.0)),
    ]:
        check(Design(weights, NOISES[noise]), X, widths)


@pytest.mark.one_in(5)
@pytest.mark.parametrize("draws", ["features", "samples", "both"])
@pytest.mark.parametrize("overlap", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("members", [Leading(1.0), Leading(5.0), Leading(2.0, 0.5), ENDLESS])
def test_averages(draws: str, overlap: float, members: Leading) -> None:
    design = Design(ensemble=Ensemble(draws, overlap))
    for width in [Leading(2.0, 1.0), Leading(1.0, 1.4), Leading(2.0, 0.5)]:
        check(design, X, (width,), members)
