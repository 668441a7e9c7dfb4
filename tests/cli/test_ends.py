"""An end that is asked for comes, wherever Python is at that moment."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

from scalecalc.errors import ExitStatus
from scalecalc.results import points
from tests.cli.conftest import InProcess


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, ExitStatus.TERMINATED), (signal.SIGHUP, 129)]
)
def test_a_signal_during_the_clearing_away_of_an_object(
    number: int, status: int, run: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Signals:
        def __del__(self) -> None:
            os.kill(os.getpid(), number)
            time.sleep(0.01)  # where the exception is raised, and dropped

    def blocks(study: object) -> Iterator[Any]:
        one: Signals | None = Signals()
        one = None
        time.sleep(5)
        yield one

    monkeypatch.setattr(points, "predict", blocks)
    begin = time.monotonic()
    result = run("predict", "spec.yaml", "--csv")
    assert (result.status, result.err) == (status, "")
    assert time.monotonic() - begin < 4
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
