"""The command `simulate`: regressions on drawn data against the theory. The package `simulation` draws them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from scalecalc.api import Source, Vary, load
from scalecalc.commands.base import Lines, duration
from scalecalc.commands.specified import SpecCommand
from scalecalc.commands.workers import Executor, Jobs, refuse
from scalecalc.errors import ExitStatus, UsageError
from scalecalc.judge import Judge
from scalecalc.memory import amount, memory_size
from scalecalc.options import INPUT, Option
from scalecalc.simulation.run.settings import Settings

if TYPE_CHECKING:
    from scalecalc.figures.picture import Sketch
    from scalecalc.simulation.run.cases import Sessions
    from scalecalc.simulation.run.session import Session
    from scalecalc.spec import Studies, Study
    from scalecalc.table import Column, Table


class Simulate(SpecCommand):
    """Draw data and features, fit them, and set what is measured against the theory.

    Examples:
      $ scalecalc example 05_venn_features > spec.yaml
      $ scalecalc simulate spec.yaml --set 'samples=[20,50]' --draws 20
      $ scalecalc simulate spec.yaml --draws 40 --check 4
      $ scalecalc simulate spec.yaml --covariates rademacher
      $ scalecalc simulate spec.yaml --precision 0.05 --jobs 2
      $ scalecalc simulate spec.yaml --checkpoint draws.jsonl
    """

    name = "simulate"
    heeds = frozenset({"test", "training"})
    pointwise = True
    counts = "draws"

    covariates: Annotated[
        str,
        Option(
            "gaussian, rademacher, uniform, student, student:DEGREES; or a .npy or .csv file whose rows, whitened, are"
            " drawn with replacement.",
            "LAW|FILE",
            panel=INPUT,
            words=("gaussian", "rademacher", "uniform", "student"),
        ),
    ] = Settings.covariates
    draws: Annotated[int, Option("Independent draws of every point.", "N")] = Settings.draws
    seed: Annotated[int, Option("Seed of all random numbers.", "N")] = Settings.seed
    check: Annotated[
        float | None,
        Option(
            "Exit 1, and say where, if a mean is off by more than Z standard errors beyond finite size.",
            "Z",
            shown="no check",
        ),
    ] = None
    precision: Annotated[
        float | None,
        Option("Stop drawing a point once E_g has this relative standard error.", "FRACTION", shown="all draws"),
    ] = Settings.precision
    memory: Annotated[
        float, Option("Refuse what would take more, e.g. 500MB.", "SIZE", shown="4GB", parse=memory_size)
    ] = Settings.memory
    float32: Annotated[bool, Option("Draw and fit in single precision.")] = Settings.float32
    jobs: Jobs = Settings.jobs
    executor: Executor = Settings.executor
    checkpoint: Annotated[
        Path | None,
        Option(
            "Keep finished draws in a file, and go on from those that are in it.", "FILE", shown="none", writes=True
        ),
    ] = Settings.checkpoint

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        refuse(self.jobs, self.executor)
        if self.check is not None and not self.check > 0:
            raise UsageError(f"check {self.check:g}: must be a number > 0, e.g. 4")
        self._begun: Session | Sessions | None = None
        self._running: Session | Sessions | None = None

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        from scalecalc.simulation.table import COLUMNS

        return COLUMNS

    def rows(self, given: Study | Studies) -> Iterator[Table]:
        return map(self._finished, [given])

    def _finished(self, given: Study | Studies) -> Table:
        session = self._running = self._session(given)
        if self.tell is None:
            session.run()
        else:
            session.run(self.tell)
        self._running = None
        return session.table()

    def pen(self, study: Study) -> Sketch:
        from scalecalc.commands.simulate.picture import SimulateSketch

        return SimulateSketch(study)

    def judge(self, given: Study | Studies) -> Judge:
        return Judge() if self.check is None else _Check(self.check)

    def reads(self) -> list[Path]:
        file = self._settings.covariates_file
        return [] if file is None else [file]

    def total(self, given: Study | Studies) -> int | None:
        return self._session(given).total

    def effort(self, given: Study | Studies) -> Lines:
        session = self._session(given)
        sizes = session.sizes
        return [
            ("draws", f"{self.draws:,} of {sizes} size{'' if sizes == 1 else 's'}"),
            ("memory", f"at most {amount(session.memory)}"),
            ("time", duration(session.seconds)),
        ]

    def unfinished(self) -> tuple[Table, str] | None:
        if self._running is None:
            return None
        kept = f"; {self.checkpoint} keeps them, and the same command goes on" if self.checkpoint else ""
        done = f"{self._running.finished} of {self._running.total} draws are finished{kept}"
        return self._running.table(), f"stopped early: {done}"

    @property
    def _settings(self) -> Settings:
        names = Settings.__match_args__
        return Settings(**{name: getattr(self, name) for name in names})

    def _session(self, given: Study | Studies) -> Session | Sessions:
        """The one simulation of this question, begun when it is first needed."""
        if self._begun is None:
            from scalecalc.simulation.run.cases import session

            self.check_heeded(given)
            self._begun = session(given, self._settings)
        return self._begun


class _Check(Judge):
    """Whether all means are where the theory says, but for so many standard errors."""

    def __init__(self, limit: float) -> None:
        super().__init__()
        self._limit = limit
        self._failures: list[str] = []

    def put(self, block: Table) -> None:
        from scalecalc.simulation.table import failures

        super().put(block)
        self._failures += failures(block, self._limit)
        if self._failures:
            self.status = ExitStatus.NOT_OK

    def sentences(self) -> list[str]:
        return [f"check failed: {failure}" for failure in self._failures]


def simulate(
    spec: Source | Study | Studies,
    draws: int = Settings.draws,
    overrides: Iterable[str] = (),
    *,
    seed: int = Settings.seed,
    covariates: str = Settings.covariates,
    float32: bool = Settings.float32,
    memory: float = Settings.memory,
    jobs: int = Settings.jobs,
    executor: str | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    precision: float | None = None,
    vary: Vary = (),
) -> Table:
    """Regressions on drawn data against the theory, one row per grid point and quantity.

    draws: independent draws of every point, >= 2.  seed: of all random numbers, >= 0.
    covariates: gaussian, rademacher, uniform, student, student:DEGREES, or a .npy or .csv file of rows to draw from.
    float32: fit in single precision.  memory: bytes that may be taken.
    jobs: processes.  executor: a cluster instead, dask://HOST:PORT.
    checkpoint: a file that keeps finished draws, to go on from.
    precision: the relative standard error of E_g at which a point has drawn enough, between 0 and 1.

    Columns, shape (rows,): the coordinates, as of `predict`; the quantity; its theory, mean and standard error, errors
    in units of the target power; z_score, standard errors beyond what finite size explains (tolerance); draws. The
    digits do not depend on jobs and executor as long as BLAS has one thread (OPENBLAS_NUM_THREADS=1 is set).

    Raises UsageError for what cannot be drawn, RunError for workers that are lost and for a full disk (the checkpoint
    has what was finished), and SpecError, DataError and UsageError as `load` does.
    """
    question = Simulate(
        draws=draws,
        seed=seed,
        covariates=covariates,
        float32=float32,
        memory=memory,
        jobs=jobs,
        executor=executor,
        checkpoint=checkpoint,
        precision=precision,
    )
    return question.table(load(spec, overrides, vary=vary))
