"""Writes scalecalc/docs/benchmarks.md: `python tests/benchmarks/page.py`, some minutes of one core.

Every figure is a ratio of two things measured in turn in this run, by processor time, best of several: so it hardly
depends on the machine or on what else runs there. Accuracy is measured against `tests/reference`, which shares nothing
with the package.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

import fit
import run
import simulate
from scipy.optimize import curve_fit
from timing import seconds

import scalecalc
from scalecalc.simulation.draw.randomness import Source
from scalecalc.simulation.fit.measure import measure
from tests.reference import mp_reference

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "scalecalc" / "docs" / "benchmarks.md"
ALPHA, DECAY, NOISE, RIDGE = 1.5, 2.2, 0.01, 1e-6
SAMPLES = (300.0, 3e5)
WIDTHS = {"ridge": np.inf, "random features": 1000.0}
STEPS = 60  # halvings of a factor of 10^16: what doubles can tell apart
Lines = Iterator[str]


# --- the theory as one would write it in numpy


def plain(modes: int, width: float, samples: Sequence[float] = SAMPLES) -> np.ndarray[Any, Any]:
    """The test error at each sample size: bisection for kappa2, all sums over all modes."""
    ranks = np.arange(1.0, modes + 1)
    eta, v = ranks**-ALPHA, ranks**-DECAY
    return np.array([_plain_error(eta, v, P, width) for P in samples])


def _plain_error(eta: np.ndarray[Any, Any], v: np.ndarray[Any, Any], P: float, N: float) -> float:
    low, high = 1e-13, 1e3
    for _ in range(STEPS):
        kappa = np.sqrt(low * high)
        z = np.sum(eta / (eta + kappa))
        small = z >= min(P, N) or kappa * (1 - z / N) * (1 - z / P) < RIDGE
        low, high = (kappa, high) if small else (low, kappa)
    s = eta / (eta + kappa)
    z, q = np.sum(s), np.sum(s * s)
    T, B = np.sum(v * (1 - s)), np.sum(v * (1 - s) ** 2)
    d = 1.0 if np.isinf(N) else (N - z) / (N - q)
    gamma = (z - (z - q) * d) / P
    return float((d * B + (1 - d) * T + NOISE * gamma) / (1 - gamma) + NOISE)


def study(modes: float, width: float, samples: Sequence[float] = SAMPLES) -> Any:
    spec: dict[str, Any] = {
        "spectrum": {"kind": "power_law", "alpha": ALPHA, "modes": modes},
        "target": {"kind": "power_law", "decay": DECAY},
        "noise": NOISE,
        "ridge": RIDGE,
        "samples": list(samples),
    }
    if np.isfinite(width):
        spec["features"] = {"width": width}
    return scalecalc.load(spec)


def exact(modes: float, width: float) -> np.ndarray[Any, Any]:
    spectrum = mp_reference.PowerLaw(ALPHA, DECAY, modes)
    rows = [mp_reference.predict(spectrum, P, width, RIDGE, NOISE) for P in SAMPLES]
    return np.array([float(row["test_error"]) for row in rows])


# --- parts of the page


def off(found: np.ndarray[Any, Any], truth: np.ndarray[Any, Any]) -> str:
    return f"{np.abs(found / truth - 1).max():.0e}"


def table(*heads: str) -> Lines:
    yield f"| {' | '.join(heads)} |"
    yield f"|---|{'---:|' * (len(heads) - 1)}"


def row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def accuracy() -> Lines:
    yield from table("test error", "modes D", "scalecalc off by", "numpy off by", "time of numpy / scalecalc")
    for name, width in WIDTHS.items():
        for modes in (10**4, 10**5, 10**6, 10**7):
            given, truth = study(modes, width), exact(modes, width)
            ours = seconds(partial(scalecalc.predict, given), 20)
            begin = time.process_time()
            summed = plain(modes, width)
            theirs = time.process_time() - begin
            found = scalecalc.predict(given)["test_error"]
            yield row(name, f"10^{round(np.log10(modes))}", off(found, truth), off(summed, truth),
                      f"{theirs / ours:.3g}")  # fmt: skip
        truth = exact(np.inf, width)
        found = scalecalc.predict(study(np.inf, width))["test_error"]
        for modes in (10**5, 10**6):
            cut = f"{off(plain(modes, width), truth)} (cut after 10^{round(np.log10(modes))})"
            yield row(name, "infinite", off(found, truth), cut, "")


def start() -> Lines:
    python, spec = sys.executable, str(ROOT / "specs" / "quickstart.yaml")
    bare = (python, "-c", "import numpy, yaml, typer, pydantic")
    yield from table("command", "processor time over that of the bare imports")
    for command in ("check", "predict", "exponents", "regimes"):
        argv = (python, "-m", "scalecalc", command, spec, "--csv")
        pairs = [(run.processor_seconds(*argv), run.processor_seconds(*bare)) for _ in range(7)]
        yield row(command, f"{min(ours for ours, _ in pairs) / min(theirs for _, theirs in pairs):.2f}")


def rows() -> Lines:
    code = (
        "import numpy as np; a = np.random.default_rng(0).random(({rows}, {columns}));"
        "np.savetxt('{path}', a, delimiter=',', fmt='%r')"
    )
    count = 200_000
    yield from table("200,000 rows", "processor time over that of numpy.savetxt of as many random numbers")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sweep.yaml"
        path.write_text((ROOT / "specs" / "quickstart.yaml").read_text())
        sweep = f"samples={{from: 1, to: {count}, points: {count}, spacing: linear}}"
        for command in ("predict", "decompose"):
            argv = (sys.executable, "-m", "scalecalc", command, str(path), "--set", sweep, "--csv")
            columns = len(getattr(scalecalc, command)(path).names)
            save = (sys.executable, "-c", code.format(rows=count, columns=columns, path=Path(folder) / "a.csv"))
            ours, theirs = (min(run.processor_seconds(*one) for _ in range(3)) for one in (argv, save))
            yield row(f"{command} --csv, computed and written", f"{ours / theirs:.2f}")


def draws() -> Lines:
    yield from table("one draw", "time over that of its LAPACK and BLAS calls and random numbers")
    for samples, width, ridges in ((800, None, simulate.FEW), (800, 1000, simulate.FEW), (800, 1000, simulate.MANY)):
        cell = simulate.cell(samples, width, ridges)
        whole = seconds(lambda c=cell: measure(c.problem, c.size, c.ridges, Source(0, 0, 0)), 3)  # type: ignore[misc]
        calls = seconds(simulate.bare(samples, width, ridges), 3) + seconds(simulate.numbers(samples, width), 3)
        name = f"P = {samples}, N = {width or 'none'}, D = {simulate.D}, {len(ridges)} ridge{'s' * (len(ridges) > 1)}"
        yield row(name, f"{whole / calls:.2f}")


def fits() -> Lines:
    """Ours from no start of one's own; curve_fit from as many starts at random, and its best one."""
    generator, count = np.random.default_rng(5), 12
    good, ours, theirs, times = 0, [], [], []
    for _ in range(count):
        N, D, y = fit.noisy(generator)
        values = {"N": N, "D": D, "loss": y}
        begin = time.process_time()
        found = scalecalc.fit(values, x=["N", "D"], y="loss", loss="squares", bootstraps=0)
        middle = time.process_time()
        best, reached = _curve_fit(N, D, y, generator)
        ours.append(middle - begin)
        times.append(time.process_time() - middle)
        theirs.append(reached)
        parameters = dict(zip(found["parameter"].tolist(), found["estimate"].tolist(), strict=True))
        mine = fit.surface(N, D, *(parameters[name] for name in fit.TRUTH))
        good += float(np.sum((np.log(mine) - np.log(y)) ** 2)) <= best * (1 + 1e-6)
    yield from table("245 runs in two quantities, 12 tables", "scalecalc fit", "scipy curve_fit, one start at random")
    yield row("reaches the best fit known", f"{good} of {count}", f"{np.mean(theirs):.0%} of the starts")
    yield row("time of the fit", "1", f"{np.median(np.array(times) / np.array(ours)) / 10:.2f} a start")


def _curve_fit(N: Any, D: Any, y: Any, generator: np.random.Generator) -> tuple[float, float]:
    """The least sum of squared logs of ten starts, and how many of them reach it."""

    def law(_: Any, *theta: float) -> Any:
        E, A, B, a, b = theta
        return np.log(np.exp(E) + np.exp(A) * N**-a + np.exp(B) * D**-b)

    sums = []
    for _ in range(10):
        first = [*generator.uniform(-1, 2, 1), *generator.uniform(0, 12, 2), *generator.uniform(0.1, 1, 2)]
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                theta, _ = curve_fit(law, np.arange(len(y)), np.log(y), p0=first, maxfev=2000)
            sums.append(float(np.sum((law(None, *theta) - np.log(y)) ** 2)))
        except (RuntimeError, ValueError):
            sums.append(np.inf)
    best = min(sums)
    return best, float(np.mean([one <= best * (1 + 1e-6) for one in sums]))


PARTS: dict[str, tuple[Callable[[], Lines], str]] = {
    "Accuracy and time": (
        accuracy,
        "A power-law task (alpha = 1.5, powers k^-2.2, noise 0.01, ridge 1e-6) at P = 300 and 3 · 10^5,"
        " without features and with 1000 of them. numpy stands for the theory as one would write it: bisection for κ₂,"
        " every sum over all D modes (`tests/benchmarks/page.py`, 15 lines). The largest relative error of the test"
        " error is against 120-digit arithmetic. Claim: the time of scalecalc does not grow with D, endless"
        " spectra are no special case, and twelve digits hold everywhere; a cut sum is off by what is cut.",
    ),
    "Start": (
        start,
        "A whole process that answers `specs/quickstart.yaml`, over one that imports numpy, yaml, typer and pydantic"
        " and does nothing. Claim: more than half of a short answer is the start of Python and its packages.",
    ),
    "Rows": (
        rows,
        "A whole process that computes and writes, over one that writes random numbers with as many columns and digits."
        " Claim: theory and output together take about as long as other programs need for output.",
    ),
    "Simulation": (
        draws,
        "One draw of `simulate`: data, features, independent refits and all quantities. Claim: nearly all of the time"
        " is in LAPACK, BLAS and random numbers.",
    ),
    "Fits": (
        fits,
        "floor + A N^-a + B D^-b fitted to noisy losses by squares of logs, both programs without a start from the"
        " user. Claim: the fit needs no start and finds the optimum, for the time of some dozens of starts of"
        " curve_fit.",
    ),
}


def main() -> None:
    text = [
        "# Benchmarks",
        "",
        "Made by `python tests/benchmarks/page.py`. All figures are ratios, by processor time on one core, of two",
        "things measured in turn in the same run: they say little of the machine. Digits vary from run to run.",
        f"Here: Python {sys.version.split()[0]}, numpy {np.__version__}.",
    ]
    for name, (part, told) in PARTS.items():
        text += ["", f"## {name}", "", told, "", *part()]
        print(f"{name}: {time.process_time():.0f} s", flush=True)
    PAGE.write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
