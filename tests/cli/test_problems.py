"""Bad specs: every problem at once and located, exit 2, nothing on standard output; and the command check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import scalecalc
from tests.cli.conftest import BAD_SPEC, SPEC, InProcess

COMMANDS = ("predict", "decompose", "exponents", "regimes")


@pytest.mark.parametrize("command", COMMANDS)
def test_all_problems_with_carets(command: str, run: InProcess) -> None:
    result = run(command, "bad.yaml")
    assert (result.status, result.out) == (2, "")
    lines = result.err.splitlines()
    assert any(line.startswith("bad.yaml:1:36: error: spectrum.alpha") for line in lines)
    assert any(line.startswith("bad.yaml:3:1: error: unknown key 'smaples'") for line in lines)
    assert "    3 | smaples: 10" in lines
    assert lines[lines.index("    3 | smaples: 10") + 1] == "      | ^^^^^^^"


def test_concise(run: InProcess) -> None:
    lines = run("predict", "bad.yaml", "--errors", "concise").err.splitlines()
    assert len(lines) == len(scalecalc.check("bad.yaml"))
    assert all(line.startswith("bad.yaml:") for line in lines)


def test_json(run: InProcess) -> None:
    problems = json.loads(run("predict", "bad.yaml", "--errors", "json").err)
    assert {problem["file"] for problem in problems} == {"bad.yaml"}


def test_errors_of_another_kind_as_json(run: InProcess) -> None:
    (problem,) = json.loads(run("predict", "none.yaml", "--errors", "json").err)
    assert "none.yaml" in problem["message"] + problem["file"]


def test_set_names_the_option(run: InProcess) -> None:
    result = run("predict", "spec.yaml", "--set", "spectrum.alpha=-1")
    assert result.status == 2
    assert result.err.startswith("--set spectrum.alpha=-1:")
    assert "^" in result.err


@pytest.mark.parametrize("name", ["none.yaml", "."])
def test_files_that_cannot_be_read(name: str, run: InProcess) -> None:
    result = run("predict", name)
    assert (result.status, result.out) == (2, "")
    assert name in result.err
    assert "Traceback" not in result.err


def test_too_many_points(run: InProcess) -> None:
    result = run("predict", "spec.yaml", "--max-points", "6", "--csv")
    assert (result.status, result.out) == (2, "")
    assert "--max-points" in result.err
    assert run("predict", "spec.yaml", "--max-points", "7", "--csv").status == 0


def test_debug_asks_for_a_traceback(run: InProcess) -> None:
    result = run("predict", "bad.yaml", "--debug")
    assert result.status == 2
    assert result.err.startswith("Traceback")
    assert "bad.yaml:1:36: error:" in result.err


def test_a_valid_spec(run: InProcess) -> None:
    result = run("check", "spec.yaml")
    assert (result.status, result.out, result.err) == (0, "file,line,column,message\n", "")


def test_invalid_specs(run: InProcess) -> None:
    result = run("check", "spec.yaml", "bad.yaml", "-", stdin=BAD_SPEC)
    assert result.status == 1
    lines = result.out.splitlines()
    assert lines[0] == "file,line,column,message"
    assert any(line.startswith("bad.yaml,1,36,") for line in lines)
    assert len(lines) == 1 + 2 * len(scalecalc.check("bad.yaml"))
    assert "bad.yaml:1:36: error:" in result.err


def test_a_spec_that_cannot_be_read_goes_before_one_that_is_invalid(run: InProcess) -> None:
    result = run("check", "bad.yaml", "none.yaml", "--json")
    assert result.status == 2
    files = [row["file"] for row in json.loads(result.out)["rows"]]
    assert files[-1] == "none.yaml"
    assert files[0] == "bad.yaml"


def test_check_reads_standard_input(run: InProcess) -> None:
    assert run("check", stdin=SPEC).status == 0
    assert run("check", stdin="").status == 1


def test_check_to_a_file(run: InProcess, folder: Path) -> None:
    result = run("check", "bad.yaml", "-o", "problems.csv", "--errors", "concise")
    count = len(scalecalc.check("bad.yaml"))
    assert result.err.endswith(f"wrote {count} problem{'s' * (count > 1)} to problems.csv\n")
    assert len((folder / "problems.csv").read_text().splitlines()) == 1 + count


def test_check_takes_set(run: InProcess) -> None:
    assert run("check", "spec.yaml", "--set", "noise=-1").status == 1


def test_schema(run: InProcess, folder: Path) -> None:
    assert json.loads(run("schema").out) == scalecalc.schema()
    assert run("schema", "-o", "x.json").err == ""
    assert json.loads((folder / "x.json").read_text()) == scalecalc.schema()
