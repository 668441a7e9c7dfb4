"""Benchmarks: `python tests/benchmarks/run.py [NAME ...]` prints times, memory and ratios measured in this one run.

Names: curve, certificate, matrices, optimal, grid, stream, file, phase, start. Where there is a bound, it holds or
FAILS. Not part of the test suite: machines differ, ratios travel better.
"""

from __future__ import annotations

import contextlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import numpy as np

import scalecalc
from scalecalc.commands.phase import Phase
from scalecalc.theory.risk import evaluate
from scalecalc.theory.solver import renormalize

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a program that is used has its bytecode written
ROOT = Path(__file__).parents[2]
CURVE = {
    "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": 10_000},
    "target": {"kind": "power_law", "decay": 2.2},
    "noise": 0.01,
    "ridge": 1e-6,
    "samples": {"from": 10, "to": 1e5, "points": 50},
}
FEATURES = {"features": {"width": 1000}}


def interleaved(actions: dict[str, Callable[[], object]], rounds: int = 100) -> dict[str, float]:
    """Median seconds of several actions, run in turn so that a drift of the machine hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            start = time.perf_counter()
            action()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(series) for name, series in times.items()}


def process(*command: str) -> tuple[float, float, float]:
    """Wall and processor seconds, and peak resident megabytes of a whole process, output thrown away."""
    start = time.perf_counter()
    usage = finished(*command)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def verdict(figure: float, limit: float) -> str:
    return f"at most {limit:g}: {'holds' if figure <= limit else 'FAILS'}"


def processor_seconds(*command: str) -> float:
    """User and system seconds of a whole process: what else runs on the machine hardly changes them."""
    usage = finished(*command)
    return usage.ru_utime + usage.ru_stime


def finished(*command: str) -> resource.struct_rusage:
    """What a process has used, output thrown away."""
    pid = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit(f"{' '.join(command)}: status {status}")
    return usage


def paired(first: tuple[str, ...], second: tuple[str, ...], pairs: int = 25) -> tuple[float, float, float]:
    """Median processor seconds of two commands run in turn, and the median of their ratios pair by pair.

    A first run of each writes the bytecode and fills the caches.
    """
    finished(*first), finished(*second)
    runs = [(processor_seconds(*first), processor_seconds(*second)) for _ in range(pairs)]
    ratio = statistics.median(a / b for a, b in runs)
    return statistics.median(a for a, _ in runs), statistics.median(b for _, b in runs), ratio


def spec(**changes: object) -> scalecalc.Study:
    return scalecalc.load({**CURVE, **changes})


def with_modes(modes: object, **changes: object) -> scalecalc.Study:
    return spec(spectrum={**CURVE["spectrum"], "modes": modes}, **changes)


def curve() -> None:
    """50 points from a Study to a Table, at three D."""
    for name, extra in (("ridge", {}), ("random features", FEATURES)):
        studies = {str(modes): with_modes(modes, **extra) for modes in (10_000, 1_000_000, "inf")}
        seconds = interleaved({modes: partial(scalecalc.predict, study) for modes, study in studies.items()})
        for modes, median in seconds.items():
            print(f"curve  {name:16} D = {modes:8} {median * 1e3:7.2f} ms")
        print(f"curve  {name:16} slowest D / fastest D {max(seconds.values()) / min(seconds.values()):6.2f}")


def certificate() -> None:
    """A 50-point curve against one that nobody checks, by the median of many."""
    for name, extra in (("ridge", {}), ("random features", FEATURES)):
        study = spec(**extra)
        times: dict[bool, list[float]] = {True: [], False: []}
        for turn in range(600):
            checked = bool(turn % 2)
            with contextlib.nullcontext() if checked else unchecked():
                begin = time.process_time()
                scalecalc.predict(study)
                times[checked].append(time.process_time() - begin)
        with_it, without = statistics.median(times[True]), statistics.median(times[False])
        ratio = with_it / without
        print(f"certif {name:16} {with_it * 1e3:7.2f} ms, ratio to none {ratio:5.3f}, {verdict(ratio, 1.1)}")


@contextlib.contextmanager
def unchecked() -> Iterator[None]:
    """Every row is believed."""
    nowhere = SimpleNamespace(sides=lambda shares, rows: (shares.s[:, 0], shares.s[:, 0]))
    patches = (
        mock.patch.object(renormalize, "split_of", lambda nodes, setting: nowhere),
        mock.patch.object(renormalize, "residual", lambda modes, setting, link, sides: np.zeros_like(link.kappa2)),
        mock.patch.object(evaluate, "adds_up", lambda values: True),
    )
    with patches[0], patches[1], patches[2]:
        yield


def matrices() -> None:
    """A 50-point curve for every random matrix, as multiples of one white layer."""
    structured = {"kind": "power_law", "decay": 0.7}
    cases = {
        "one white layer": {"width": 1000},
        "ten white layers": {"layers": [{"width": 1000 + 100 * i} for i in range(10)]},
        "orthogonal": {"width": 1000, "weights": "orthogonal"},
        "structured, N = 10^3": {"width": 1000, "weights": structured},
        "structured, N = 10^6": {"width": 1e6, "weights": structured},
        "ten structured layers": {"layers": [{"width": 1000, "weights": structured}] * 10},
        "ten different ones": {"layers": [{"width": 1000 + 100 * i, "weights": structured} for i in range(10)]},
        "noise": {"width": 1000, "noise": 1e-4},
        "relu": {"width": 1000, "activation": "relu"},
    }
    studies = {name: spec(features=features) for name, features in cases.items()}
    studies["correlated samples"] = spec(
        correlation={"kind": "ar1", "rho": 0.5}, samples=[round(10 * 1.2**i) for i in range(50)]
    )
    seconds = interleaved({name: partial(scalecalc.predict, study) for name, study in studies.items()}, rounds=30)
    one = seconds["one white layer"]
    for name, median in seconds.items():
        print(f"matrix {name:24} {median * 1e3:7.2f} ms, {median / one:5.2f} of one white layer")
    ratio = seconds["ten different ones"] / seconds["structured, N = 10^3"]
    print(f"matrix ten different structured layers / one {ratio:5.2f}, {verdict(ratio, 3)}")


def optimal() -> None:
    """The optimal ridge at 50 points against a given one, and whole sweeps with it."""
    structured = {"features": {"width": 1000, "weights": {"kind": "power_law", "decay": 0.7}}}
    relu = {"features": {"width": 1000, "activation": "relu"}}
    for name, extra in (("ridge", {}), ("random features", FEATURES), ("structured", structured), ("relu", relu)):
        given, best = spec(**extra), spec(ridge="optimal", **extra)
        seconds = interleaved(
            {"given": partial(scalecalc.predict, given), "best": partial(scalecalc.predict, best)}, 20
        )
        ratio = seconds["best"] / seconds["given"]
        milliseconds = seconds["best"] * 1e3
        print(f"optimum {name:15} {milliseconds:7.1f} ms, ratio to a given ridge {ratio:5.1f}, {verdict(ratio, 12)}")
        sweeps = {"regimes": partial(scalecalc.regimes, best), "exponents": partial(scalecalc.exponents, best)}
        for command, median in interleaved(sweeps, rounds=3).items():
            print(f"optimum {name:15} {command:9} {median:5.2f} s, {verdict(median, 1)}")


def grid() -> None:
    """10^6 different sample sizes in one process, from spec to Table."""
    for name, extra in (("ridge", ""), ("random features", "'features': {'width': 1000},")):
        code = (
            "import scalecalc; table = scalecalc.predict({"
            "'spectrum': {'kind': 'power_law', 'alpha': 1.5, 'modes': 'inf'},"
            f"'target': {{'kind': 'power_law', 'decay': 2.2}}, 'noise': 0.01, 'ridge': 1e-6, {extra}"
            "'samples': {'from': 1, 'to': 10**6, 'points': 10**6, 'spacing': 'linear'}}); assert len(table) == 10**6"
        )
        seconds, processor, megabytes = process(sys.executable, "-c", code)
        taken = f"{seconds:6.2f} s, of the processor {processor:6.2f} s, {megabytes:6.0f} MB"
        print(f"grid   {name:16} 10^6 points {taken}, {verdict(processor, 6)}")


def stream() -> None:
    """10^6 rows of CSV through the command line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sweep.yaml"
        path.write_text(
            "spectrum: {kind: power_law, alpha: 1.5, modes: inf}\ntarget: {kind: power_law, r: 0.4}\nnoise: 0.01\n"
            "ridge: 1e-6\nsamples: {from: 1, to: 1e6, points: 1000000, spacing: linear}\n"
        )
        for command in ("predict", "decompose"):
            seconds, processor, megabytes = process(sys.executable, "-m", "scalecalc", command, str(path), "--csv")
            taken = f"{seconds:6.2f} s, of the processor {processor:6.2f} s, {megabytes:6.0f} MB"
            print(f"stream {command:16} 10^6 rows   {taken}")


def file() -> None:
    """10^7 measured eigenvalues from .npy files, whole process."""
    with tempfile.TemporaryDirectory() as folder:
        ranks = np.arange(1.0, 10**7 + 1)
        np.save(Path(folder) / "eigenvalues.npy", ranks**-1.2)
        np.save(Path(folder) / "powers.npy", ranks**-1.9)
        path = Path(folder) / "measured.yaml"
        path.write_text(
            "spectrum: {kind: file, path: eigenvalues.npy}\n"
            "target: {kind: file, path: powers.npy, column_is: power}\n"
            "noise: 0.01\nridge: 1e-6\nsamples: {from: 10, to: 1e6, points: 50}\n"
        )
        runs = [process(sys.executable, "-m", "scalecalc", "predict", str(path), "--csv") for _ in range(4)][1:]
        seconds, megabytes = statistics.median(run[0] for run in runs), max(run[2] for run in runs)
        print(f"file   10^7 eigenvalues            {seconds:6.2f} s {megabytes:6.0f} MB")


def phase() -> None:
    """A million points of the phase diagram: the map itself, and a whole process that writes it."""
    study = scalecalc.load(ROOT / "specs" / "paper" / "12_phase_diagram.yaml")
    axes = {"x": "ridge.P=-2:0:1000", "y": "features.width.P=0:3:1000"}
    command = Phase(**axes)
    times = []
    for _ in range(4):
        begun = time.process_time()
        for _ in command.rows(study):
            pass
        times.append(time.process_time() - begun)
    print(f"phase  10^6 points                 {min(times):6.2f} s, {verdict(min(times), 0.5)}")
    told = [word for name, option in axes.items() for word in (f"--{name}", option)]
    file = str(ROOT / "specs" / "paper" / "12_phase_diagram.yaml")
    used = min(processor_seconds(sys.executable, "-m", "scalecalc", "phase", file, *told, "--csv") for _ in range(3))
    print(f"phase  10^6 points, as CSV         {used:6.2f} s, {verdict(used, 5)}")


def start() -> None:
    """Whole processes against the bare imports, and the ratio that each must keep to."""
    python = sys.executable
    bare = (python, "-c", "import numpy, yaml, typer, pydantic")
    spec_file = str(ROOT / "specs" / "quickstart.yaml")
    for command, limit in {"predict": 1.25, "exponents": 1.5, "regimes": 1.5, "check": 1.1}.items():
        ours, theirs, ratio = paired((python, "-m", "scalecalc", command, spec_file, "--csv"), bare)
        print(
            f"start  {command:9} {ours * 1e3:6.0f} ms, imports alone {theirs * 1e3:6.0f} ms,"
            f" ratio {ratio:5.2f}, {verdict(ratio, limit)}"
        )
    version = (python, "-m", "scalecalc", "--version")
    ours, theirs, ratio = paired(version, (python, "-c", "pass"))
    print(f"start  --version {ours * 1e3:6.0f} ms, bare Python   {theirs * 1e3:6.0f} ms, ratio {ratio:5.2f}")


BENCHMARKS = {
    "curve": curve,
    "certificate": certificate,
    "matrices": matrices,
    "optimal": optimal,
    "grid": grid,
    "stream": stream,
    "file": file,
    "phase": phase,
    "start": start,
}

if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}, {os.cpu_count()} cores")
    subprocess.run([sys.executable, "-m", "scalecalc", "--version"], check=True)
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()
