"""How good forecasts are: digits from 300 to 1400 samples, and power laws. `python tests/benchmarks/forecast.py 50 40`

Digits, Gaussian kernel of the median distance: the error of 1400 random samples of the 1797, tested on the others, mean
of many draws, against the forecast from 300. Power laws: the exact error of the task. A row says how many forecasts are
by the theory, their median and deviation, how many are within 10 and 20 %, how often the interval holds the true
error, and how far it reaches, the larger way, in 9 of 10 and at most.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

import scalecalc

Array = NDArray[np.float64]
RIDGES = ("0.1", "1e-2", "1e-3", "1e-4", "3 * P^-1", "0.3 * P^-1", "0.1 * P^-1", "0.03 * P^-1", "1e-6", "optimal")
FEW, MANY = 300, 1400
_DRAWS = 40  # of the true error


def digits() -> tuple[Array, Array, Array]:
    """The kernel of all digits with its median distance, one-hot labels, and squared distances."""
    x, labels = load_digits(return_X_y=True)
    norms = (x**2).sum(axis=1)
    squares = np.maximum(norms[:, None] + norms - 2 * x @ x.T, 0.0)
    median = np.median(squares[np.triu_indices(len(x), 1)])
    return np.exp(-squares / (2 * median)), np.eye(10)[labels], x


def ridge_at(text: str, samples: int) -> float:
    factor, _, power = text.partition(" * P^")
    return float(factor) * samples ** float(power or 0)


def true_errors(matrix: Array, y: Array) -> dict[str, float]:
    """The mean test error of MANY samples; with the best ridge, of a grid."""
    grid = np.geomspace(1e-8, 1e-2, 25)
    ridges = np.array([ridge_at(text, MANY) for text in RIDGES[:-1]] + grid.tolist())
    random, errors = np.random.default_rng(0), np.zeros(len(ridges))
    for _ in range(_DRAWS):
        order = random.permutation(len(y))
        learned, held = order[:MANY], order[MANY:]
        values, vectors = np.linalg.eigh(matrix[np.ix_(learned, learned)] / MANY)
        crossed, coordinates = matrix[np.ix_(held, learned)] @ vectors / MANY, vectors.T @ y[learned]
        for k, ridge in enumerate(ridges.tolist()):
            missed = y[held] - crossed @ (coordinates / (np.maximum(values, 0.0) + ridge)[:, None])
            errors[k] += (missed**2).sum(axis=1).mean() / _DRAWS
    return dict(zip(RIDGES, [*errors[: len(RIDGES) - 1], errors[len(RIDGES) - 1 :].min()], strict=True))


def said(name: str, tables: list[scalecalc.Table], truth: float) -> None:
    last = [table.values for table in tables]
    error, low, high = (np.array([one[key][-1] for one in last]) for key in ("forecast", "low", "high"))
    theory = np.mean([one["method"][-1] == "calibrated theory" for one in last])
    off, reach = error / truth - 1, np.maximum(high / error, error / low)
    print(
        f"{name:28} theory {theory:4.0%}  median {np.median(off):+6.1%}  s.d. {np.std(np.log(error)):.3f}"
        f"  within 10 % {np.mean(abs(off) < 0.1):4.0%}, 20 % {np.mean(abs(off) < 0.2):4.0%}"
        f"  covers {np.mean((low <= truth) & (truth <= high)):4.0%}"
        f"  reaches x{np.quantile(reach, 0.9):.2f}, x{reach.max():.2f}",
        flush=True,
    )


def on_digits(splits: int) -> None:
    matrix, y, _ = digits()
    truth = true_errors(matrix, y)
    parts = [np.random.default_rng(100 + split).permutation(len(y))[:FEW] for split in range(splits)]
    for text in RIDGES:
        tables = [
            scalecalc.forecast(matrix[np.ix_(part, part)], y[part], MANY, ridge=text, kernel="precomputed")
            for part in parts
        ]
        said(f"digits, {text}", tables, truth[text])


def power_law(alpha: float, r: float, noise: float, n: int, draw: int) -> tuple[Array, Array]:
    """The kernel matrix and targets of n Gaussian samples; the modes not drawn are the rest of the trace."""
    from scipy.special import zeta

    random = np.random.default_rng(draw)
    ranks = np.arange(1, 20 * n + 1)
    eta = ranks**-alpha
    x = random.standard_normal((n, len(ranks))) * np.sqrt(eta)
    w = ranks ** (-(1 + alpha * (2 * r - 1)) / 2)
    rest = zeta(alpha) - eta.sum()
    return x @ x.T + rest * np.eye(n), (x @ w + np.sqrt(noise) * random.standard_normal(n))[:, None]


def on_power_laws(draws: int) -> None:
    n, many = 400, 3000
    for alpha, r, noise in ((1.5, 0.4, 0.0), (1.5, 0.4, 0.01), (2.0, 0.8, 0.01), (1.2, 0.3, 0.01), (3.0, 0.5, 0.01)):
        data: list[Any] = [power_law(alpha, r, noise, n, draw) for draw in range(draws)]
        for text in ("1e-3", "0.3 * P^-1"):
            spec = {
                "spectrum": {"kind": "power_law", "alpha": alpha, "modes": "inf"},
                "target": {"kind": "power_law", "r": r},
                "noise": noise,
                "samples": many,
                "ridge": ridge_at(text, many),
            }
            truth = float(scalecalc.predict(spec)["test_error"][0])
            tables = [scalecalc.forecast(k, y, many, ridge=text, kernel="precomputed") for k, y in data]
            said(f"alpha {alpha}, r {r}, noise {noise}, {text}", tables, truth)


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    on_digits(*(given[:1] or [50]))
    on_power_laws(*(given[1:2] or [40]))
