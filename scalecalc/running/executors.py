"""Who does the work: this process, worker processes, or a Dask cluster. All are used through a `map`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scalecalc.running.mapped import Map


@contextmanager
def mapping(jobs: int = 1, executor: str | None = None) -> Iterator[Map]:
    """A map over this many processes, or over a cluster named dask://HOST:PORT.

    Raises UsageError if no cluster answers. Raises RunError inside the block when workers are lost.
    """
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
