"""Data on standard output, everything else on standard error; the same answer as the functions give."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scalecalc
from tests.cli.conftest import SPEC, InProcess, Program

COORDINATES = "samples,width,ridge,noise"
HEADERS = {
    "predict": f"{COORDINATES},train_error,test_error,generalization_error,kappa1,kappa2,df1,df2,gamma1,"
    "test_train_ratio,s_samples,s_features,status",
    "flow": f"{COORDINATES},stage,size,s_transform,kappa,df1,error_factor,limit,status",
    "decompose": f"{COORDINATES},bias2,var_features,var_samples,var_samples_features,var_samples_noise,"
    "var_samples_features_noise,generalization_error,status",
    "exponents": "term,regime,exponent,log_power,amplitude,local_exponent,estimate,stderr,dominant",
    "regimes": "start,stop,regime,term,exponent,local_exponent",
}
VERBS: dict[str, Callable[..., scalecalc.Table]] = {
    "predict": scalecalc.predict,
    "flow": scalecalc.flow,
    "decompose": scalecalc.decompose,
    "exponents": scalecalc.exponents,
    "regimes": scalecalc.regimes,
}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def assert_same(texts: list[str], values: np.ndarray[Any, Any]) -> None:
    if values.dtype.kind == "f":
        assert [float(text) if text else np.nan for text in texts] == pytest.approx(
            values.tolist(), rel=0, abs=0, nan_ok=True
        )
    elif values.dtype.kind == "b":
        assert [text == "true" for text in texts] == values.tolist()
    else:
        assert texts == ["" if value is None else str(value) for value in values.tolist()]


@pytest.mark.parametrize("verb", VERBS)
def test_two_front_doors(verb: str, run: InProcess) -> None:
    result = run(verb, "spec.yaml", "--csv")
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines()[0] == HEADERS[verb]
    table = VERBS[verb]("spec.yaml")
    for name in table.names:
        assert_same([row[name] for row in rows(result.out)], table[name])


@pytest.mark.parametrize("verb", ["predict", "exponents"])
def test_a_pipe_gets_csv(verb: str, program: Program) -> None:
    assert program(verb, "spec.yaml").out == program(verb, "spec.yaml", "--csv").out


@pytest.mark.parametrize("arguments", [("-",), ()])
def test_the_spec_may_be_piped_in(arguments: tuple[str, ...], run: InProcess) -> None:
    result = run("predict", *arguments, stdin=SPEC)
    assert (result.status, result.err) == (0, "")
    assert result.out == run("predict", "spec.yaml").out


def test_json_of_a_json_spec(run: InProcess) -> None:
    spec = {
        "spectrum": {"kind": "power_law", "alpha": 1.5, "modes": 10000},
        "target": {"kind": "power_law", "r": 0.4},
        "ridge": 1e-06,
        "samples": [10, 100],
    }
    result = run("predict", "-", "--json", stdin=json.dumps(spec))
    assert (result.status, result.err) == (0, "")
    read = json.loads(result.out)
    assert [row["samples"] for row in read["rows"]] == [10, 100]
    assert read["rows"][0]["test_error"] == scalecalc.predict(spec)["test_error"][0]


def test_set(run: InProcess) -> None:
    result = run("predict", "spec.yaml", "--set", "samples=[50, 60]", "--set", "features.width=40", "--csv")
    assert [(row["samples"], row["width"]) for row in rows(result.out)] == [("50", "40"), ("60", "40")]


def test_columns(run: InProcess) -> None:
    result = run("predict", "spec.yaml", "--csv", "--columns", " test_error, samples ,test_error")
    assert result.out.splitlines()[0] == "test_error,samples"
    assert len(result.out.splitlines()) == 8


@pytest.mark.parametrize("columns", ["", ",", "nothing", "samples,tset_error"])
def test_bad_columns(columns: str, run: InProcess) -> None:
    result = run("predict", "spec.yaml", "--csv", "--columns", columns)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: ")


def test_along(run: InProcess) -> None:
    asked = run("exponents", "spec.yaml", "--along", "samples", "--csv")
    assert asked.status == 0
    assert asked.out == run("exponents", "spec.yaml", "--csv").out


def test_every_format_has_every_row(run: InProcess) -> None:
    for form, lines in {"csv": 8, "tsv": 8, "jsonl": 7}.items():
        assert len(run("predict", "spec.yaml", "--format", form).out.splitlines()) == lines
    assert run("predict", "spec.yaml", "-f", "markdown").out.count("\n| ") == 2 + 7
    assert "10000" in run("predict", "spec.yaml", "-f", "table").out


def test_formats_from_the_environment(run: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCALECALC_FORMAT", "json")
    assert json.loads(run("predict", "spec.yaml").out)
    assert run("predict", "spec.yaml", "--format", "csv").out.startswith("samples,")


@pytest.mark.parametrize(
    "arguments",
    [("--csv", "--json"), ("--csv", "--format", "json"), ("--format", "excel"), ("--max-points", "0")],
)
def test_contradictions(arguments: tuple[str, ...], run: InProcess) -> None:
    result = run("predict", "spec.yaml", *arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: ")


def test_a_shorthand_may_repeat_what_the_format_says(run: InProcess) -> None:
    assert run("predict", "spec.yaml", "--csv", "--format", "csv").status == 0


@pytest.mark.parametrize("name", ["out.csv", "out.tsv", "out.json", "out.jsonl", "out.md", "out.txt", "OUT.CSV"])
def test_files_have_the_format_of_their_suffix(name: str, run: InProcess, folder: Path) -> None:
    result = run("predict", "spec.yaml", "-o", name)
    assert (result.status, result.out) == (0, "")
    assert result.err == f"wrote 7 rows to {name}\n"
    text = (folder / name).read_text()
    starts = {
        "csv": "samples,",
        "tsv": "samples\t",
        "json": "{",
        "jsonl": '{"samples"',
        "md": "**",
        "txt": "Random",
    }
    assert text.startswith(starts[name.lower().rpartition(".")[2]])


def test_quiet(run: InProcess) -> None:
    assert run("predict", "spec.yaml", "-o", "x.csv", "-q").err == ""


def test_the_format_goes_before_the_suffix(run: InProcess, folder: Path) -> None:
    run("predict", "spec.yaml", "-o", "x.txt", "--json")
    assert json.loads((folder / "x.txt").read_text())


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("x.dat", "stands for no format"),
        ("x", "stands for no format"),
        ("none/x.csv", "no such file or directory"),
        ("spec.yaml", "is the spec itself"),
    ],
)
def test_bad_outputs(output: str, message: str, run: InProcess, folder: Path) -> None:
    result = run("predict", "spec.yaml", "-o", output, *(["--csv"] if "spec" in output else []))
    assert result.status == 2
    assert message in result.err
    assert sorted(path.name for path in folder.iterdir()) == ["bad.yaml", "spec.yaml"]


def test_a_failed_run_leaves_the_old_file(run: InProcess, folder: Path) -> None:
    (folder / "x.csv").write_text("old")
    assert run("predict", "bad.yaml", "-o", "x.csv").status == 2
    assert (folder / "x.csv").read_text() == "old"
    assert len(list(folder.iterdir())) == 3


def test_verbose_says_more_on_standard_error_only(run: InProcess) -> None:
    result = run("predict", "spec.yaml", "--csv", "-v")
    assert result.out == run("predict", "spec.yaml", "--csv").out
    assert "alpha: 1.5" in result.err
    assert "computed and written in" in result.err
