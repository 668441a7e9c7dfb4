"""What commands share that start from the traces of measured data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scalecalc.commands.base import Lines
from scalecalc.commands.measured import DataCommand
from scalecalc.commands.workers import Executor, Jobs, refuse

if TYPE_CHECKING:
    from scalecalc.empirical.cost import Cost
    from scalecalc.empirical.dataset import Dataset
    from scalecalc.empirical.engines import Engine, Work


class TracedCommand(DataCommand):
    """A command that takes the traces of measured data, by the engine that their size and the memory allow."""

    jobs: Jobs = 1
    executor: Executor = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        refuse(self.jobs, self.executor)

    def engine(self, given: Dataset) -> Engine:
        """How the traces are made; its notes say what is less than exact."""
        from scalecalc.empirical.engines import chosen

        return chosen(given, self.memory)

    @property
    def work(self) -> Work:
        """Who does the work, and who is told how far it is."""
        from scalecalc.empirical.engines import Work

        return Work(self.jobs, self.executor, self.done)

    def cost(self, given: Dataset) -> Cost:
        return self.engine(given).cost(given, self.jobs)

    def effort(self, given: Dataset) -> Lines:
        return [("method", self.engine(given).method(given)), *super().effort(given)]
