"""How many cases are drawn, and how."""

from __future__ import annotations

from hypothesis import HealthCheck, settings


def cases(number: int) -> settings:
    """So many, the same in every run; benchmarks/fuzz.py draws others. Data files are written anew for every case."""
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
