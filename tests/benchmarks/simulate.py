"""How fast `simulate` is: against the bare LAPACK and BLAS calls that its fits need, and on two processes.

    python tests/benchmarks/simulate.py

For each problem: seconds of a draw; of the bare calls; of the random numbers; and the ratio of the whole to the calls,
without and with the random numbers, which no LAPACK draws. Wanted: at most 1.3. Small draws are set against a plain
script of the same experiment that makes as many at once with numpy; wanted: at most 2. Two processes should be at least
1.8 times as fast as one on two idle cores. Processor time, medians or best of several; one BLAS thread.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
import timing
from scipy.linalg import eigh
from scipy.linalg.lapack import dpotrf, dpotrs, dtrtri

import scalecalc
from scalecalc.running.executors import mapping
from scalecalc.simulation.draw.cells import Cell
from scalecalc.simulation.draw.randomness import Source
from scalecalc.simulation.fit.measure import measure
from scalecalc.simulation.fit.training import PROBES
from scalecalc.simulation.run.experiment import Assignment, work
from scalecalc.simulation.run.plan import batching
from scalecalc.simulation.run.session import Session, Settings

REPEATS = 5
D = 1500
FEW, MANY = [1e-3], [10.0**k for k in range(-6, 2)]


def spec(samples: int, width: int | None, ridges: list[float]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "spectrum": {"kind": "isotropic", "modes": D},
        "target": {"kind": "isotropic"},
        "noise": 0.1,
        "ridge": ridges,
        "samples": samples,
    }
    return found if width is None else found | {"features": {"width": width}}


def seconds(work: Callable[[], object]) -> float:
    """The median time of a piece of work, after one that warms up."""
    work()
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return median(times)


def bare(samples: int, width: int | None, ridges: list[float]) -> Callable[[], object]:
    """The calls of one draw, on arrays that are there already."""
    rng = np.random.default_rng(0)
    N, fits = (D, 2) if width is None else (width, 4)
    X, F = rng.standard_normal((samples, D)), rng.standard_normal((D, N))
    A = rng.standard_normal((samples, N))
    dual, small = samples <= N, min(samples, N)
    y = rng.standard_normal((small, 1 + PROBES))
    many = rng.standard_normal((small, (1 + PROBES) * len(ridges)))
    weights = rng.standard_normal((N, (1 + PROBES) * len(ridges)))

    def one() -> None:
        if width is not None:
            X @ F
            F @ weights
        gram = A @ A.T if dual else A.T @ A
        gram.flat[:: small + 1] += 1.0
        if len(ridges) == 1:
            factor, _ = dpotrf(gram, lower=1, clean=0)
            dpotrs(factor, y, lower=1)
            dtrtri(factor, lower=1)
        else:
            _, vectors = eigh(gram, driver="evd", check_finite=False)
            vectors @ (vectors.T @ many)
        A.T @ many if dual else A @ weights

    def draw() -> None:
        for _ in range(fits):
            one()

    return draw


def numbers(samples: int, width: int | None) -> Callable[[], object]:
    """The random numbers of one draw."""
    rng = np.random.Generator(np.random.SFC64(0))

    def draw() -> None:
        for _ in range(2):
            rng.standard_normal((samples, D))
            if width is not None:
                rng.standard_normal((D, width))

    return draw


def cell(samples: int, width: int | None, ridges: list[float]) -> Cell:
    return Session(scalecalc.load(spec(samples, width, ridges)), Settings(2)).experiment.cells[0]


def against_lapack() -> None:
    print(f"{'problem':<44}{'draw':>9}{'calls':>9}{'numbers':>9}{'ratio':>8}{'with numbers':>14}")
    for samples, width, ridges in (
        (800, None, FEW), (800, None, MANY), (3000, None, FEW),
        (800, 1000, FEW), (800, 1000, MANY), (1000, 600, FEW), (1000, 600, MANY),
    ):  # fmt: skip
        problem = cell(samples, width, ridges)
        whole = seconds(lambda c=problem: measure(c.problem, c.size, c.ridges, Source(0, 0, 0)))  # type: ignore[misc]
        calls = seconds(bare(samples, width, ridges))
        drawing = seconds(numbers(samples, width))
        name = f"P = {samples}, N = {width or '-'}, D = {D}, {len(ridges)} ridge{'s' * (len(ridges) > 1)}"
        ratio, both = (whole - drawing) / calls, whole / (calls + drawing)
        print(f"{name:<44}{whole:>8.3f}s{calls:>8.3f}s{drawing:>8.3f}s{ratio:>8.2f}{both:>14.2f}")


def plain(samples: int, width: int | None, modes: int, ridge: float, draws: int) -> Callable[[], object]:
    """A vectorised script: errors, terms, effective dimension and GCV of two data sets by two sets of features."""
    rng = np.random.default_rng(0)
    P, D, k = samples, modes, np.arange(1, modes + 1)
    eta, target = k**-1.5, k**-1.1

    def predictor(X: Any, F: Any, y: Any) -> tuple[Any, ...]:
        A = X * np.sqrt(eta) if F is None else X @ F
        T = A.swapaxes(1, 2)
        dual = A.shape[2] >= P
        gram = A @ T if dual else T @ A
        inverse = np.linalg.inv(gram + P * ridge * np.eye(gram.shape[1]))
        w = T @ (inverse @ y) if dual else inverse @ (T @ y)
        df1 = gram.shape[1] - P * ridge * np.trace(inverse, axis1=1, axis2=2)
        train = ((y - A @ w) ** 2).mean(axis=1)
        missed = -(np.sqrt(eta)[:, None] * w if F is None else F @ w)
        missed[:, :, 0] += target
        return missed, train, train / (1 - df1 / P)[:, None] ** 2, df1

    def batch() -> object:
        X = [rng.standard_normal((draws, P, D)) for _ in range(2)]
        y = [np.concatenate([(x @ target)[..., None], rng.standard_normal((draws, P, PROBES))], axis=2) for x in X]
        F: list[Any] = [None]
        if width is not None:
            F = [np.sqrt(eta / width)[:, None] * rng.standard_normal((draws, D, width)) for _ in range(2)]
        found = [predictor(x, f, labels) for x, labels in zip(X, y, strict=True) for f in F]
        missed = [one[0] for one in found]
        pairs = [(a * b).sum(axis=1) for i, a in enumerate(missed) for b in missed[i:]]
        return pairs, found

    return batch


def against_numpy() -> None:
    """Of one draw, the best of several."""
    print(f"{'problem':<44}{'draw':>11}{'script':>11}{'ratio':>8}")
    for samples, width, modes in ((20, 20, 40), (20, None, 40), (50, 40, 100), (100, None, 100), (100, 100, 200)):
        problem = Session(scalecalc.load(power_law(samples, width, modes)), Settings(2)).experiment.cells[0]
        how, draws = batching(problem), 128
        task = Assignment(0, problem.problem, problem.size, problem.ridges, 0, 0, draws, how)
        script = plain(samples, width, modes, FEW[0], how.together)
        ours, theirs = (
            timing.seconds(lambda t=task: work(t), 4 * REPEATS) / draws,
            timing.seconds(script, 4 * REPEATS) / how.together,
        )  # type: ignore[misc]
        name = f"P = {samples}, N = {width or '-'}, D = {modes}"
        verdict = "holds" if ours <= 2 * theirs else "FAILS"
        print(f"{name:<44}{1e3 * ours:>9.3f}ms{1e3 * theirs:>9.3f}ms{ours / theirs:>8.2f}, at most 2: {verdict}")


def power_law(samples: int, width: int | None, modes: int) -> dict[str, Any]:
    return spec(samples, width, FEW) | {
        "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": modes},
        "target": {"kind": "power_law", "decay": 2.2},
    }


def timed(task: Assignment) -> float:
    """Processor seconds of a task."""
    begin = time.process_time()
    work(task)
    return time.process_time() - begin


def on_two_processes() -> None:
    """Wall time, and processor time inside the tasks, which a busy machine does not stretch as much."""
    c = cell(400, 500, FEW)
    tasks = [Assignment(0, c.problem, c.size, c.ridges, 0, first, 4, batching(c)) for first in range(0, 200, 4)]
    wall, processor = {}, {}
    for jobs in (1, 2):
        begin = time.perf_counter()
        with mapping(jobs) as found:
            processor[jobs] = sum(found(timed, tasks))
        wall[jobs] = time.perf_counter() - begin
    print(f"one process {wall[1]:.1f} s, two {wall[2]:.1f} s: {wall[1] / wall[2]:.2f} times as fast")
    print(
        f"processor time {processor[1]:.1f} s and {processor[2]:.1f} s: {2 * processor[1] / processor[2]:.2f} at best"
    )


if __name__ == "__main__":
    if "OPENBLAS_NUM_THREADS" not in os.environ:  # read when numpy was loaded
        one_thread = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | one_thread)
    against_numpy()
    against_lapack()
    on_two_processes()
