"""The merge key of YAML: `<<: *name`, or a list of mappings, adds entries for keys that a mapping does not have."""

from __future__ import annotations

from collections.abc import Mapping

from scalecalc.errors import Problem
from scalecalc.reading.report import shown
from scalecalc.reading.text.source import Node, Place

MERGE = "<<"
Entries = tuple[dict[str, Node], dict[str, Place]]  # the values of a mapping, and where their keys stand


def merged(children: Mapping[str, Node], keys: Mapping[str, Place]) -> tuple[Entries, list[Problem]]:
    """The entries of a mapping with those from its merge key, and the problems with that key.

    The mapping's own entries win over merged ones. In a list of mappings, earlier ones win over later ones. Merged
    entries keep the place where they are written.
    """
    bases, wrong = _bases(children[MERGE])
    values: dict[str, Node] = {}
    places: dict[str, Place] = {}
    for base in reversed(bases):
        assert isinstance(base.value, dict)  # as _bases gives no others
        values |= base.value
        places |= base.keys
    values |= {key: child for key, child in children.items() if key != MERGE}
    places |= {key: place for key, place in keys.items() if key != MERGE}
    return (values, places), [keys[MERGE].problem(_message(one)) for one in wrong[:1]]


def _bases(node: Node) -> tuple[list[Node], list[Node]]:
    """The mappings to merge, and what is no mapping."""
    listed = node.value if isinstance(node.value, list) else [node]
    bases = [one for one in listed if isinstance(one.value, dict)]
    return bases, [one for one in listed if not isinstance(one.value, dict)]


def _message(wrong: Node) -> str:
    return f"<< merges mappings into this one, got {shown(wrong)}, must be a mapping such as *name, or a list of them"
