"""Nothing is written onto a file that the run reads, by whatever name, nor onto another output of the run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import scalecalc
from tests.cli.conftest import InProcess, environment

SPEC = """\
spectrum: {kind: file, path: data/spectrum.csv, column: eta}
target: {kind: file, path: data/target.npy, column_is: power}
noise: 0.1
ridge: 1e-2
samples: [8, 12]
features: {layers: [{width: 9}, {weights: {kind: file, path: rows.csv, column: s}}]}
correlation: {kind: file, path: correlation.npy}
"""
BROKEN = SPEC.replace("noise: 0.1", "noise: -1")
DATA = ("data/spectrum.csv", "data/target.npy", "rows.csv", "correlation.npy")


@pytest.fixture
def measured(folder: Path) -> Path:
    """A spec that reads four files, and measured rows beside it."""
    (folder / "data").mkdir()
    (folder / "files.yaml").write_text(SPEC)
    (folder / "broken.yaml").write_text(BROKEN)
    eta = np.arange(1.0, 21) ** -1.5
    np.savetxt(folder / "data/spectrum.csv", eta, header="eta", comments="")
    np.save(folder / "data/target.npy", eta)
    np.savetxt(folder / "rows.csv", np.linspace(2, 1, 10), header="s", comments="")
    np.save(folder / "correlation.npy", np.ones(12))
    rows = np.random.default_rng(0).standard_normal((60, 30))
    np.savetxt(folder / "covariates.csv", rows, delimiter=",")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def refused(run: InProcess, folder: Path, *arguments: str) -> str:
    """What is said by a run that leaves everything as it was."""
    before = contents(folder)
    result = run(*arguments)
    assert (result.status, result.out) == (2, "")
    assert contents(folder) == before
    assert result.err.count("\n") == 1
    return result.err


def test_all_that_a_load_opens_is_known(measured: Path) -> None:
    """By Python's own account of what is opened: a reader that is added later is found out here."""
    script = """if True:
        import os, sys
        opened = []
        sys.addaudithook(lambda event, arguments: opened.append(arguments[0]) if event == "open" else None)
        import scalecalc
        study = scalecalc.load("files.yaml")
        inside = {os.path.realpath(name) for name in opened if isinstance(name, (str, os.PathLike))}
        inside = {name for name in inside if name.startswith(os.getcwd())}
        print(len(inside), inside == {os.path.realpath(path) for path in ("files.yaml", *study.data_files)})
        """
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment())
    assert (done.stdout, done.stderr) == ("5 True\n", "")


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("option", ["--output", "--figure", "--checkpoint"])
def test_no_output_onto_a_file_of_the_spec(name: str, option: str, run: InProcess, measured: Path) -> None:
    command = "simulate" if option == "--checkpoint" else "predict"
    link = measured / "link.svg"
    link.symlink_to(measured / name)
    err = refused(run, measured, command, "files.yaml", "--csv", option, str(link))
    assert err == f"error: {option} {link} is {name}, a file that the run reads\n"


@pytest.mark.parametrize("command", ["predict", "decompose", "exponents", "regimes", "flow", "simulate", "check"])
def test_every_command(command: str, run: InProcess, measured: Path) -> None:
    assert "that the run reads" in refused(run, measured, command, "files.yaml", "-o", DATA[0])
    assert "the spec itself" in refused(run, measured, command, "files.yaml", "--csv", "-o", "files.yaml")


def test_the_files_of_a_broken_spec_are_left_alone_too(run: InProcess, measured: Path) -> None:
    assert "that the run reads" in refused(run, measured, "check", "spec.yaml", "broken.yaml", "-o", DATA[0])


def test_by_other_names(run: InProcess, measured: Path) -> None:
    (measured / "hard.csv").hardlink_to(measured / DATA[0])
    (measured / "elsewhere").symlink_to("data")
    names = ["hard.csv", "elsewhere/spectrum.csv", "./data/../data/spectrum.csv", str(measured / DATA[0])]
    if Path("/dev/fd").exists():
        descriptor = os.open(DATA[0], os.O_RDWR)
        names += [f"/dev/fd/{descriptor}", f"/proc/self/fd/{descriptor}"]
    for name in names:
        assert "a file that the run reads" in refused(run, measured, "predict", "files.yaml", "--csv", "-o", name)


def test_the_covariates(run: InProcess, measured: Path) -> None:
    options = ("--set", "samples=8", "--set", "features.width=9", "--covariates", "covariates.csv")
    err = refused(run, measured, "simulate", "spec.yaml", *options, "-o", "./covariates.csv")
    assert err == "error: --output ./covariates.csv is covariates.csv, a file that the run reads\n"


@pytest.mark.parametrize(
    "options",
    [
        ("-o", "x.svg", "--figure", "./x.svg"),
        ("-o", "x.csv", "--checkpoint", "x.csv"),
        ("-o", "x.csv", "--checkpoint", "X.CSV"),
        ("-o", "y.csv", "--figure", "y.svg"),
        ("-o", "old.csv", "--checkpoint", "old.jsonl"),
    ],
)
def test_two_outputs_are_two_files(options: tuple[str, ...], run: InProcess, measured: Path) -> None:
    (measured / "y.svg").symlink_to("y.csv")  # which is not there yet
    (measured / "old.csv").write_text("old")
    (measured / "old.jsonl").hardlink_to(measured / "old.csv")
    err = refused(run, measured, "simulate", "spec.yaml", "--csv", *options)
    assert "are the same file; give each its own" in err


def test_standard_input_and_output_count(measured: Path) -> None:
    """`- < spec.yaml -o spec.yaml`, and `spec.yaml >> spec.yaml`."""
    before = contents(measured)
    command = [sys.executable, "-m", "scalecalc", "predict", "--csv"]
    with (measured / "spec.yaml").open("rb") as spec, (measured / "spec.yaml").open("ab") as end:
        for arguments, out in ((["-", "-o", "spec.yaml"], subprocess.PIPE), (["spec.yaml"], end), (["-"], end)):
            spec.seek(0)
            done = subprocess.run(
                [*command, *arguments], stdin=spec, stdout=out, stderr=subprocess.PIPE, env=environment(), text=True
            )
            assert done.returncode == 2
            assert done.stderr.endswith(" is the spec itself\n")
    assert contents(measured) == before


def test_what_is_not_there_yet_is_written(run: InProcess, measured: Path) -> None:
    result = run("predict", "files.yaml", "-o", "x.csv", "--figure", "x.svg", "-q")
    assert (result.status, result.err) == (0, "")
    assert len((measured / "x.csv").read_text().splitlines()) == 3
    assert scalecalc.load("files.yaml").data_files == tuple(map(Path, DATA))
