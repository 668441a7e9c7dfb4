"""What the tests of specs share: writing a spec down, and reading its problems."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scalecalc.errors import Problem, SpecError
from scalecalc.spec import load

Problems = Callable[..., tuple[Problem, ...]]


@pytest.fixture
def problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Problems:
    """A function from the text of a spec (and overrides) to its problems; none if it is valid."""
    monkeypatch.chdir(tmp_path)

    def read(text: str | bytes, *overrides: str, max_points: int = 10_000) -> tuple[Problem, ...]:
        path = Path("spec.yaml")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        try:
            load(path, overrides, max_points)
        except SpecError as error:
            return error.problems
        return ()

    return read
