"""How well a spec of fitted levels predicts: `python tests/benchmarks/levels.py [DRAWS]` prints errors by sample size.

Rows are drawn from known spectra, n = 500 of them. The curves give levels and the levels a spec; what `predict` makes
of it is compared with the exact test error of the true task, ridgeless (or nearly) and with a ridge of 1 % of the
largest eigenvalue. Up to n this is what the data say; beyond, the tail goes on by the last local exponents.
"""

from __future__ import annotations

import os
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy.special import zeta

import scalecalc
from scalecalc.arrays import Floats
from scalecalc.empirical.levels import fitted_levels
from scalecalc.empirical.spec_file import Origin, Spec, levels_spec
from scalecalc.empirical.traces import Spectral
from scalecalc.record import record

N = 500
SAMPLES = [20.0, 60.0, 200.0, 500.0, 1000.0, 2000.0]
BLOCK = 4000  # modes drawn at once


@record(eq=False)
class Case:
    """A spectrum with powers, shape (D,), noise, and what the modes beyond have of trace and power."""

    name: str
    values: Floats
    powers: Floats
    noise: float
    trace: float = 0.0
    power: float = 0.0

    def spec(self) -> Spec:
        more = {"unresolved": {"trace": self.trace, "power": self.power}} if self.trace else {}
        order = np.argsort(-self.values, kind="stable")
        return {
            "spectrum": {"kind": "levels", "values": self.values[order].tolist(), **more},
            "target": {"kind": "levels", "powers": self.powers[order].tolist()},
            "noise": self.noise,
        }

    def drawn(self, seed: int) -> Spectral:
        """Gaussian rows; the modes beyond are as many as make a multiple of the unit matrix."""
        rng = np.random.default_rng(seed)
        K = self.trace * np.eye(N)
        y = np.sqrt(self.power + self.noise) * rng.standard_normal(N)
        for start in range(0, len(self.values), BLOCK):
            part = slice(start, start + BLOCK)
            X = rng.standard_normal((N, len(self.values[part])))
            K += (X * self.values[part]) @ X.T
            y += X @ np.sqrt(self.powers[part])
        values, vectors = np.linalg.eigh(K / N)
        return Spectral(N, np.maximum(values, 0.0), vectors.T @ y[:, None], np.zeros((1, 1)))


def power_law(alpha: float, r: float, noise: float) -> Case:
    D = (80 if alpha < 1.2 else 20) * N
    k, decay = np.arange(1.0, D + 1), 2 * alpha * r + 1
    rest, hidden = float(zeta(alpha, D + 1)), float(zeta(decay, D + 1))
    return Case(f"alpha {alpha}, r {r}, noise {noise}", k**-alpha, k**-decay, noise, rest, hidden)


def others() -> list[Case]:
    k = np.arange(1.0, 20 * N + 1)
    two = np.repeat([1.0, 0.02], [20, 2000])
    three = np.repeat([1.0, 0.1, 0.01], [100, 1000, 10_000])
    bump = k**-1.3 * (1 + 3 * np.exp(-(np.log(k / 60) ** 2) / 0.3))
    falling = np.exp(-0.05 * np.arange(600.0))
    broken = np.minimum(k**-1.2, 100**0.8 * k**-2.0)
    circle = np.append(1.0, np.repeat(np.exp(-((0.02 * np.arange(1.0, 300)) ** 2) / 2), 2))
    finite = np.exp(-0.02 * np.arange(200.0))
    return [
        Case("two levels, 20 and 2000", two, two * np.repeat([1.0, 0.05], [20, 2000]), 0.01),
        Case("three levels, 100, 1000 and 10000", three, three**1.5, 0.01),
        Case("a bump on alpha 1.3", bump, k**-1.8, 0.01),
        Case("exponential decay", falling, falling**0.7, 0.01),
        Case("alpha 1.2, then 2.0 from rank 100", broken, k**-2.0, 0.0),
        Case("a kernel on a circle", circle, circle**1.5, 0.01),
        Case("a constant direction", np.append(50.0, k**-1.5), np.append(5.0, k**-2.0), 0.01),
        Case("D = 200 < n", finite, finite**0.5, 0.05),
    ]


def predicted(spec: Spec, ridge: float) -> Floats:
    return np.asarray(scalecalc.predict({**spec, "samples": SAMPLES, "ridge": ridge})["test_error"], dtype=float)


def fitted(data: Spectral, dimension: int | None) -> tuple[Spec, float]:
    """The spec, and the seconds that its levels took."""
    resolved = data.values[data.values > 1e-13 * data.largest]
    lowest = 1.0 / float(np.mean(1.0 / resolved))
    traces = data.at(np.geomspace(0.02 * lowest, 3 * data.largest, 28))
    start = time.process_time()
    found = fitted_levels(traces, data.trace, dimension)
    return levels_spec(found, Origin("", N, 0.0, {})), time.process_time() - start


def line(name: str, deviations: Floats) -> None:
    """Mean and standard deviation over the draws, in per cent, at each number of samples."""
    texts = (f"{100 * m:+6.1f} ({100 * s:4.1f})" for m, s in zip(deviations.mean(0), deviations.std(0), strict=True))
    print(f"{name:38}" + " ".join(texts), flush=True)


def measure(case: Case, draws: int) -> float:
    """Prints the two lines of a case; the seconds of the slowest fit."""
    finite = len(case.values) < N
    ridges = (1e-4 if len(case.values) < 20 * N else 0.0) * case.values[0], 0.01 * case.values[0]
    dimension = len(case.values) if finite else None
    fits = [fitted(case.drawn(seed), dimension) for seed in range(draws)]
    for ridge, name in zip(ridges, (case.name, "  with a ridge"), strict=True):
        true = predicted(case.spec(), ridge)
        line(name, np.array([predicted(spec, ridge) for spec, _ in fits]) / true - 1)
    return max(seconds for _, seconds in fits)


def main(draws: int) -> None:
    print(f"{draws} draws of n = {N}: error of the predicted test error in per cent, mean (standard deviation)")
    print(f"{'P':38}" + " ".join(f"{int(P):>13}" for P in SAMPLES))
    laws = [(1.1, 0.1, 0.0), (1.1, 1.0, 0.01), (1.5, 0.4, 0.0), (1.5, 0.4, 0.01), (2.0, 0.7, 0.0), (2.0, 0.7, 0.01),
            (3.0, 0.3, 0.0), (3.0, 1.5, 0.0), (3.0, 1.5, 0.01)]  # fmt: skip
    slowest = [measure(case, draws) for case in (*(power_law(*law) for law in laws), *others())]
    print(f"slowest fit: {1000 * max(slowest):.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
