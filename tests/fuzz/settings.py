"""How many cases are drawn, and how."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

_SEARCH = (Phase.explicit, Phase.reuse, Phase.generate)
# To find the smallest case that fails may take minutes: FUZZ_SHRINK=1 asks for it.
_PHASES = (*_SEARCH, Phase.shrink) if "FUZZ_SHRINK" in os.environ else _SEARCH


def cases(number: int) -> settings:
    """So many, the same in every run; benchmarks/fuzz.py draws others. Data files are written anew for every case."""
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        print_blob=True,
        phases=_PHASES,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
