"""Settings for all tests."""

import os
import signal
import sys

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # a shell's job in the background: programs would not hear Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line has it, before numpy is loaded
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the programs that tests start would compile everything, each anew

from collections import Counter

import pytest
from hypothesis import Phase, settings

# Else pytest prepares the asserts of every module again in every run: seconds for each worker.
sys.dont_write_bytecode = False

# A busy machine is no failure; and what CI draws must not depend on luck, nor take minutes to become a smaller failure.
CI = "CI" in os.environ
PHASES = [phase for phase in Phase if not (CI and phase in (Phase.shrink, Phase.explain))]
settings.register_profile("scalecalc", deadline=None, derandomize=CI, phases=PHASES, print_blob=True)
settings.load_profile("scalecalc")


@pytest.hookimpl(tryfirst=True)  # before those that are not asked for are taken out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the cases that `one_in` leaves for another time as long."""
    seen: Counter[str] = Counter()
    for item in items:
        mark = item.get_closest_marker("one_in")
        if mark is not None:
            name = item.nodeid.partition("[")[0]
            if seen[name] % mark.args[0]:
                item.add_marker(pytest.mark.long)
            seen[name] += 1
