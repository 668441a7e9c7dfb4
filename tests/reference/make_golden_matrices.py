"""Write golden_matrices.json, reference values for every random matrix.

`python -m tests.reference.make_golden_matrices`. Deterministic; one process, some fifteen minutes. Every point is
computed twice, with other seams, orders and precision (mp_matrices.verify), and must agree to 30 digits before it is
written.

golden_matrices.json: {"about", "points", "optimal"}. A point is
    {"id", "spectrum", "target", "noise", "ridge", "samples", "layers", ..., "outputs"}
with the spectrum, target and names of a spec file; layers lists {"width", "weights"}, the first acting on the data.
Further keys where there is such a thing: "feature_noise" (variance of each feature's noise), "activation" (a name, or
{"mu1", "mustar2"}), "correlation", "ensemble". Every quantity is a string and stands for the double nearest to it,
an output's being the shortest that does. ridge "0" is the limit lambda -> 0+. Points of "optimal" have in place of a
ridge the output "ridge", the lambda > 0 of the smallest E_g.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterable
from pathlib import Path

from mpmath import mp

from tests.reference import mp_matrices as ref
from tests.reference.make_golden import (
    INF,
    Point,
    decay,
    even,
    isotropic,
    levels,
    power_law,
    source,
    spectrum_of,
    text,
    weights,
)

PATH = Path(__file__).with_name("golden_matrices.json")
ABOUT = (
    "Structured, orthogonal and deep features, their noise, activations, ensembles and correlated samples; formulas "
    "of arXiv:2405.00592 and 2408.04607, computed by mp_matrices.py and written by make_golden_matrices.py. Every "
    "string stands for the double nearest to it; ridge 0 is the limit lambda -> 0+."
)

LAW = (power_law(1.5, INF), source(0.4))
STEEP = (power_law(3, INF), source(0.8))
SHORT = (power_law(1.2, 300), source(1.2))
SLOW = (power_law(0.75, 1e6), decay(1.3))
FLAT = (isotropic(200), even())
GAPS = (levels([1, 1e-4, 1e-8], [10, 100, 10000]), weights([1, 100, 1000]))
HUGE = (levels([1, 1e-3, 1e-11], [10, 1000, 1e10]), weights([1, 1, 1]))


# -------------------------------------------------------------------------------------------- building blocks


def white(width) -> dict:
    return {"width": text(width), "weights": "gaussian"}


def orthogonal(width) -> dict:
    return {"width": text(width), "weights": "orthogonal"}


def rows(width, a) -> dict:
    return {"width": text(width), "weights": {"kind": "power_law", "decay": text(a)}}


def listed(values, multiplicities) -> dict:
    return {"width": text(sum(multiplicities)), "weights": levels(values, multiplicities)}


def ar1(rho) -> dict:
    return {"kind": "ar1", "rho": text(rho)}


def power_correlation(b) -> dict:
    return {"kind": "power_law", "decay": text(b)}


def ensemble(members, draws, overlap=0) -> dict:
    return {"members": text(members), "draws": draws, "overlap": text(overlap)}


def moments(mu1, mustar2) -> dict:
    return {"mu1": text(mu1), "mustar2": text(mustar2)}


def point(task, samples, layers, ridge, noise=0.01, **others) -> Point:
    """One point; `others`: feature_noise, activation, correlation, ensemble. No ridge where the best is sought."""
    spectrum, target = task
    out = {"spectrum": spectrum, "target": target, "noise": text(noise)}
    out |= {} if ridge is None else {"ridge": text(ridge)}
    out |= {"samples": text(samples), "layers": list(layers)}
    return out | {name: x if isinstance(x, str | dict) else text(x) for name, x in others.items()}


# ------------------------------------------------------------------------------------------------- the points


def covering() -> Iterable[Point]:
    """Draws of stacks in which every setting is met equally often."""
    draw = random.Random(2408_04607)
    count = 36

    def column(*values: object) -> list:
        repeated = list(itertools.islice(itertools.cycle(values), count))
        draw.shuffle(repeated)
        return repeated

    tasks = column(LAW, STEEP, SHORT, SLOW, FLAT, GAPS)
    stacks = column(
        lambda N: [rows(N, 0.3)],
        lambda N: [rows(N, 0.7)],
        lambda N: [rows(N, 1.2)],
        lambda N: [orthogonal(N)],
        lambda N: [white(2 * N), orthogonal(N)],
        lambda N: [white(3 * N), white(N), white(2 * N)],
        lambda N: [orthogonal(2 * N), rows(N, 0.5), white(N)],
        lambda N: [white(INF), listed([2, 1, 0.25], [1, N - 2, 1])],
        lambda N: [rows(N, 0.2), rows(N, 2)],
    )
    ridges, samples = column(0, 1e-22, 1e-10, 1e-4, 1, 1e3), column(1, 10, 50, 300, 1e4, 1e8)
    widths, noises = column(4, 60, 100), column(0, 0.01, 1)
    for task, stack, lam, P, N, noise in zip(tasks, stacks, ridges, samples, widths, noises, strict=True):
        yield point(task, P, stack(N), lam, noise)


def orthogonals() -> Iterable[Point]:
    """N = D and N = M, which change nothing, N next to them, D = inf, ridgeless limits."""
    for N in (1, 100, 199, 200):
        yield from (point(FLAT, 150, [orthogonal(N)], lam) for lam in (0, 1e-3))
    for P in (299, 300, 301):
        yield point(SHORT, P, [orthogonal(300)], 0)
    yield point(SHORT, 250, [orthogonal(299)], 1e-22)
    yield point(SHORT, 50, [orthogonal(300), orthogonal(100)], 0)
    yield point(LAW, 50, [white(100), orthogonal(100)], 1e-10)
    yield point(LAW, 100, [white(100), orthogonal(100)], 1e-22)
    yield point(LAW, 200, [orthogonal(100), orthogonal(60)], 0)
    yield point(HUGE, 1e6, [orthogonal(1e8)], 1e-22)
    yield point(FLAT, 1e3, [white(INF), orthogonal(100)], 1e-3)
    yield point(FLAT, INF, [orthogonal(100)], 1e-3)


def structured() -> Iterable[Point]:
    """Row variances j^-a: a to either side of 1/2 and 1, widths 1 to 10^6, lambda = 0 to large; N > D; P = N."""
    for a in (0.05, 0.49, 0.5, 0.51, 0.99, 1, 1.01, 1.5, 3):
        yield point(LAW, 10, [rows(1e6, a)], 0)
        yield point(LAW, 100, [rows(1000, a)], 1e-10)
    for N, P in ((1, 1), (1, 5), (2, 1), (50, 50), (50, 500)):
        yield from (point(LAW, P, [rows(N, 0.7)], lam) for lam in (0, 1e-22, 1e-4))
    yield from (point(SHORT, P, [rows(1e4, 0.8)], lam) for P in (100, 300, 500) for lam in (0, 1e-22))
    yield point(SHORT, 299, [rows(300, 1.5)], 1e-22)
    yield point(SHORT, 300, [rows(300, 1.5)], 0)
    yield point(STEEP, 1e4, [rows(1e6, 0.7)], 1e-22, 0)
    yield point(HUGE, 1e5, [rows(1e6, 1)], 1e-22)
    yield point(LAW, INF, [rows(1000, 0.7)], 1e-6)
    yield point(LAW, INF, [rows(1000, 0.7)], 0)
    yield point(LAW, 100, [rows(1000, 0.5)], 1e3)
    spread = listed([1e4, 1, 1e-6], [3, 50, 400])
    yield from (point(LAW, P, [spread], lam) for P in (2, 53, 100, 453, 1000) for lam in (0, 1e-22))
    yield point(LAW, 1e3, [listed([5, 1, 1e-3], [1e3, 1e6, 1e10])], 1e-6)
    yield point(SLOW, 1e3, [rows(1e5, 0.9), white(1e4)], 0)


def bottlenecks() -> Iterable[Point]:
    """The narrowest layer first, last, in the middle, twice; samples fewer, as many, more; infinite layers."""
    stacks = {
        "first": [white(40), white(80), rows(60, 0.6)],
        "middle": [rows(80, 0.6), white(40), white(60)],
        "last": [white(80), orthogonal(60), white(40)],
        "structured": [white(80), white(60), rows(40, 0.6)],
        "orthogonal": [white(80), white(60), orthogonal(40)],
        "twice": [white(40), white(60), white(40)],
    }
    for stack in stacks.values():
        yield from (point(LAW, 39, stack, lam) for lam in (0, 1e-22))
        yield from (point(LAW, 50, stack, lam) for lam in (0, 1e-22))
    yield from (point(LAW, 40, stacks[name], lam) for name in ("middle", "twice") for lam in (0, 1e-22))
    yield point(LAW, 50, [white(INF), white(40), white(INF)], 1e-6)
    yield point(LAW, 30, [white(INF), white(INF)], 0)
    yield point(LAW, INF, [white(50), white(60)], 0)
    yield from (point(SHORT, P, [white(300), white(400)], 0) for P in (300, 400))
    yield point(SHORT, 300, [white(300), white(300)], 0)
    yield point(LAW, 30, [white(100 + 10 * i) for i in range(10)], 1e-8)


def noisy_features() -> Iterable[Point]:
    """Noise from 1e-12 to 1e3 after every kind of layer, at bottlenecks and thresholds, without ridge."""
    for s in (1e-12, 1e-3, 0.1, 1e3):
        yield from (point(LAW, P, [white(100)], lam, feature_noise=s) for P, lam in ((30, 0), (300, 0), (300, 1e-22)))
    yield from (point(LAW, 100, [white(100)], lam, feature_noise=1e-3) for lam in (0, 1e-22, 1e-3))
    yield point(LAW, 100, [white(100)], 1e-22, feature_noise=1e-12)
    yield from (point(FLAT, P, [white(100)], 1e-3, 0.0625, feature_noise=0.5) for P in (50, 200))
    yield point(FLAT, 50, [orthogonal(200)], 0, feature_noise=0.01)
    yield point(FLAT, 500, [orthogonal(200)], 0, feature_noise=0.01)
    yield point(FLAT, 500, [orthogonal(100)], 1e-6, feature_noise=1e-12)
    yield from (point(LAW, P, [rows(100, 0.7)], lam, feature_noise=1e-4) for P in (30, 300) for lam in (0, 1e-6))
    yield from (point(LAW, P, [white(40), white(100)], 0, feature_noise=1e-6) for P in (30, 70, 100, 300))
    yield point(LAW, 70, [white(40), orthogonal(40)], 1e-22, feature_noise=1e-12)
    yield point(SHORT, 1e3, [white(400)], 0, feature_noise=1e-9)
    yield point(SHORT, 350, [rows(200, 1.5), white(400)], 0, feature_noise=1e-9)
    yield point(HUGE, 1e6, [white(1e7)], 0, feature_noise=1e-9)
    yield point(LAW, INF, [white(100)], 0, feature_noise=1e-3)
    yield point(LAW, INF, [white(100)], 1e-3, feature_noise=1e-3)
    yield point(LAW, 50, [white(100)], 1e-3, feature_noise=0)


def activations() -> Iterable[Point]:
    """tanh, relu and erf at pre-activations small to large, infinitely wide, and in any units."""
    strong = (power_law(1.5, 1e4, 1e4), source(0.4))
    for name in ("tanh", "relu", "erf"):
        yield point(LAW, 30, [white(100)], 0, activation=name)
        yield point(LAW, 300, [white(100)], 1e-6, activation=name)
        yield point(LAW, 100, [white(INF)], 1e-6, activation=name)
        yield point(strong, 50, [white(80)], 1e-2, activation=name)
        yield point(FLAT, 1e3, [white(400), orthogonal(300)], 1e-3, activation=name)
    yield point(LAW, 1e3, [rows(100, 0.7), white(300)], 1e-6, activation="tanh")
    yield point(LAW, 1e3, [white(1e6)], 1e-6, activation="tanh")
    yield point(LAW, 1e3, [white(1e6)], 1e-6, activation="erf")
    yield point(LAW, 30, [white(INF)], 0, activation="relu")
    yield point(LAW, 30, [white(100)], 1e-3, activation=moments(0.5, 0.02))
    yield point(LAW, 300, [white(100)], 0, activation=moments(-2, 1e-6))
    yield point(LAW, 30, [rows(100, 0.7)], 1e-3, activation=moments(3, 0.1))
    yield point(LAW, 30, [white(INF)], 1e-3, activation=moments(0.7, 0))


def ensembles() -> Iterable[Point]:
    """1, 2, 5 and infinitely many members, everything they may draw, overlaps 0 to 1, thresholds."""
    for K in (1, 2, 5, INF):
        yield point(LAW, 50, [white(100)], 1e-6, ensemble=ensemble(K, "features"))
        yield point(LAW, 50, [white(100)], 1e-6, ensemble=ensemble(K, "samples"))
        yield point(LAW, 50, [white(100)], 1e-6, ensemble=ensemble(K, "both"))
    for rho in (0.3, 0.999999, 1):
        yield from (point(LAW, 90, [white(100)], 0, ensemble=ensemble(4, how, rho)) for how in ("samples", "both"))
    yield from (point(LAW, 80, [], lam, ensemble=ensemble(3, "samples", 0.5)) for lam in (0, 1e-3))
    yield point(LAW, 200, [white(100)], 0, ensemble=ensemble(8, "features"))
    yield point(LAW, 100, [white(100)], 1e-22, ensemble=ensemble(8, "features"))
    yield point(LAW, 100, [white(100)], 1e-22, ensemble=ensemble(INF, "features"))
    yield point(LAW, 100, [white(100)], 0, ensemble=ensemble(2, "both"))
    yield point(LAW, 50, [rows(100, 0.7), white(70)], 1e-4, ensemble=ensemble(5, "features"))
    yield point(LAW, 50, [rows(100, 0.7)], 1e-4, ensemble=ensemble(5, "samples", 0.25))
    yield point(FLAT, 150, [orthogonal(200)], 1e-3, ensemble=ensemble(5, "both", 0.25))
    noisy = {"feature_noise": 0.01}
    yield point(LAW, 50, [white(100)], 1e-4, ensemble=ensemble(5, "features"), **noisy)
    yield point(LAW, 150, [white(100)], 0, ensemble=ensemble(5, "both", 0.6), **noisy)
    yield point(LAW, 150, [white(100)], 1e-4, ensemble=ensemble(5, "samples", 0.6), **noisy)
    yield point(LAW, 50, [white(100)], 1e-4, ensemble=ensemble(5, "features"), activation="relu")
    yield point(LAW, 50, [white(100)], 1e-4, ensemble=ensemble(5, "features"), correlation=ar1(0.5))
    yield point(LAW, INF, [white(100)], 1e-4, ensemble=ensemble(5, "features"))


def correlated() -> Iterable[Point]:
    """AR(1), power laws and lists, with and without features, down to lambda = 0."""
    for rho in (0.5, -0.5, 0.99, 1e-3):
        yield from (point(LAW, 100, [], lam, correlation=ar1(rho)) for lam in (0, 1e-3))
    yield from (point(LAW, P, [], 1e-6, correlation=ar1(0.8)) for P in (1, 2, 3000, 1e6, 1e10, INF))
    yield from (point(SHORT, P, [], lam, correlation=ar1(-0.9)) for P in (299, 300, 301) for lam in (0, 1e-22))
    yield from (point(LAW, P, [white(60)], lam, correlation=ar1(0.7)) for P in (40, 60, 200) for lam in (0, 1e-6))
    yield point(LAW, 60, [white(60)], 1e-22, correlation=ar1(0.7))
    yield point(LAW, 40, [orthogonal(100), rows(60, 0.7)], 1e-6, correlation=ar1(0.7))
    for b in (0.3, 1, 1.7):
        yield from (point(LAW, P, [], lam, correlation=power_correlation(b)) for P, lam in ((100, 0), (1e6, 1e-6)))
    yield point(LAW, 1, [], 1e-6, correlation=power_correlation(0.5))
    yield from (point(LAW, 1e4, [white(60)], lam, correlation=power_correlation(0.5)) for lam in (0, 1e-6))
    yield point(SHORT, 300, [], 1e-22, correlation=power_correlation(0.5))
    some = levels([64, 1, 0.125], [1, 8, 72])
    yield from (point(LAW, P, [], lam, correlation=some) for P in (81, 1000) for lam in (0, 1e-6))
    yield point(LAW, 100, [white(200)], 1e-6, correlation=some)
    yield point(LAW, 100, [], 1e3, correlation=some)
    yield point(LAW, 100, [], 1e-6, correlation=levels([1], [1]))


def optimal() -> Iterable[Point]:
    """Problems with a best ridge that is neither 0 nor infinite."""
    yield point(LAW, 100, [], None, 0.1)
    yield point(FLAT, 100, [], None, 0.25)
    yield point(LAW, 100, [white(100)], None, 0.1)
    yield point(LAW, 200, [white(100)], None, 0.1)
    yield point(FLAT, 150, [orthogonal(100)], None, 0.25)
    yield point(LAW, 80, [rows(100, 0.7)], None, 0.1)
    yield point(LAW, 100, [white(80), white(120)], None, 0.01, feature_noise=1e-3)
    yield point(LAW, 100, [white(100)], None, 0.5, ensemble=ensemble(4, "features"))
    yield point(GAPS, 50, [], None, 1)
    yield point(LAW, 100, [], None, 0.1, correlation=ar1(0.8))
    yield point(LAW, 100, [white(100)], None, 0.1, activation="relu")


GROUPS = (covering, orthogonals, structured, bottlenecks, noisy_features, activations, ensembles, correlated)


def named(groups: Iterable) -> list[Point]:
    return [{"id": f"{group.__name__}-{i:03d}"} | x for group in groups for i, x in enumerate(group())]


def points() -> list[Point]:
    """The table without its outputs."""
    return named(GROUPS)


def best_points() -> list[Point]:
    """The table of optimal ridges without its outputs."""
    return named([optimal])


# ------------------------------------------------------------------------------------------ the reference's view


def problem_of(case: Point) -> ref.Problem:
    """The reference's problem, from the doubles the strings stand for."""
    how = None
    if "feature_noise" in case:
        how = ref.AdditiveNoise(float(case["feature_noise"]))
    elif isinstance(case.get("activation"), dict):
        how = ref.Moments(float(case["activation"]["mu1"]), float(case["activation"]["mustar2"]))
    elif "activation" in case:
        how = ref.Activation(case["activation"])
    members = case.get("ensemble")
    if members is not None:
        members = ref.Ensemble(float(members["members"]), members["draws"], float(members["overlap"]))
    return ref.Problem(
        spectrum_of(case),
        float(case["samples"]),
        tuple(_layer(layer) for layer in case["layers"]),
        float(case["noise"]),
        how,
        _correlation(case.get("correlation")),
        members,
    )


def _layer(layer: dict) -> ref.Layer:
    width, how = float(layer["width"]), layer["weights"]
    if isinstance(how, str):
        return ref.White(width) if how == "gaussian" else ref.Orthogonal(width)
    if how["kind"] == "power_law":
        return ref.PowerRows(width, float(how["decay"]))
    return ref.ListedRows(_numbers(how["values"]), _numbers(how["multiplicities"]))


def _correlation(how: dict | None) -> ref.Correlation | None:
    if how is None:
        return None
    if how["kind"] == "ar1":
        return ref.Autoregressive(float(how["rho"]))
    if how["kind"] == "power_law":
        return ref.PowerCorrelation(float(how["decay"]))
    return ref.ListedCorrelation(_numbers(how["values"]), _numbers(how["multiplicities"]))


def _numbers(texts: list[str]) -> list[float]:
    return [float(x) for x in texts]


def shortest(out: dict) -> dict[str, str]:
    return {name: text(float(x)) for name, x in out.items()}


def solve(case: Point) -> Point:
    """The point with its outputs; an error if the two computations differ in the first 30 digits."""
    out, change = ref.verify(problem_of(case), float(case["ridge"]))
    if change > mp.mpf(10) ** -30:
        raise ArithmeticError(f"{case['id']}: the reference disagrees with itself by {mp.nstr(change, 3)}")
    return case | {"outputs": shortest(out)}


def optimise(case: Point) -> Point:
    """The point with its best ridge and the outputs there."""
    ridge, out = ref.optimum(problem_of(case))
    return case | {"outputs": shortest({"ridge": ridge} | out)}


def write(tables: dict[str, Iterable[Point]]) -> None:
    parts = [f" {json.dumps('about')}: {json.dumps(ABOUT)}"]
    for name, done in tables.items():
        parts.append(f" {json.dumps(name)}: [\n" + ",\n".join("  " + json.dumps(case) for case in done) + "\n ]")
    PATH.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def main() -> None:
    write({"points": map(solve, points()), "optimal": map(optimise, best_points())})


if __name__ == "__main__":
    main()
