"""What holds for the output of every command line, whatever it asks for."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

from tests.fuzz.running import Run

_PROBLEM = re.compile(r"(.+:\d+:\d+|[^:]+|--set .*): error: .+")
_ABOUT_THE_COMMAND = re.compile(r"error: .+")
_EXCERPT = re.compile(r" *\d* *\|.*")
_LOCATED = re.compile(r".+:\d+:\d+: error: .+")
_NOTE = re.compile(r"wrote .+|stopped early: .+|check failed: .+")
_VERBOSE = re.compile(r' *["\w-]+:.*|read in .+')  # the resolved spec, and times
_OUTSIDE = ("Traceback", "Warning", "bug in scalecalc", 'File "')


def follows_the_rules(run: Run, folder: Path, *before: str) -> None:
    """The exit status, both streams, and the files. before: the names of the files that were there."""
    assert run.status in (0, 1, 2), run
    assert not any(word in run.err for word in _OUTSIDE), run
    for line in _lines(run):
        known = (_PROBLEM, _ABOUT_THE_COMMAND, _EXCERPT, _NOTE, *([_VERBOSE] if "--verbose" in run.arguments else []))
        assert any(pattern.fullmatch(line) for pattern in known), (line, run)
    if run.status == 2:
        assert run.out == "" or run.arguments[0] == "check", run  # a table of what is wrong in which file
        assert "error: " in run.err or _problems_in_json(run), run
        assert set(names(folder)) == set(before), run
    assert not [name for name in names(folder) if name.endswith(".part")], run


def _lines(run: Run) -> list[str]:
    """Those of standard error, but for problems that are written as JSON."""
    return [] if _problems_in_json(run) else run.err.splitlines()


def _problems_in_json(run: Run) -> bool:
    """Whether they were asked for so, and are."""
    if not run.err.startswith("[\n"):
        return False
    assert run.arguments[run.arguments.index("--errors") + 1] == "json", run
    return all(problem["message"] for problem in json.loads(run.err))


def located(run: Run) -> None:
    """Problems with a spec say where, line and column, and nothing but problems is printed."""
    assert run.status == 2, run
    problems = [line for line in run.err.splitlines() if not _EXCERPT.fullmatch(line)]
    assert problems, run
    assert all(_LOCATED.fullmatch(line) for line in problems), run


def names(folder: Path) -> list[str]:
    """The files of a folder."""
    return sorted(path.name for path in folder.iterdir())


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a CSV text, as text; every line has as many fields as the header."""
    lines = list(csv.reader(io.StringIO(text)))
    assert all(len(line) == len(lines[0]) for line in lines)
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def same_in_json(text: str, rows: list[dict[str, str]]) -> None:
    """JSON says what CSV says; what is not finite is null."""
    answer = json.loads(text, parse_constant=_no_constant)
    names = [column["name"] for column in answer["columns"]]
    assert all(list(row) == names for row in rows)
    assert len(answer["rows"]) == len(rows)
    for record, row in zip(answer["rows"], rows, strict=True):
        assert list(record) == list(row)
        for name, value in record.items():
            assert _in_csv(value, row[name]), (name, value, row[name])


def _no_constant(name: str) -> float:
    raise AssertionError(f"{name} is no JSON")


def _in_csv(value: object, field: str) -> bool:
    if value is None:
        return field in ("", "inf", "-inf")
    if isinstance(value, bool):
        return field.lower() == str(value).lower()
    if isinstance(value, str):
        return field == value
    return float(field) == value
