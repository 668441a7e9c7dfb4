"""The dotted keys of a spec, as `--set` takes them, from its schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Path = tuple[str, ...]


def spec_keys() -> tuple[str, ...]:
    """Every key on which a value may stand, once; places in lists are not among them."""
    from scalecalc.spec.schema import json_schema

    schema = json_schema()
    return tuple(dict.fromkeys(".".join(path) for path in _below(schema, (), schema["$defs"], ())))


def _below(node: dict[str, Any], path: Path, known: dict[str, Any], within: Path) -> Iterator[Path]:
    """The paths below a node. within: the definitions that the node is in, which are not entered again."""
    name = node.get("$ref", "").rpartition("/")[2]
    if name and name not in within:
        yield from _below(known[name], path, known, (*within, name))
    for way in ("allOf", "anyOf", "oneOf"):
        for one in node.get(way, ()):
            yield from _below(one, path, known, within)
    for key, value in node.get("properties", {}).items():
        yield (*path, key)
        yield from _below(value, (*path, key), known, within)
