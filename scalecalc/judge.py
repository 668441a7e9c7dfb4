"""Whether a run is to be called good, by its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalecalc.errors import ExitStatus

if TYPE_CHECKING:
    from scalecalc.table import Table

FINE = frozenset({"ok", "diverges"})  # statuses of rows that came out


class Judge:
    """Sees the rows pass by, and says at the end whether the run is to be called good."""

    def __init__(self) -> None:
        self.rows = 0
        self.status = ExitStatus.OK

    def put(self, block: Table) -> None:
        """Count the rows, and notice those that did not come out."""
        self.rows += len(block)
        if "status" in block.names and not set(block["status"].tolist()) <= FINE:
            self.status = ExitStatus.NOT_OK

    def finish(self) -> None:
        """All rows have been seen."""

    def sentences(self) -> list[str]:
        """What the user should know, if anything."""
        return []
