"""One simulation from beginning to end: its settings, what it takes, its draws, and the table of its results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.errors import DataError, UsageError
from scalecalc.memory import amount
from scalecalc.running.executors import mapping
from scalecalc.running.mapped import Map
from scalecalc.simulation.draw.covariates import LAWS, Covariates
from scalecalc.simulation.fit.accumulate import Ledger
from scalecalc.simulation.fit.measure import QUANTITIES
from scalecalc.simulation.run.checkpoint import Checkpoint, checkpoint, fingerprint
from scalecalc.simulation.run.experiment import run
from scalecalc.simulation.run.plan import needs
from scalecalc.simulation.run.settings import Settings
from scalecalc.simulation.table import Experiment, experiment, table
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.spec import Study


class Session:
    """A simulation that is ready to run, or has run in part or as a whole."""

    def __init__(self, study: Study, settings: Settings) -> None:
        """Raises UsageError or DataError for what cannot be done, before anything runs."""
        _check(settings)
        self.study = study
        self.settings = settings
        kind = np.float32 if settings.float32 else np.float64
        self.experiment: Experiment = experiment(study, _covariates(settings.covariates), kind)
        self.memory = self.experiment.memory(settings.draws, settings.jobs)
        if self.memory > settings.memory:
            raise UsageError(
                f"this takes {amount(self.memory)} of memory, and {amount(settings.memory)} are allowed; more memory,"
                " a smaller grid, fewer draws, float32 or fewer jobs help"
            )
        self.ledger = Ledger(self.experiment.cells, settings.draws)

    @property
    def sizes(self) -> int:
        """How many sizes are drawn."""
        return len(self.experiment.cells)

    @property
    def total(self) -> int:
        """Draws in all, if none stops early."""
        return self.settings.draws * len(self.experiment.cells)

    @property
    def seconds(self) -> float:
        """The time that all draws take, roughly."""
        each = sum(needs(cell).seconds for cell in self.experiment.cells)
        return each * self.settings.draws / self.settings.jobs

    @property
    def finished(self) -> int:
        """Draws that are finished."""
        return sum(self.ledger.known(number) for number in range(len(self.experiment.cells)))

    def run(self, progress: Callable[[int], None] = lambda finished: None) -> None:
        """Draw what is missing. After an exception, finished draws stay in the ledger and in the checkpoint."""
        with self._opened() as (found, kept):
            blocks = run(self.experiment.cells, self.ledger, self.settings.seed, found, self.settings.precision)
            progress(self.finished)
            for block in blocks:
                if kept is not None:
                    kept.append(block)
                self.ledger.add(block.cell, block.first, block.values)
                progress(self.finished)

    @contextmanager
    def _opened(self) -> Iterator[tuple[Map, Checkpoint | None]]:
        with ExitStack() as stack:
            kept = None
            if self.settings.checkpoint is not None:
                kept = stack.enter_context(checkpoint(self.settings.checkpoint, self._identity()))
                self._enter(kept)
            alone = self.settings.jobs == 1 and self.settings.executor is None
            found = map if alone else stack.enter_context(mapping(self.settings.jobs, self.settings.executor))
            yield found, kept

    def _enter(self, kept: Checkpoint) -> None:
        """Take over the draws of a checkpoint."""
        for block in kept.blocks:
            cells = self.experiment.cells
            expected = (len(cells[block.cell].ridges),) if 0 <= block.cell < len(cells) else ()
            if block.values.ndim != 4 or block.values.shape[1:2] != expected or block.first < 0:
                raise DataError(f"the checkpoint {kept.path} is damaged: it holds draws of points that are not there")
            self.ledger.add(block.cell, block.first, block.values)

    def _identity(self) -> dict[str, object]:
        cells = [(cell.problem, cell.size, cell.ridges, cell.durations) for cell in self.experiment.cells]
        settings = self.settings
        return {
            "seed": settings.seed,
            "covariates": settings.covariates,
            "float32": settings.float32,
            "quantities": list(QUANTITIES),
            "problem": fingerprint(cells),
        }

    def table(self) -> Table:
        """The measurements so far, compared with the theory."""
        return table(self.experiment, self.ledger)


def _check(settings: Settings) -> None:
    if settings.draws < 2:
        raise UsageError(f"draws {settings.draws}: a standard error takes at least 2 draws")
    if settings.seed < 0:
        raise UsageError(f"seed {settings.seed}: must be an integer >= 0")
    if settings.precision is not None and not 0 < settings.precision < 1:
        raise UsageError(f"precision {settings.precision:g}: must be between 0 and 1, e.g. 0.01")


def _covariates(text: str) -> Covariates:
    """A law by its name, or the rows of a file."""
    law = LAWS.named(text)
    if law is not None:
        return law
    from scalecalc.data.opened import FORMATS, readable, suffix
    from scalecalc.simulation.run.rows import measured

    path = Path(text)
    if not readable(text) or not (suffix(text) or path.exists()):
        raise UsageError(f"covariates {text}: takes {', '.join(LAWS.words)}, or a file, {FORMATS}")
    return measured(path)
