"""Options that say who does the work of a long run, as `running.executors.mapping` takes it."""

from __future__ import annotations

from typing import Annotated

from scalecalc.errors import UsageError
from scalecalc.options import Option

Jobs = Annotated[int, Option("Processes; the digits are the same.", "N", "-j")]
Executor = Annotated[
    str | None, Option("Work on a Dask cluster, named by its scheduler.", "dask://HOST:PORT", shown="this machine")
]


def refuse(jobs: int, executor: str | None) -> None:
    """Raises UsageError for what does not go together, before any work."""
    if jobs < 1:
        raise UsageError(f"jobs {jobs}: must be an integer >= 1")
    if executor is None:
        return
    from scalecalc.running.cluster import address_of

    if jobs > 1:
        raise UsageError("jobs are processes here, an executor is a cluster; give one of them")
    address_of(executor)
