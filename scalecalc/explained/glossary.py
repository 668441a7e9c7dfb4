"""What no code says: the words of the theory, remarks on columns, and the introduction for students.

All are read from files beside this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from scalecalc.explained.meaning import Meaning

_HERE = Path(__file__).parent
_WHAT = {
    "terms": "term of the theory",
    "surroundings": "environment variable",
    "quantities": "quantity of a table",
}
CHAPTERS = ("ridge", "errors", "power_laws", "features", "training", "models", "data", "files")


_REMARKED = ("theory", "laws", "data")


def glossary() -> Iterator[Meaning]:
    """All words of the theory, chapter by chapter."""
    for name, said in _read("terms", CHAPTERS):
        group = said.get("group", "terms")
        yield Meaning(
            name,
            said.get("what", _WHAT[group]),
            group,
            said["text"].strip(),
            symbol=said.get("symbol", ""),
            run=tuple(said.get("run", "").splitlines()),
            also=tuple(map(str, said.get("also", ()))),
            **_law(said),
        )


def remark(column: str, command: str) -> dict[str, Any]:
    """What there is to say of a column beyond its own sentence: `text`, and fields of its Meaning; {} for nothing.

    A key of the files is `COLUMN`, `COLUMN of COMMAND`, or several columns with commas; <quantity> stands for any word.
    """
    for owner in (command, ""):
        for pattern, said in _remarks().get(owner, ()):
            if pattern.fullmatch(column):
                return {"text": " ".join(said["text"].split()), **_law(said)}
    return {}


@cache
def _remarks() -> dict[str, list[tuple[re.Pattern[str], dict[str, Any]]]]:
    found: dict[str, list[tuple[re.Pattern[str], dict[str, Any]]]] = {}
    for key, said in _read("columns", _REMARKED):
        names, _, owner = key.partition(" of ")
        pattern = re.escape(names).replace(r",\ ", "|").replace("<quantity>", r"\w+")
        found.setdefault(owner, []).append((re.compile(pattern), said))
    return found


def _law(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "formula": tuple(said.get("formula", "").splitlines()),
        "source": said.get("source", "").strip(),
        "see": tuple(said.get("see", ())),
    }


def _read(folder: str, names: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for name in names:
        text = (_HERE / folder / f"{name}.yaml").read_text(encoding="utf-8")
        yield from ((str(key), said) for key, said in yaml.load(text, loader).items())


def primer() -> tuple[str, ...]:
    """The chapters of the introduction, each a text whose first line is its title and whose commands are indented."""
    return tuple(one.read_text(encoding="utf-8") for one in sorted((_HERE / "primer").glob("*.txt")))
