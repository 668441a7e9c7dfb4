"""The long run of tests/fuzz: `python tests/benchmarks/fuzz.py [--cases N] [--seed S] [--jobs J] [KIND ...]`.

Other cases than those of the test suite, as many as one likes, over processes. Prints per kind how many were tried,
how long they took on the average and at most, and every failure at once with its case; in the end how often each was
met, and its shortest case. Exit status 1 if there is one.
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
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
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

BATCH = 50  # cases that are drawn from one seed
SECONDS = 20  # of processor time, after which one case is a failure
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
    """What a batch came to. seconds, longest: of processor time."""

    kind: str
    cases: int = 0
    seconds: float = 0.0
    longest: float = 0.0
    failures: dict[str, Failure] = field(default_factory=dict)

    def add(self, other: Outcome) -> None:
        self.cases += other.cases
        self.seconds += other.seconds
        self.longest = max(self.longest, other.longest)
        for place, failure in other.failures.items():
            self.failures.setdefault(place, Failure()).add(failure.account, failure.count)


def batch(name: str, number: int, cases: int) -> Outcome:
    """Draw so many cases from one seed, and try them all: a failure does not end the batch."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, _too_long)
    kind, outcome = KINDS[name], Outcome(name)
    with tempfile.TemporaryDirectory() as place:

        @seed(number)
        @settings(
            max_examples=cases,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(kind.strategy)
        def attempt(case: Any) -> None:
            _try(kind, case, Path(place), outcome)

        begin = time.process_time()
        attempt()
        outcome.seconds = time.process_time() - begin
    return outcome


def _try(kind: Kind, case: Any, folder: Path, outcome: Outcome) -> None:
    outcome.cases += 1
    begin = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            kind.check(case, folder)
    except Exception as error:  # noqa: BLE001
        outcome.failures.setdefault(_place(error), Failure()).add(f"{str(error)[:2000]}\n{case!r}")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    outcome.longest = max(outcome.longest, time.process_time() - begin)


def _too_long(number: int, frame: object) -> None:
    raise TimeoutError(f"one case takes more than {SECONDS} s")


def _place(error: Exception) -> str:
    """The line where a failure came from names its kind."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name}, {Path(last.filename).name}:{last.lineno}"


def _tell(outcome: Outcome) -> None:
    """Failures at once, so that a long run may be read before it ends."""
    for place, failure in outcome.failures.items():
        print(f"\n{outcome.kind}: {place}, met {failure.count} times\n{failure.account}", flush=True)


def _report(outcome: Outcome) -> None:
    each = 1000 * outcome.seconds / max(outcome.cases, 1)
    met = sum(failure.count for failure in outcome.failures.values())
    print(
        f"{outcome.kind:<17}{outcome.cases:>9,} cases {each:>8.1f} ms each, at most {outcome.longest:>5.1f} s; "
        f"{met} failures of {len(outcome.failures)} kinds",
        flush=True,
    )


def main() -> int:
    """Run the batches, and say what came of them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("kinds", nargs="*", choices=[[], *KINDS], metavar="KIND", help=", ".join(KINDS))
    options.add_argument("--cases", type=int, default=100_000, help="in all (default 100000)")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    asked = options.parse_args()
    chosen = asked.kinds or list(KINDS)
    outcomes = {name: Outcome(name) for name in chosen}
    with ProcessPoolExecutor(asked.jobs, max_tasks_per_child=20) as pool:
        for done, task in enumerate(as_completed(_submit(pool, asked.cases, asked.seed, chosen)), start=1):
            outcome = task.result()
            _tell(outcome)
            outcomes[outcome.kind].add(outcome)
            if done % 20 == 0:
                print(f"\nafter {done} batches:", flush=True)
                _reports(outcomes)
    print("\nin the end:")
    _reports(outcomes)
    for outcome in outcomes.values():
        _tell(outcome)
    return 1 if any(outcome.failures for outcome in outcomes.values()) else 0


def _submit(pool: Executor, cases: int, first_seed: int, chosen: list[str]) -> list[Future[Outcome]]:
    """All batches, the kinds by turns, so that a run cut short has tried something of each."""
    whole = sum(KINDS[name].share for name in chosen)
    batches = []
    for name in chosen:
        wanted = max(1, round(cases * KINDS[name].share / whole))
        starts = range(0, wanted, BATCH)
        batches += [(at / len(starts), name, start, min(BATCH, wanted - start)) for at, start in enumerate(starts)]
    return [pool.submit(batch, name, first_seed + start, size) for _, name, start, size in sorted(batches)]


def _reports(outcomes: dict[str, Outcome]) -> None:
    for outcome in outcomes.values():
        _report(outcome)


if __name__ == "__main__":
    sys.exit(main())
