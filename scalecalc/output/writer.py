"""What the sinks of all text formats have in common."""

from __future__ import annotations

from typing import TextIO

from scalecalc.output.style import Style
from scalecalc.output.uncut import uncut
from scalecalc.table import Table


class Writer:
    """Writes each block at once, so that rows already computed survive an interruption, and none is cut in two."""

    def __init__(self, out: TextIO, style: Style) -> None:
        self.out = out
        self.style = style
        self.last: Table | None = None  # whose notes are those of the whole result

    def put(self, block: Table) -> None:
        with uncut():
            if self.last is None:
                self.head(block)
            self.rows(block)
            self.last = block
            self.out.flush()

    def finish(self) -> None:
        if self.last is not None:
            self.tail(self.last)

    def head(self, first: Table) -> None:
        """What stands before all rows."""

    def rows(self, block: Table) -> None:
        """The rows of one block."""
        raise NotImplementedError

    def tail(self, last: Table) -> None:
        """What stands after all rows."""
