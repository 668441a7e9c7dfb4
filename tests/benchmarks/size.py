"""What the traces of measured data take: in units of an eigendecomposition, and as `estimate --dry-run` says.

`python tests/benchmarks/size.py` compares at n = 1000 to 4000 (a few minutes of one core); `... large` makes one kernel
matrix of 20,000 samples tridiagonal (about half an hour of one core) and takes probes at 30,000.
OPENBLAS_NUM_THREADS=1 makes times comparable on a busy machine: they are those of the processor.
"""

from __future__ import annotations

import resource
import sys

import numpy as np
from timing import seconds

from scalecalc.empirical.cost import slowness
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.engines import Work
from scalecalc.empirical.engines.engine import Engine
from scalecalc.empirical.engines.few_features import FewFeatures
from scalecalc.empirical.engines.full import Full
from scalecalc.empirical.engines.householder import reduced
from scalecalc.empirical.engines.probing import Probing
from scalecalc.empirical.gram import gram
from scalecalc.empirical.load import load

RIDGES, TARGETS = 28, 10


def samples(n: int, d: int, kernel: str) -> Dataset:
    rng = np.random.default_rng(0)
    features = (rng.standard_normal((n, d)) * np.arange(1, d + 1) ** -0.5).astype(np.float32)
    return load(features, rng.standard_normal((n, TARGETS)), kernel=kernel)


def measured(engine: Engine, data: Dataset) -> None:
    found = engine.measured(data, Work())
    found.at(found.largest * np.geomspace(1e-6, 3.0, RIDGES))


def compared(n: int) -> None:
    """Traces over the eigendecomposition, and the reduction over LAPACK's in one call."""
    from scipy.linalg.lapack import dsytrd, dsytrd_lwork

    matrix = gram(samples(n, 2 * n, "linear")) / n
    whole = seconds(lambda: np.linalg.eigh(matrix), 2)
    room = int(dsytrd_lwork(n, lower=1)[0])
    once = seconds(lambda: dsytrd(np.asfortranarray(matrix), lower=1, lwork=room, overwrite_a=1), 2)
    steps = seconds(lambda: reduced(matrix.copy(), np.empty((n, 0)), lambda done: None), 2)
    print(f"n {n:6,}  reduction / dsytrd {steps / once:.2f}  eigh {whole:.2f} s")
    cases: list[tuple[str, Engine, Dataset]] = [
        ("n x n, laplace", Full(), samples(n, 50, "laplace")),
        ("n x n, linear", Full(), samples(n, 2 * n, "linear")),
        ("d = n/2, linear", FewFeatures(), samples(n, n // 2, "linear")),
    ]
    for name, engine, data in cases:
        taken, said = seconds(lambda: measured(engine, data), 2), engine.cost(data, 1).seconds * slowness()  # noqa: B023
        print(f"n {n:6,}  {name:<16} with its kernel / eigh {taken / whole:.2f}  said / taken {said / taken:.2f}")


def large() -> None:
    for n, d, engine in ((20_000, 100, Full()), (30_000, 50, Probing())):
        data = samples(n, d, "laplace")
        cost = engine.cost(data, 1)
        print(f"{engine.method(data)}: said {cost.seconds * slowness():.0f} s, {cost.memory / 1e9:.2f} GB", flush=True)
        taken = seconds(lambda: measured(engine, data), 1)  # noqa: B023
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(f"  taken {taken:.0f} s, {peak / 1e9:.2f} GB at most so far", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["large"]:
        large()
    else:
        for size in (1000, 2000, 4000):
            compared(size)
