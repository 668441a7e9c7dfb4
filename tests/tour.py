"""Guides that are one session from the first block to the last, in a folder of its own, at 80 columns.

Their numbers are of measured data, so that the last digits depend on the BLAS: `alike` compares words exactly, and
numbers to 1 % or one in the last digit that is shown.
"""

from __future__ import annotations

import contextlib
import io
import math
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from scalecalc.cli.main import main

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(
    r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```"
    r"|```python\n(?P<code>.*?)```(?:\n\n```text\n(?P<shown>.*?)```)?",
    re.DOTALL,
)
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?")
ROUNDING = 1e-12  # below it a number is that of rounding


@contextlib.contextmanager
def session() -> Iterator[None]:
    """The current folder is new, with the table of runs that ships, and the terminal has 80 columns."""
    here = {name: text for name, text in os.environ.items() if not name.startswith("SCALECALC_")}
    here |= {"COLUMNS": "80", "SCALECALC_COLOR": "never", "SCALECALC_FORMAT": "table"}
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, here, clear=True),
    ):
        Path("specs").mkdir()
        shutil.copy(ROOT / "specs" / "runs.csv", "specs")
        yield


def printed(command: str) -> str:
    """What a command prints, its notes last; in this process, as a program takes half a second longer."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    words = shlex.split(command)
    assert words[0] == "scalecalc"
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        main(words[1:])
    text = "".join(_text(stream) for stream in (out, err))
    lines = text.strip("\n").split("\n")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def alike(one: str, other: str) -> bool:
    """Whether two texts say the same."""
    return _words(one) == _words(other) and all(
        math.isclose(_value(a), _value(b), rel_tol=0.01, abs_tol=max(_last(a), _last(b), ROUNDING))
        for a, b in zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    )


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
