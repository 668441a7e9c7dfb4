"""Who does the work: this process, worker processes, or a Dask cluster. All are used through a `map`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scalecalc.errors import UsageError
from scalecalc.running.mapped import Map


def refuse(jobs: int, executor: str | None) -> None:
    """Raises UsageError for what `mapping` does not take."""
    if jobs < 1:
        raise UsageError(f"jobs {jobs}: must be an integer >= 1")
    if jobs > 1 and executor is not None:
        raise UsageError("jobs are processes here, an executor is a cluster; give one of them")


@contextmanager
def mapping(jobs: int = 1, executor: str | None = None) -> Iterator[Map]:
    """A map over this many processes, or over a cluster named dask://HOST:PORT.

    Raises UsageError if both are asked for, and if no cluster answers. Raises RunError inside the block when workers
    are lost.
    """
    refuse(jobs, executor)
    if executor is not None:
        from scalecalc.running.cluster import cluster

        with cluster(executor) as found:
            yield found
    elif jobs == 1:
        yield map
    else:
        from scalecalc.running.processes import processes

        with processes(jobs) as found:
            yield found
