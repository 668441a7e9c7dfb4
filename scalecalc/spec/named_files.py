"""The data files that a spec names, whatever else is right or wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scalecalc.spec.source import Node

_KEY = "path"  # of every section that has a file
_IGNORED = "x-"  # keys at the top that are no part of the spec


def named_files(root: Node, base: Path) -> tuple[Path, ...]:
    """The files that a load of the spec below `root` reads, each once; they lie relative to `base`."""
    parts = root.value.items() if isinstance(root.value, dict) else ()
    names = (name for key, part in parts if not key.startswith(_IGNORED) for name in _names(part))
    return tuple(dict.fromkeys(base / name for name in names))


def _names(node: Node) -> Iterator[str]:
    if isinstance(node.value, list):
        for one in node.value:
            yield from _names(one)
    elif isinstance(node.value, dict):
        for key, one in node.value.items():
            if key == _KEY and isinstance(one.value, str):
                yield one.value
            yield from _names(one)
