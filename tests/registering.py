"""Kinds and commands of one's own, for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import scalecalc
from scalecalc.commands import COMMANDS
from scalecalc.kinds import REGISTRIES


@contextmanager
def registered(*classes: type[Any]) -> Iterator[None]:
    """Registers these. In the end they are taken out, and so is all that was registered meanwhile."""
    registries = (COMMANDS, *REGISTRIES.values())
    before = [set(registry) for registry in registries]
    try:
        for one in classes:
            scalecalc.register(one)
        yield
    finally:
        for registry, names in zip(registries, before, strict=True):
            for name in set(registry) - names:
                registry.unregister(name)
