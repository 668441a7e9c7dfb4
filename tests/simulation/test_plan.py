"""The memory that is stated is not exceeded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import environment

# What the kernel counts as the largest memory of a process may be that of its parent; of its address space it is not.
SCRIPT = """
import json, re, sys
from pathlib import Path
import scalecalc
from scalecalc.simulation.run.session import Session, Settings
session = Session(scalecalc.load(json.loads(sys.argv[1])), Settings(2))
session.run()
used = 1024 * int(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
print(json.dumps([session.memory, used]))
"""
BASE: dict[str, Any] = {
    "spectrum": {"kind": "isotropic", "modes": 1500},
    "target": {"kind": "isotropic"},
    "ridge": 0.1,
    "samples": 500,
}


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no measure of memory on this system")
@pytest.mark.parametrize(
    "more",
    [
        {"samples": 1500},
        {"features": {"width": 1200}},
        {"features": {"width": 1000, "activation": "tanh"}},
        {"ensemble": {"members": 3, "draws": "samples"}},
    ],
    ids=["ridge regression", "features", "activation", "bags"],
)
def test_memory(more: dict[str, Any]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(BASE | more)],
        env={**os.environ, **environment(OPENBLAS_NUM_THREADS="1")},
        capture_output=True,
        text=True,
        check=True,
    )
    stated, used = json.loads(done.stdout)
    assert used <= stated
    assert stated <= 4 * used
