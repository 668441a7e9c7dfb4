"""Top-level keys that begin with `x-`. They are a place for YAML anchors or notes, and no part of the spec."""

from __future__ import annotations

from dataclasses import replace

from scalecalc.reading.text.source import Node

_MARK = "x-"
PATTERN = f"^{_MARK}"  # for the JSON Schema


def is_ignored(key: object) -> bool:
    """Whether a top-level key is no part of the spec."""
    return isinstance(key, str) and key.startswith(_MARK)


def without_ignored(root: Node) -> Node:
    """The root of a spec without such keys."""
    if not isinstance(root.value, dict):
        return root
    return replace(root, value={key: child for key, child in root.value.items() if not is_ignored(key)})
