"""What a computation takes, said before it runs."""

from __future__ import annotations

from scalecalc.record import record


@record
class Cost:
    """memory: in bytes, at most.  seconds: on one machine of today.  steps: into which its progress is cut."""

    memory: float
    seconds: float
    steps: int = 1
