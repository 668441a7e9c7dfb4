"""What documents show: each is a session in a folder of its own, on a terminal of 80 columns, block after block.

Blocks of a console hold commands with their output, blocks of Python code with what they show. A figure stands behind
a comment with the command that draws it: `<!-- figure: scalecalc regimes specs/quickstart.yaml -->`. The last digits of
numbers of measured data depend on the BLAS, and drawings on matplotlib: `alike` compares words exactly, and numbers to
1 % or one in the last digit that is shown.
"""

from __future__ import annotations

import ast
import contextlib
import io
import math
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest import mock

from scalecalc.cli.main import main

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "scalecalc" / "docs"
BLOCK = re.compile(
    r"```console\n(?P<session>\$ .*?)```"
    r"|```python\n(?P<code>.*?)```(?:\n\n```text\n(?P<shown>.*?)```)?"
    r"|<!-- figure: (?P<figure>[^\n]*) -->\n!\[[^\]]*\]\((?P<file>[^)]*)\)",
    re.DOTALL,
)
STEP = re.compile(r"^\$ (?P<command>[^\n]+)\n(?P<output>(?:(?!\$ )[^\n]*\n)*)", re.MULTILINE)
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?")
HASH = re.compile(r"\b[A-Za-z]*[0-9a-f]{10,}\b")  # names that drawings give to their parts
ROUNDING = 1e-12  # below it a number is that of rounding


@contextlib.contextmanager
def session() -> Iterator[None]:
    """The current folder is new, with the worked specs in it, and the terminal has 80 columns."""
    here = {name: text for name, text in os.environ.items() if not name.startswith("SCALECALC_")}
    here |= {"COLUMNS": "80", "SCALECALC_COLOR": "never", "PYTHONIOENCODING": "utf-8"}
    here["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{here.get('PATH', '')}"
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, here, clear=True),
    ):
        Path("specs").symlink_to(ROOT / "specs")
        yield


def printed(command: str) -> str:
    """What a command prints, its notes last; in this process, unless it is a pipe, which takes half a second longer."""
    words = shlex.split(command)
    assert words[0] == "scalecalc", command
    asked = {"--csv", "--json", "--format"} & set(words)
    with mock.patch.dict(os.environ, {} if asked else {"SCALECALC_FORMAT": "table"}):
        text = _piped(command) if {"|", ">"} & set(words) else _called(words[1:])
    return "".join(f"{line.rstrip()}\n" for line in text.strip("\n").split("\n")) if text else ""


def _piped(command: str) -> str:
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", check=False)
    return done.stdout + done.stderr


def _called(arguments: list[str]) -> str:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        main(arguments)
    return "".join(_text(stream) for stream in (out, err))


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def runnable(code: str) -> bool:
    """Whether everything is installed that the block imports, or takes in silence."""
    silent = {"pyarrow"} if "pl.DataFrame(" in code else {"matplotlib"} if ".plot()" in code else set()
    return all(find_spec(name) for name in {*_imported(code), *silent})


def _imported(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)


def shown_by(code: str, names: dict[str, Any]) -> str:
    """What a session shows: all that is printed, and the value of a last line that is an expression."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(tree, "document", "exec", dont_inherit=True), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "document", "eval", dont_inherit=True), names)
            if value is not None:
                out.write(f"{value!r}\n")
    return out.getvalue()


def drawn(command: str) -> str:
    """The figure that a command draws, as the text of an svg."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figure.svg"
        said = _called([*shlex.split(command)[1:], "--figure", str(file), "--output", f"{folder}/table.csv", "-q"])
        assert file.is_file(), f"{command}\n{said}"
        return file.read_text(encoding="utf-8")


def made(block: re.Match[str], document: Path, names: dict[str, Any]) -> str:
    """The block as a run makes it; of a figure, its file is made beside."""
    if block["session"]:
        steps = STEP.finditer(block["session"])
        return "```console\n" + "".join(f"$ {step['command']}\n{_kept(step)}" for step in steps) + "```"
    if block["code"]:
        found, told = shown_by(block["code"], names), block["shown"] or ""
        output = told if alike(found, told) else found
        return f"```python\n{block['code']}```" + (f"\n\n```text\n{output}```" if output else "")
    file = document.parent / block["file"]
    found = drawn(block["figure"])
    if not (file.is_file() and same_figure(found, file.read_text(encoding="utf-8"))):
        file.parent.mkdir(exist_ok=True)
        file.write_text(found, encoding="utf-8")
    return block[0]


def _kept(step: re.Match[str]) -> str:
    """The output of a step; where a new run says the same, as it stands, so that last digits stay as they are."""
    found = printed(step["command"])
    return step["output"] if alike(found, step["output"]) else found


def alike(one: str, other: str) -> bool:
    """Whether two texts say the same."""
    return _words(one) == _words(other) and all(
        math.isclose(_value(a), _value(b), rel_tol=0.01, abs_tol=max(_last(a), _last(b), ROUNDING))
        for a, b in zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    )


def same_figure(one: str, other: str) -> bool:
    """Whether two texts of svg show the same."""
    return alike(HASH.sub("name", one), HASH.sub("name", other))


def _words(text: str) -> list[str]:
    """The words, with a mark for each number; lines under headings are as long as the table is wide."""
    return NUMBER.sub("#", re.sub("─+", "─", text)).split()


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def _last(number: str) -> float:
    """One in the last digit of a number that is not whole."""
    digits, _, power = number.partition("e")
    after = len(digits.partition(".")[2])
    return 1.001 * 10.0 ** (int(power or 0) - after) if after or power else 0.0


def blocks(document: Path, kinds: tuple[str, ...]) -> list[re.Match[str]]:
    """The blocks of a document that are of these kinds: session, code, figure."""
    found = BLOCK.finditer(document.read_text(encoding="utf-8"))
    return [block for block in found if any(block[kind] for kind in kinds)]


def rewrite(document: Path) -> None:
    """Make every block anew, and keep those that say the same."""
    names: dict[str, Any] = {}
    with session():
        text = BLOCK.sub(lambda block: made(block, document, names), document.read_text(encoding="utf-8"))
    document.write_text(text, encoding="utf-8")
