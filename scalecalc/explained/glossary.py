"""The words that no code defines, and the introduction for students: read from the files beside this one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scalecalc.explained.meaning import Meaning

_HERE = Path(__file__).parent
_WHAT = {
    "terms": "term of the theory",
    "surroundings": "environment variable",
    "quantities": "quantity of a table",
}
CHAPTERS = ("ridge", "errors", "power_laws", "features", "models", "data", "files")


def glossary() -> Iterator[Meaning]:
    """All of them, chapter by chapter."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for chapter in CHAPTERS:
        text = (_HERE / "terms" / f"{chapter}.yaml").read_text(encoding="utf-8")
        for name, said in yaml.load(text, loader).items():
            yield _meaning(str(name), said)


def _meaning(name: str, said: dict[str, Any]) -> Meaning:
    group = said.get("group", "terms")
    return Meaning(
        name,
        said.get("what", _WHAT[group]),
        group,
        said["text"].strip(),
        said.get("symbol", ""),
        tuple(said.get("formula", "").splitlines()),
        said.get("source", "").strip(),
        tuple(said.get("run", "").splitlines()),
        tuple(said.get("see", ())),
        tuple(map(str, said.get("also", ()))),
    )


def primer() -> tuple[str, ...]:
    """The chapters of the introduction, each a text whose first line is its title and whose commands are indented."""
    return tuple(one.read_text(encoding="utf-8") for one in sorted((_HERE / "primer").glob("*.txt")))
