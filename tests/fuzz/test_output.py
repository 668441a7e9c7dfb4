"""Whatever the spec and the command line: an exit status that means something, problems with places, whole files."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given

from tests.fuzz import properties
from tests.fuzz.settings import cases
from tests.strategies.case import Case, csv
from tests.strategies.commands import CommandLine, command_lines
from tests.strategies.damage import broken_specs, damaged_files, damaged_texts
from tests.strategies.simulations import simulations

_PLAIN = Case(
    {
        "spectrum": {"kind": "file", "path": "eta.csv", "column": "eta"},
        "target": {"kind": "isotropic"},
        "noise": 0.1,
        "ridge": 0.01,
        "samples": 3,
    },
    {"eta.csv": csv({"eta": [1.0, 0.5]})},
)


@cases(50)
@given(case=broken_specs())
def test_broken_specs(case: Case, tmp_path: Path) -> None:
    properties.broken(case, tmp_path)


@cases(60)
@given(damaged=damaged_texts())
def test_damaged_texts(damaged: tuple[bytes, dict[str, bytes]], tmp_path: Path) -> None:
    properties.damaged(*damaged, tmp_path)


@cases(40)
@given(case=damaged_files())
def test_damaged_data_files(case: Case, tmp_path: Path) -> None:
    properties.damaged_file(case, tmp_path)


@cases(50)
@given(line=command_lines())
@example(line=CommandLine(_PLAIN, ("predict", "spec.yaml", "--csv", "-o", "spec.yaml")))
@example(line=CommandLine(_PLAIN, ("decompose", "spec.yaml", "-o", "eta.csv")))
def test_command_lines(line: CommandLine, tmp_path: Path) -> None:
    properties.command(line, tmp_path)


@cases(10)
@given(line=simulations())
def test_simulations(line: CommandLine, tmp_path: Path) -> None:
    properties.command(line, tmp_path)
