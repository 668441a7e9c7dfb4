"""The long run of tests/fuzz: `python tests/benchmarks/fuzz.py [--cases N] [--seed S] [--jobs J] [KIND ...]`.

Other cases than those of the test suite, as many as one likes, over processes. Prints per kind how many were tried and
how long they took, and of every failure how often it was met and its smallest case; exit status 1 if there is one.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[2]))

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.fuzz import properties
from tests.strategies.commands import command_lines
from tests.strategies.damage import broken_specs, damaged_files, damaged_texts
from tests.strategies.simulations import simulations
from tests.strategies.specs import extreme_specs, specs, steep_specs

BATCH = 250  # cases that are drawn from one seed
SECONDS = 20  # after which one case is a failure
MEMORY = 4 << 30  # bytes
Check = Callable[[Any, Path], None]


@dataclass(frozen=True)
class Kind:
    """What is drawn, what must hold for it, and its part of all cases."""

    strategy: SearchStrategy[Any]
    check: Check
    share: float


def _damaged_text(drawn: tuple[bytes, dict[str, bytes]], folder: Path) -> None:
    properties.damaged(*drawn, folder)


KINDS = {
    "ordinary": Kind(specs(), properties.ordinary_numbers, 0.25),
    "extreme": Kind(extreme_specs(), properties.extreme_numbers, 0.2),
    "exact": Kind(specs(most=2), properties.exact_numbers, 0.09),
    "steep": Kind(steep_specs(), properties.exact_numbers, 0.06),
    "neighbours": Kind(specs(), properties.neighbours, 0.06),
    "steep-neighbours": Kind(steep_specs(), properties.neighbours, 0.04),
    "optimal": Kind(specs(optimal=True, most=2), properties.optimal_ridge, 0.01),
    "broken": Kind(broken_specs(), properties.broken, 0.1),
    "texts": Kind(damaged_texts(), _damaged_text, 0.07),
    "files": Kind(damaged_files(), properties.damaged_file, 0.05),
    "commands": Kind(command_lines(figures=True), properties.command, 0.06),
    "simulate": Kind(simulations(), properties.command, 0.01),
}


@dataclass
class Failure:
    """A way to fail: how often it was met, and the shortest account of it."""

    count: int = 0
    account: str = ""

    def add(self, account: str, count: int = 1) -> None:
        self.count += count
        if not self.account or len(account) < len(self.account):
            self.account = account


@dataclass
class Outcome:
    """What a batch came to. seconds: of processor time."""

    kind: str
    cases: int = 0
    seconds: float = 0.0
    failures: dict[str, Failure] = field(default_factory=dict)

    def add(self, other: Outcome) -> None:
        self.cases += other.cases
        self.seconds += other.seconds
        for place, failure in other.failures.items():
            self.failures.setdefault(place, Failure()).add(failure.account, failure.count)


def batch(name: str, number: int, cases: int) -> Outcome:
    """Draw so many cases from one seed, and let Hypothesis find the smallest of those that fail."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _too_long)
    kind, outcome = KINDS[name], Outcome(name)
    with tempfile.TemporaryDirectory() as place:

        @seed(number)
        @settings(
            max_examples=cases,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(kind.strategy)
        def attempt(case: Any) -> None:
            outcome.cases += 1
            signal.alarm(SECONDS)
            try:
                kind.check(case, Path(place))
            finally:
                signal.alarm(0)

        begin = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                attempt()
            except Exception as error:  # noqa: BLE001
                _note(error, outcome)
        outcome.seconds = time.process_time() - begin
    return outcome


def _too_long(number: int, frame: object) -> None:
    raise TimeoutError(f"one case takes more than {SECONDS} s")


def _note(error: Exception, outcome: Outcome) -> None:
    """Count the failure, or all of a group, under the place where it came from."""
    if isinstance(error, ExceptionGroup):
        for one in error.exceptions:
            _note(one, outcome)
        return
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/hypothesis/" not in f.filename]
    last = frames[-1]
    place = f"{type(error).__name__} in {last.name}, {Path(last.filename).name}:{last.lineno}"
    account = "\n".join([str(error)[:2000], *getattr(error, "__notes__", [])])
    outcome.failures.setdefault(place, Failure()).add(account)


def _report(outcome: Outcome) -> None:
    each = 1000 * outcome.seconds / max(outcome.cases, 1)
    failed = len(outcome.failures)
    print(f"{outcome.kind:<17}{outcome.cases:>9,} cases {each:>8.1f} ms each  {failed} kinds of failure", flush=True)


def main() -> int:
    """Run the batches, and say what came of them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("kinds", nargs="*", choices=[[], *KINDS], metavar="KIND", help=", ".join(KINDS))
    options.add_argument("--cases", type=int, default=100_000, help="in all (default 100000)")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    asked = options.parse_args()
    chosen = asked.kinds or list(KINDS)
    whole = sum(KINDS[name].share for name in chosen)
    outcomes = {name: Outcome(name) for name in chosen}
    with ProcessPoolExecutor(asked.jobs, max_tasks_per_child=20) as pool:
        tasks = []
        for name in chosen:
            wanted = max(1, round(asked.cases * KINDS[name].share / whole))
            for start in range(0, wanted, BATCH):
                tasks.append(pool.submit(batch, name, asked.seed + start, min(BATCH, wanted - start)))
        for task in as_completed(tasks):
            outcomes[task.result().kind].add(task.result())
    for outcome in outcomes.values():
        _report(outcome)
    failures = [(name, item) for name, outcome in outcomes.items() for item in outcome.failures.items()]
    for name, (place, failure) in failures:
        print(f"\n{name}: {place}, in {failure.count} batches\n{failure.account}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
