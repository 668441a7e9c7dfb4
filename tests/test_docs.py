"""The documents in the package: examples are run, and what they name exists.

`python -m tests.test_docs` rewrites the output shown in python.md after a change that was meant.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import scalecalc

PACKAGE = Path(scalecalc.__file__).parent
ROOT = PACKAGE.parent
DOCS = PACKAGE / "docs"
BLOCK = re.compile(r"```python\n(?P<code>.*?)```(?:\n\n```text\n(?P<shown>.*?)```)?", re.DOTALL)


def imported(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)


def runnable(code: str) -> bool:
    """Whether everything is installed that the block imports, or takes in silence."""
    silent = {"pyarrow"} if "pl.DataFrame(" in code else {"matplotlib"} if ".plot()" in code else set()
    return all(find_spec(name) for name in {*imported(code), *silent})


def shown_by(code: str, names: dict[str, Any]) -> str:
    """What a session shows: all that is printed, and the value of a last line that is an expression."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "python.md", "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "python.md", "eval"), names)
            if value is not None:
                print(repr(value))
    return printed.getvalue()


def test_python_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Block after block in one session, as a notebook runs them; those whose libraries are missing are left out."""
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    blocks = list(BLOCK.finditer((DOCS / "python.md").read_text(encoding="utf-8")))
    assert len(blocks) > 5
    for block in blocks:
        if runnable(block["code"]):
            assert shown_by(block["code"], names) == (block["shown"] or ""), block["code"]


def test_the_theory_names_rooms_that_exist() -> None:
    """Every module that the theory names is there, and so is everything in code letters with a dot."""
    text = (DOCS / "theory.md").read_text(encoding="utf-8")
    rooms = set(re.findall(r"`((?:theory|simulation|report|spec|running|output)/[\w/]*)`", text))
    assert len(rooms) > 20
    missing = [room for room in rooms if not ((PACKAGE / room).is_dir() or (PACKAGE / f"{room}.py").is_file())]
    assert not missing


@pytest.mark.parametrize("name", ["py.typed", "docs/python.md", "docs/theory.md"])
def test_is_part_of_the_package(name: str) -> None:
    assert (PACKAGE / name).is_file()


def rewrite() -> None:
    names: dict[str, Any] = {}

    def shown(block: re.Match[str]) -> str:
        output = shown_by(block["code"], names)
        return f"```python\n{block['code']}```" + (f"\n\n```text\n{output}```" if output else "")

    text = (DOCS / "python.md").read_text(encoding="utf-8")
    (DOCS / "python.md").write_text(BLOCK.sub(shown, text), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
