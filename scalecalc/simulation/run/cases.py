"""Simulations of a spec that varies numbers: one after the other, each as if it were alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scalecalc.blocks import stacked
from scalecalc.results.varied import over_cases
from scalecalc.simulation.run.session import Session
from scalecalc.simulation.run.settings import Settings
from scalecalc.spec import Studies, Study
from scalecalc.table import Table


def session(study: Study | Studies, settings: Settings) -> Session | Sessions:
    """The simulation of a study, or of all cases. Raises UsageError and DataError as Session does."""
    return Session(study, settings) if isinstance(study, Study) else Sessions(study, settings)


class Sessions:
    """The simulations of all cases, with what a Session has. Each case has a checkpoint of its own."""

    def __init__(self, study: Studies, settings: Settings) -> None:
        self.settings = settings
        self._study = study
        self._sessions = [
            Session(case.study, _numbered(settings, number)) for number, case in enumerate(study.cases, start=1)
        ]
        self.memory = max(one.memory for one in self._sessions)

    @property
    def sizes(self) -> int:
        """How many sizes are drawn."""
        return sum(one.sizes for one in self._sessions)

    @property
    def total(self) -> int:
        """Draws in all, if none stops early."""
        return sum(one.total for one in self._sessions)

    @property
    def seconds(self) -> float:
        """What all draws take, roughly."""
        return sum(one.seconds for one in self._sessions)

    @property
    def finished(self) -> int:
        """Draws that are there."""
        return sum(one.finished for one in self._sessions)

    def run(self, progress: Callable[[int], None] = lambda finished: None) -> None:
        """Draw what is missing, case by case."""
        for one in self._sessions:
            others = self.finished - one.finished
            one.run(lambda finished, others=others: progress(others + finished))  # type: ignore[misc]

    def table(self) -> Table:
        """What is measured so far against the theory."""
        of = {id(one.study): one for one in self._sessions}
        return stacked(list(over_cases(self._study, lambda study: iter([of[id(study)].table()]))))


def _numbered(settings: Settings, number: int) -> Settings:
    """The settings with a checkpoint of this number, `draws.jsonl` being `draws-1.jsonl` for the first case."""
    path = settings.checkpoint
    return settings if path is None else replace(settings, checkpoint=path.with_stem(f"{path.stem}-{number}"))
