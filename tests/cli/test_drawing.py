"""--plot and --figure: what goes where, and what is refused before anything is computed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import InProcess, Program
from tests.cli.test_startup import loaded_by
from tests.cli.test_streams import on_a_terminal

DRAWING = ("predict", "decompose", "exponents", "regimes")


@pytest.mark.parametrize("command", DRAWING)
def test_a_chart_takes_the_place_of_the_table(command: str, run: InProcess) -> None:
    result = run(command, "spec.yaml", "--plot")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("Random features on a power-law task\n")
    assert "samples P" in result.out
    assert "└" in result.out
    assert not re.search(r"^\w+,\w+,", result.out, re.MULTILINE)  # no CSV
    assert max(map(len, result.out.splitlines())) <= 80


def test_a_pipe_without_unicode(program: Program) -> None:
    result = program("predict", "spec.yaml", "--plot", PYTHONIOENCODING="ascii")
    assert (result.status, result.err) == (0, "")
    assert result.out.isascii()
    assert "1e-2 +" in result.out


@pytest.mark.parametrize("columns", [40, 100])
def test_a_terminal(folder: Path, columns: int) -> None:
    status, text = on_a_terminal("predict", "spec.yaml", "--plot", columns=columns, NO_COLOR="1")
    assert status == 0
    assert "\x1b[3" not in text
    assert "\x1b[96m" in on_a_terminal("predict", "spec.yaml", "--plot")[1]


def test_data_with_a_file_of_their_own_go_there_as_well(run: InProcess, folder: Path) -> None:
    result = run("predict", "spec.yaml", "--plot", "-o", "x.csv")
    assert (result.status, result.err) == (0, "wrote 7 rows to x.csv\n")
    assert "samples P" in result.out
    assert (folder / "x.csv").read_text() == run("predict", "spec.yaml", "--csv").out


@pytest.mark.parametrize(
    ("command", "suffix"),
    [*((name, "svg") for name in DRAWING), ("predict", "png"), ("predict", "pdf"), ("predict", "html")],
)
def test_a_figure_is_drawn_beside_the_data(command: str, suffix: str, run: InProcess, folder: Path) -> None:
    result = run(command, "spec.yaml", "--csv", "--figure", f"x.{suffix}")
    assert (result.status, result.err) == (0, f"wrote x.{suffix}\n")
    assert result.out == run(command, "spec.yaml", "--csv").out
    assert len((folder / f"x.{suffix}").read_bytes()) > 1000


def test_a_page_has_room_for_more_cases_than_a_sheet(run: InProcess, folder: Path) -> None:
    varied = ("predict", "spec.yaml", "--vary", "noise=0.1:1:10", "--csv", "-q", "--figure")
    assert run(*varied, "x.html").status == 0
    assert '"steps":["0.1","0.129155",' in (folder / "x.html").read_text("utf-8")
    refused = run(*varied, "x.svg")
    assert (refused.status, "at most 8 combinations" in refused.err) == (2, True)


def test_quiet(run: InProcess) -> None:
    result = run("regimes", "spec.yaml", "--plot", "--figure", "x.svg", "-q")
    assert (result.status, result.err) == (0, "")
    assert "local exponents are exact" not in result.out


def test_stacked(run: InProcess) -> None:
    result = run("decompose", "spec.yaml", "--plot", "--stacked")
    assert result.status == 0
    assert "█" in result.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("predict", "--plot", "--csv"), "where csv cannot go as well; give it --output FILE"),
        (("predict", "--plot", "--json"), "where json cannot go as well"),
        (("predict", "--plot", "-f", "tsv"), "where tsv cannot go as well"),
        (("regimes", "--plot", "--columns", "start"), "--columns picks columns of the table, which --plot replaces"),
        (("predict", "--plot", "--columns", "samples"), "a picture has no curve of samples; it can draw"),
        (("predict", "--plot", "--columns", "kapa2"), "no column 'kapa2', did you mean 'kappa2'?"),
        (("predict", "--figure", "x.jpg"), "use one of .svg, .png, .pdf"),
        (("predict", "--figure", "-"), "use one of .svg, .png, .pdf"),
        (("predict", "--figure", "none/x.svg"), "cannot write none/x.svg: no such file"),
        (("predict", "--plot", "--set", "samples=10"), "a picture needs a sweep"),
        (("regimes", "--plot", "--along", "ridge"), "a picture along ridge needs a sweep of it"),
        (
            (
                "predict",
                "--plot",
                *("--set", "samples={from: 1, to: 1e9, points: 9}"),
                "--set",
                "ridge={from: 1e-9, to: 1, points: 9}",
            ),
            "at most 8 combinations",
        ),
        (("decompose", "--stacked"), "--stacked says how to draw; add --plot, or --figure FILE"),
        (("predict", "--plot", "--size", "column"), "--size is for figures on paper; add --figure FILE.svg"),
        (("predict", "--plot", "--style", "slides"), "--style is for figures on paper"),
        (("predict", "--plot", "--x-limits", "1e30:1e31"), "nothing of what would be drawn lies within these limits"),
        (
            ("predict", "--csv", "-o", "x.svg", "--figure", "./x.svg"),
            "--output x.svg and --figure ./x.svg are the same file",
        ),
    ],
)
def test_what_cannot_be_drawn(arguments: tuple[str, ...], message: str, run: InProcess, folder: Path) -> None:
    command, *options = arguments
    before = sorted(folder.iterdir())
    result = run(command, "spec.yaml", *options)
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert sorted(folder.iterdir()) == before


def test_the_figure_does_not_replace_the_spec(run: InProcess, folder: Path) -> None:
    (folder / "spec.svg").symlink_to("spec.yaml")
    result = run("predict", "spec.yaml", "--figure", "spec.svg")
    assert (result.status, result.err) == (2, "error: --figure spec.svg is the spec itself\n")


def test_without_matplotlib(run: InProcess, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = run("predict", "spec.yaml", "--figure", "x.svg")
    assert (result.status, result.out) == (2, "")
    assert "pip install 'scalecalc[plot]'" in result.err
    assert not (folder / "x.svg").exists()
    assert run("predict", "spec.yaml", "--plot").status == 0


def test_a_failed_run_leaves_the_old_figure(run: InProcess, folder: Path) -> None:
    (folder / "x.svg").write_text("old")
    assert run("predict", "bad.yaml", "--figure", "x.svg").status == 2
    assert (folder / "x.svg").read_text() == "old"


def test_dry_run(run: InProcess, folder: Path) -> None:
    lines = run("predict", "spec.yaml", "--plot", "--figure", "x.pdf", "-n").out.splitlines()
    assert lines[-2:] == ["output:   chart to standard output", "figure:   x.pdf"]
    assert not (folder / "x.pdf").exists()


def test_only_what_is_needed_is_loaded(folder: Path) -> None:
    assert loaded_by("predict", "spec.yaml", "--plot") == {"typer", "pydantic", "numpy", "yaml"}
    assert "matplotlib" in loaded_by("predict", "spec.yaml", "--figure", "x.png")


@pytest.mark.parametrize("option", ["--x-scale=linear", "--y-limits=:1", "--size=column", "--style=slides"])
def test_how_to_draw_says_nothing_without_a_drawing(option: str, run: InProcess) -> None:
    result = run("predict", "spec.yaml", option)
    assert (result.status, result.out) == (2, "")
    assert "says how to draw; add --plot, or --figure FILE" in result.err


def test_limits_that_are_none_are_told_first(run: InProcess) -> None:
    result = run("predict", "spec.yaml", "--plot", "--x-limits", "10:1")
    assert (result.status, result.out) == (2, "")
    assert "the first must be below the second" in result.err


def test_a_chart_between_limits_on_linear_scales(run: InProcess) -> None:
    result = run("predict", "spec.yaml", "--plot", "--x-scale=linear", "--x-limits=0:100", "--y-limits=0:1")
    assert (result.status, result.err) == (0, "")
    ticks = [line.split()[0] for line in result.out.splitlines() if "┤" in line]
    assert {"0", "1"} <= set(ticks)


def test_a_figure_for_a_column(run: InProcess, folder: Path) -> None:
    assert run("predict", "spec.yaml", "--figure", "a.svg", "--size", "column", "-o", "a.csv").status == 0
    assert re.search(r'width="245(\.\d*)?pt"', (folder / "a.svg").read_text())
