"""Digits for the formulas of other papers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from mpmath import mp


@pytest.fixture
def twenty_digits() -> Iterator[None]:
    with mp.workdps(20):
        yield
