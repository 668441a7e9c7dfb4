"""How good and how fast `fit` is: recovery, the best of many cold starts, resamples, coverage of the intervals.

    python tests/benchmarks/fit.py [recovery] [starts] [resamples] [coverage] [--simulations 100]

Without names everything is measured, in some minutes. Times are CPU seconds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import scalecalc
from scalecalc.arrays import Floats
from scalecalc.fitting.laws import LAWS
from scalecalc.fitting.losses import LOSSES
from scalecalc.fitting.minimise import Penalty, Rows, minimise
from scalecalc.fitting.starts import optimum

TRUTH = {"floor": 1.8172, "amplitude_N": 477.8, "amplitude_D": 2143.0, "exponent_N": 0.3473, "exponent_D": 0.3672}
FREE = np.zeros(5, dtype=bool)


def runs(n: int, generator: np.random.Generator, sizes: int | None = None) -> tuple[Floats, Floats]:
    """N and D of n runs; N of so many sizes only, where that is given."""
    N = np.exp(generator.uniform(np.log(4e7), np.log(1.6e10), n if sizes is None else sizes))
    if sizes is not None:
        N = N[np.arange(n) % sizes]
    return N, np.exp(generator.uniform(np.log(1e9), np.log(3e11), n))


def surface(N: Floats, D: Floats, E: float, A: float, B: float, a: float, b: float) -> Floats:
    return np.asarray(E + A * N**-a + B * D**-b)


def problem(N: Floats, D: Floats, y: Floats, loss: str) -> tuple[Any, Rows, Penalty]:
    logs, unit = np.log(np.column_stack([N, D])), float(np.exp(np.log(y).mean()))
    return LAWS["additive"](["N", "D"], logs, unit), Rows(logs, np.log(y / unit)), Penalty(LOSSES[loss](1e-3))


def recovery(_: int) -> None:
    generator = np.random.default_rng(0)
    worst, spent, count = 0.0, 0.0, 300
    for i in range(count):
        N, D = runs(int(generator.choice([20, 40, 100, 245, 1000])), generator)
        a, b = generator.uniform(0.15, 0.6, 2)
        A, B = generator.uniform(0.05, 1, 2) * np.exp([a * np.log(N).mean(), b * np.log(D).mean()])
        truth = (generator.uniform(0, 3), A, B, a, b)
        law, rows, penalty = problem(N, D, surface(N, D, *truth), ("huber", "squares")[i % 2])
        begin = time.process_time()
        found = law.public(optimum(law, rows, penalty, FREE, np.zeros(5)).theta)[0]
        spent += time.process_time() - begin
        worst = max(worst, float(np.abs(found / truth - 1).max()))
    print(
        f"recovery: {count} surfaces, 20 to 1000 rows, largest relative error {worst:.1e}, {spent / count:.3f} s a fit"
    )


def noisy(generator: np.random.Generator, n: int = 245) -> tuple[Floats, Floats, Floats]:
    N, D = runs(n, generator)
    return N, D, surface(N, D, *TRUTH.values()) * np.exp(0.01 * generator.standard_t(3, n))


def starts(_: int) -> None:
    generator = np.random.default_rng(1)
    count = 400
    for table in range(5):
        law, rows, penalty = problem(*noisy(generator), "huber")
        ours = optimum(law, rows, penalty, FREE, np.zeros(5)).total[0]
        cold = np.column_stack([generator.uniform(0, 1, (count, 3)), np.exp(generator.uniform(-4, 1, (count, 2)))])
        best = minimise(law, rows, penalty, np.ones((count, len(rows))), cold, FREE).total.min()
        print(f"starts: table {table}, 245 rows: above the best of {count} cold starts by {ours / best - 1:.1e}")


def resamples(_: int) -> None:
    generator = np.random.default_rng(2)
    for loss in ("huber", "squares"):
        law, rows, penalty = problem(*noisy(generator), loss)
        best = optimum(law, rows, penalty, FREE, np.zeros(5)).theta
        weights = generator.multinomial(len(rows), np.full(len(rows), 1 / len(rows)), 1000).astype(float)
        begin = time.process_time()
        found = minimise(law, rows, penalty, weights, best[0], FREE)
        spent = time.process_time() - begin
        again = [optimum_of(law, rows, penalty, weights[i]) for i in range(30)]
        gained = max(1 - cold / warm for cold, warm in zip(again, found.total[:30], strict=True))
        print(
            f"resamples: 1000 of 245 rows by {loss}: {spent:.2f} s; {found.at_optimum.mean():.1%} at their optimum, "
            f"largest relative gain of a step {np.max(found.gain / found.total):.1e}; of 30 cold starts the best "
            f"gains {gained:.1e}"
        )


def optimum_of(law: Any, rows: Rows, penalty: Penalty, weights: Floats) -> float:
    """The total loss from cold: the rows repeated as often as they weigh."""
    some = np.repeat(np.arange(len(rows)), weights.astype(int))
    repeated = Rows(rows.logs[some], rows.target[some])
    return float(optimum(law, repeated, penalty, FREE, np.zeros(5)).total[0])


def coverage(simulations: int) -> None:
    generator = np.random.default_rng(3)
    noises: dict[str, Callable[[int], Floats]] = {
        "normal": lambda n: generator.normal(size=n),
        "t2.5": lambda n: generator.standard_t(2.5, n),
    }
    for n in (40, 245):
        for name, noise in noises.items():
            covered(f"{n} rows, {name}", simulations, n, None, lambda N, noise=noise: 0.01 * noise(len(N)))
    shared: Callable[[Floats], Floats] = lambda N: 0.01 * generator.normal(size=50)[np.arange(len(N)) % 50]  # noqa: E731
    for group in (None, "N"):
        covered(
            f"245 rows of 50 sizes, error shared by a size, group {group}",
            simulations,
            245,
            group,
            lambda N: shared(N) + 0.002 * generator.normal(size=len(N)),
            50,
        )


def covered(
    name: str, simulations: int, n: int, group: str | None, error: Callable[[Floats], Floats], sizes: int | None = None
) -> None:
    generator = np.random.default_rng(4)
    hits = []
    for _ in range(simulations):
        N, D = runs(n, generator, sizes)
        y = surface(N, D, *TRUTH.values()) * np.exp(error(N))
        try:
            table = scalecalc.fit({"N": N, "D": D, "y": y}, ["N", "D"], "y", group=group, bootstraps=400)
        except scalecalc.DataError as problem:
            print(problem)
            continue
        truth = np.array([TRUTH[one] for one in table["parameter"]])
        hits.append((table["low"] <= truth) & (truth <= table["high"]))
    shares = ", ".join(f"{one} {share:.2f}" for one, share in zip(TRUTH, np.mean(hits, axis=0), strict=True))
    print(f"coverage: {name}, {len(hits)} simulations: {shares}", flush=True)


MEASURED = {"recovery": recovery, "starts": starts, "resamples": resamples, "coverage": coverage}

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="*", help=", ".join(MEASURED))
    parser.add_argument("--simulations", type=int, default=100)
    given = parser.parse_args()
    for one in given.what or MEASURED:
        MEASURED[one](given.simulations)
