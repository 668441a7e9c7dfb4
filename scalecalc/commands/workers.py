"""Options that say who does the work of a long run, as `running.executors.mapping` takes it."""

from __future__ import annotations

from typing import Annotated

from scalecalc.options import Option

Jobs = Annotated[int, Option("Processes; the digits are the same.", "N", "-j", minimum=1)]
Executor = Annotated[
    str | None, Option("Work on a Dask cluster, named by its scheduler.", "dask://HOST:PORT", shown="this machine")
]
