"""The data files that a spec names, even if the spec has problems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scalecalc.reading.source import Node

_KEY = "path"  # of every section that has a file


def named_files(root: Node, base: Path) -> tuple[Path, ...]:
    """The files that a load of the spec below `root` reads, each once; they lie relative to `base`."""
    return tuple(dict.fromkeys(base / name for name in _names(root)))


def _names(node: Node) -> Iterator[str]:
    if isinstance(node.value, list):
        for one in node.value:
            yield from _names(one)
    elif isinstance(node.value, dict):
        for key, one in node.value.items():
            if key == _KEY and isinstance(one.value, str):
                yield one.value
            yield from _names(one)
