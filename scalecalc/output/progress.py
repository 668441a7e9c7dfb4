"""A line that shows the progress of a long run to people, and vanishes at the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

from scalecalc.table import Table

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

SHARE = "%"  # what is counted where equal parts of the work have no name
_PATIENCE = 0.5  # seconds before the line appears


class Progress:
    """Shows how many of a total are done, with the time that is left, once it takes longer than half a second.

    As a sink it counts the rows of the blocks. Other counts are reported by `tell`.
    """

    def __init__(self, what: str, total: int, stream: TextIO, begin: float | None = None) -> None:
        """begin: when the work began, by time.perf_counter(); None for now."""
        self._what, self._total, self._stream = what, total, stream
        self._begin = time.perf_counter() if begin is None else begin
        self._done = 0
        self._shown: RichProgress | None = None

    def put(self, block: Table) -> None:
        self.tell(self._done + len(block))

    def tell(self, done: int) -> None:
        """Report how many are done."""
        self._done = done
        if self._shown is None and done < self._total and time.perf_counter() - self._begin > _PATIENCE:
            self._shown = _started(self._what, self._total, self._stream)
        if self._shown is not None:
            self._shown.update(self._shown.task_ids[0], completed=done)

    def finish(self) -> None:
        """Remove the line, however the work ended."""
        if self._shown is not None:
            self._shown.stop()


def _started(what: str, total: int, stream: TextIO) -> RichProgress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        (BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        if what == SHARE
        else (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    )
    progress = Progress(*columns, console=Console(file=stream), transient=True)
    progress.add_task(what, total=total)
    progress.start()
    return progress
