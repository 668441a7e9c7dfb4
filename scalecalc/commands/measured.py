"""A command that starts from measured data: it says beforehand what it takes, and refuses what would take too much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

from scalecalc.commands.base import Lines, TableCommand, duration
from scalecalc.errors import UsageError
from scalecalc.memory import amount, memory_size
from scalecalc.options import Option

if TYPE_CHECKING:
    from scalecalc.empirical.cost import Cost
    from scalecalc.empirical.dataset import Dataset
    from scalecalc.table import Table


class DataCommand(TableCommand["Dataset"]):
    """A command that answers with rows for measured data.

    targeted: whether it cannot do without targets.
    """

    source = "data"
    counts = "%"
    targeted: ClassVar[bool] = True

    memory: Annotated[
        float, Option("Refuse what would take more, e.g. 500MB.", "SIZE", shown="8GB", parse=memory_size)
    ] = 8e9

    def cost(self, given: Dataset) -> Cost:
        """What it takes, before it runs."""
        raise NotImplementedError

    def answer(self, given: Dataset) -> Iterator[Table]:
        """The answer, as `rows`, when there is memory for it."""
        raise NotImplementedError

    def rows(self, given: Dataset) -> Iterator[Table]:
        needed = self.cost(given).memory
        if needed > self.memory:
            raise UsageError(
                f"this takes about {amount(needed)} of memory, more than the {amount(self.memory)} that it may take"
                " (memory raises the limit)"
            )
        return self.answer(given)

    def described(self, given: Dataset) -> Lines:
        return given.described

    def effort(self, given: Dataset) -> Lines:
        cost = self.cost(given)
        from scalecalc.empirical.cost import slowness

        return [("memory", f"about {amount(cost.memory)}"), ("time", duration(cost.seconds * slowness()))]

    def total(self, given: Dataset) -> int | None:
        return self.cost(given).steps

    def done(self, share: float) -> None:
        """Tell that this share of a thousand steps is done."""
        if self.tell is not None:
            self.tell(round(1000 * share))
