"""How often the intervals of `estimate` hold the truth, and how far it is off, on drawn power laws.

    OPENBLAS_NUM_THREADS=1 python tests/benchmarks/estimate.py --samples 500 --draws 40 --alphas 1.1,1.5,2,3

Drawn with so many modes, and the trace of all others on the diagonal, that the drawn law is the endless one.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.population.estimated import estimated
from scalecalc.empirical.traces import Spectral
from scalecalc.theory.numerics.powersum import power_sum

SOURCES, NOISES = (0.1, 0.4, 0.8, 1.5), (0.0, 0.01)
CHUNK = 2000  # modes that are drawn at once


def drawn(samples: int, alpha: float, seed: int) -> tuple[Floats, Floats]:
    """A kernel matrix of Gaussian samples, and one target of each source exponent and noise, shape (n, cells)."""
    rng = np.random.default_rng([seed, round(100 * alpha)])
    modes = (80 if alpha < 1.2 else 20) * samples
    matrix, clean = np.zeros((samples, samples)), np.zeros((samples, len(SOURCES)))
    for start in range(0, modes, CHUNK):
        ranks = np.arange(start + 1.0, min(start + CHUNK, modes) + 1)
        normal = rng.standard_normal((samples, len(ranks)))
        features = normal * ranks ** (-alpha / 2)
        matrix += features @ features.T
        clean += normal @ np.column_stack([ranks ** (-0.5 - alpha * r) for r in SOURCES])
    matrix += np.eye(samples) * float(power_sum(alpha, modes + 1, np.inf))
    rest = [float(power_sum(1 + 2 * alpha * r, modes + 1, np.inf)) for r in SOURCES]
    clean += rng.standard_normal(clean.shape) * np.sqrt(rest)
    label_noise = rng.standard_normal((samples, 1))
    return matrix, np.concatenate([clean + np.sqrt(noise) * label_noise for noise in NOISES], axis=1)


def cells() -> Iterator[tuple[int, float, float]]:
    """The column of a target with its r and noise."""
    for i, noise in enumerate(NOISES):
        for j, r in enumerate(SOURCES):
            yield i * len(SOURCES) + j, r, noise


def measured(samples: int, alpha: float, draws: int) -> list[Spectral]:
    """Eigenvalues and targets of many draws."""
    found = []
    for seed in range(draws):
        matrix, targets = drawn(samples, alpha, seed)
        values, vectors = np.linalg.eigh(matrix / samples)
        found.append(Spectral(samples, np.maximum(values, 0.0), vectors.T @ targets, np.zeros((1, 1))))
    return found


def scores(draws: list[Spectral], column: int, truth: Floats) -> tuple[Floats, Floats, Floats]:
    """(estimate - truth)/stderr, the standard errors and the misfits, shape (draws, 3), (draws, 3) and (draws,)."""
    off, errors, misfits = [], [], []
    for one in draws:
        single = Spectral(one.samples, one.values, one.coordinates[:, [column]], one.rest)
        fit = estimated(single, [], np.inf).fit
        off.append((np.array([fit.law.alpha, fit.law.r, fit.law.noise]) - truth) / fit.stderr)
        errors.append(fit.stderr)
        misfits.append(fit.misfit)
    return np.array(off), np.array(errors), np.array(misfits)


def report(samples: int, alpha: float, draws: int) -> None:
    """A line a cell: coverage, median error and spread in standard errors, standard errors, misfits, time of a fit."""
    found = measured(samples, alpha, draws)
    for column, r, noise in cells():
        begin = time.process_time()
        off, errors, misfits = scores(found, column, np.array([alpha, r, noise]))
        seconds = (time.process_time() - begin) / draws
        print(
            f"alpha {alpha} r {r} noise {noise}:",
            f"cover {np.mean(np.abs(off) < 1.96, axis=0).round(3)}",
            f"median {np.median(off, axis=0).round(2)} sd {off.std(axis=0).round(2)}",
            f"stderr {np.array2string(np.median(errors, axis=0), precision=2)}",
            f"misfit {np.mean(misfits):.2f}, above 2: {np.mean(misfits > 2):.3f}, {seconds:.3f} s",
            flush=True,
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--samples", type=int, default=500)
    options.add_argument("--draws", type=int, default=40)
    options.add_argument("--alphas", default="1.1,1.5,2,3")
    given = options.parse_args()
    for alpha in given.alphas.split(","):
        report(given.samples, float(alpha), given.draws)


if __name__ == "__main__":
    main()
