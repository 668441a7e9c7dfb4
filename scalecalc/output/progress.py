"""A line that says how far a long sweep has come; seen by people only, and gone when it is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from scalecalc.table import Table

if TYPE_CHECKING:
    from rich.progress import Progress

_PATIENCE = 0.5  # seconds before the line appears


def watched(blocks: Iterator[Table], total: int, stream: TextIO) -> Iterator[Table]:
    """The blocks as they are, with progress on the stream once they take longer than half a second."""
    begin = time.monotonic()
    done = 0
    shown: Progress | None = None
    try:
        for block in blocks:
            yield block
            done += len(block)
            if shown is None and done < total and time.monotonic() - begin > _PATIENCE:
                shown = _started("rows", total, stream)
            if shown is not None:
                shown.update(shown.task_ids[0], completed=done)
    finally:
        if shown is not None:
            shown.stop()


@contextmanager
def counted(what: str, total: int, stream: TextIO, *, shown: bool) -> Iterator[Callable[[int], None]]:
    """A function that is told how many are done, and shows it, with the time that is left, if it takes that long."""
    begin = time.monotonic()
    progress: Progress | None = None

    def tell(done: int) -> None:
        nonlocal progress
        if progress is None and shown and done < total and time.monotonic() - begin > _PATIENCE:
            progress = _started(what, total, stream)
        if progress is not None:
            progress.update(progress.task_ids[0], completed=done)

    try:
        yield tell
    finally:
        if progress is not None:
            progress.stop()


def _started(what: str, total: int, stream: TextIO) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = Progress(*columns, console=Console(file=stream), transient=True)
    progress.add_task(what, total=total)
    progress.start()
    return progress
