"""How fast `crossval` is, and how right on real tables and on time series.

    python tests/benchmarks/crossval.py                 # time, tables of scikit-learn, time series: about two minutes
    python tests/benchmarks/crossval.py images.npz      # and images: arrays `images` and `labels` of an .npz file

Time: processor time, best of several, over that of the bare numpy.linalg.eigh of the same kernel matrix; 40 ridges, 10
targets, one BLAS thread. Wanted: at most 1.5.
Tables: the mean over 20 divisions of the leave-one-out error of those learned from, over that of the held-out error of
the others, at each ridge from 1e-6 to 1e-1 of the trace of K/n. Wanted: within 5 %. GCV over leave-one-out is to be
within 5 % wherever spread < 0.05.
Time series: AR(1) rows with noise that is correlated alike, the error on fresh rows known exactly. CorrGCV is to be
nearer to it than GCV, and right within the standard error of the draws.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray
from timing import seconds

import scalecalc
from scalecalc.empirical.gram import gram
from scalecalc.empirical.load import load

RIDGES = [float(ridge) for ridge in np.geomspace(1e-6, 1e-1, 11)]
MANY = np.geomspace(1e-6, 10, 40)
DIVISIONS = 20
DRAWS = 40
Array = NDArray[np.float64]


def timing() -> None:
    random = np.random.default_rng(1)
    print("\nn      d      kernel    seconds  of eigh")
    for n, d, kernel in ((1000, 100, "gaussian"), (1500, 100, "gaussian"), (1000, 1500, "linear"),
                         (1000, 400, "linear"), (1000, 740, "linear"), (1000, 900, "linear")):  # fmt: skip
        x, y = random.standard_normal((n, d)), random.standard_normal((n, 10))
        matrix = gram(load(x, y, kernel=kernel))
        bare = seconds(lambda matrix=matrix: np.linalg.eigh(matrix))
        ours = seconds(lambda x=x, y=y, kernel=kernel: scalecalc.crossval(x, y, kernel=kernel, ridge=MANY))
        print(f"{n:<6} {d:<6} {kernel:<9} {ours:7.2f}  {ours / bare:7.2f}")


def divided(name: str, x: Array, y: Array, n: int, kernel: str) -> None:
    """Leave-one-out, GCV and held-out errors, by divisions into n samples and at most 500 others."""
    random = np.random.default_rng(2)
    sums: dict[str, Any] = dict.fromkeys(("loo", "gcv", "held_out"), 0.0)
    close, doubtful, unwarned = [0.0], 0, 0
    for _ in range(DIVISIONS):
        order = random.permutation(len(x))
        taught, held = order[:n], order[n : n + 500]
        scale = 1.0 if kernel != "linear" else float((x[taught] ** 2).sum(axis=1).mean())
        table = scalecalc.crossval(
            x[taught], y[taught], kernel=kernel, ridge=[scale * ridge for ridge in RIDGES],
            held_out=x[held], held_out_target=y[held], target_is="numbers",
        )  # fmt: skip
        for column in sums:
            sums[column] = sums[column] + table[column]
        off = np.abs(table["gcv"] / table["loo"] - 1)
        close += off[table["spread"] < 0.05].tolist()
        wrong = (off > 0.05) & (table["spread"] >= 0.05)
        doubtful += int(wrong.sum())
        unwarned += int(wrong.any() and not any("not to be trusted" in note for note in table.notes))
    loo, gcv = sums["loo"] / sums["held_out"] - 1, sums["gcv"] / sums["held_out"] - 1
    print(
        f"{name:<9} {n:<5} {kernel:<9} {100 * loo.min():+8.1f} {100 * loo.max():+8.1f}  {100 * gcv.min():+8.1f}"
        f" {100 * gcv.max():+8.1f}   {100 * max(close):8.1f} {doubtful:9} {unwarned:9}"
    )


def tables(images: str | None) -> None:
    from sklearn.datasets import load_diabetes, load_digits

    digits, diabetes = load_digits(), load_diabetes()
    print("\n                         loo/held - 1, %     gcv/held - 1, %    gcv/loo     untrusted  without")
    print("table     n     kernel         low     high       low     high   spread<.05    points  warning")
    for n in (300, 1000):
        for kernel in ("gaussian", "linear"):
            divided("digits", digits.data / 16, np.eye(10)[digits.target], n, kernel)
    target = (diabetes.target - diabetes.target.mean()) / diabetes.target.std()
    for kernel in ("gaussian", "linear"):
        divided("diabetes", diabetes.data, target[:, None], 300, kernel)
    if images is not None:
        with np.load(images) as file:
            x, labels = file["images"].reshape(len(file["images"]), -1) / 255.0, file["labels"]
        for n in (300, 1000):
            for kernel in ("gaussian", "linear", "relu"):
                divided("images", x, np.eye(10)[labels.astype(int)], n, kernel)


def series() -> None:
    """Power-law rows of an AR(1) process; the error against fresh rows is (w - v)' Sigma (w - v) + sigma^2."""
    print("\nrho    n     d     ridge     error  gcv/error  CorrGCV/error  s.e. of it   rho estimated    mean")
    random = np.random.default_rng(3)
    for rho in (0.5, 0.9):
        for n, d in ((300, 200), (300, 600)):
            scale, noise = np.arange(1.0, d + 1) ** -0.6, 0.3
            weights = random.standard_normal(d)
            weights /= np.sqrt(((scale * weights) ** 2).sum())
            ridges = [1e-4, 1e-2, 1e-1]
            found = [_one_series(random, rho, n, scale, weights, noise, ridges) for _ in range(DRAWS)]
            errors, gcv, known, guessed = (np.array([one[k] for one in found]) for k in range(4))
            guess = float(np.mean([one[4] for one in found]))
            for k, ridge in enumerate(ridges):
                error = errors[:, k].mean()
                spread = np.std(known[:, k] - errors[:, k]) / np.sqrt(DRAWS) / error
                print(
                    f"{rho:<6g} {n:<5} {d:<5} {ridge:<8g} {error:6.3f} {gcv[:, k].mean() / error:10.3f}"
                    f" {known[:, k].mean() / error:14.3f} {spread:11.3f} {guessed[:, k].mean() / error:15.3f}"
                    f" {guess:7.3f}"
                )


def _one_series(
    random: np.random.Generator, rho: float, n: int, scale: Array, weights: Array, noise: float, ridges: list[float]
) -> tuple[Any, Any, Any, Any, float]:
    rows = random.standard_normal((n, len(scale) + 1))
    for t in range(1, n):
        rows[t] = rho * rows[t - 1] + np.sqrt(1 - rho**2) * rows[t]
    x = rows[:, :-1] * scale
    y = x @ weights + np.sqrt(noise) * rows[:, -1]
    plain = scalecalc.crossval(x, y, ridge=ridges)
    known = scalecalc.crossval(x, y, ridge=ridges, correlation=f"ar1:{rho}")
    guessed = scalecalc.crossval(x, y, ridge=ridges, correlation="ar1")
    note = next(note for note in guessed.notes if "AR(1)" in note)
    errors = []
    for ridge in ridges:
        solved = x.T @ np.linalg.solve(x @ x.T + n * ridge * np.eye(n), y)
        errors.append(float(((scale * (weights - solved)) ** 2).sum() + noise))
    return errors, plain["gcv"], known["gcv"], guessed["gcv"], float(note.split("ρ = ")[1].split()[0])


if __name__ == "__main__":
    timing()
    tables(sys.argv[1] if len(sys.argv) > 1 else None)
    series()
