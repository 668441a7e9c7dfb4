"""The worked specs and data that every installation has."""

from __future__ import annotations

import csv
import io
import shlex
from pathlib import Path

import numpy as np
import pytest

import scalecalc
from scalecalc.commands.example import power_law_data
from scalecalc.commands.example.shelf import found, groups, names, specs_folder
from scalecalc.commands.example.specs import Spec
from tests.cli.conftest import InProcess

SPECS = Path(__file__).parents[2] / "specs"
DRAWN = "power_law_data"


def test_every_spec_has_a_name_of_its_own() -> None:
    specs = {path.stem for path in SPECS.rglob("*.yaml")}
    assert len(names()) == len(set(names()))
    assert set(names()) == specs | {DRAWN, "runs"}


@pytest.mark.parametrize("name", names())
def test_every_example_has_a_title_and_a_command_to_go_on_with(name: str) -> None:
    one = found(name)
    assert one.title
    assert one.next(Path("my folder")).startswith("scalecalc ")
    assert f"'my folder/{next(iter(one.files()))}'" in one.next(Path("my folder"))


@pytest.mark.parametrize("name", [one.name for group in groups().values() for one in group if isinstance(one, Spec)])
def test_what_a_spec_reads_is_beside_it(name: str) -> None:
    """Or it could not be written beside it; and whether it reads anything is told without reading it."""
    one = found(name)
    (path,) = SPECS.rglob(f"{name}.yaml")
    assert set(one.files()) == {
        path.name,
        *(file.relative_to(path.parent).as_posix() for file in scalecalc.load(path).data_files),
    }


def test_the_list(run: InProcess) -> None:
    done = run("example")
    assert (done.status, done.err) == (0, "")
    assert all(f"  {name} " in done.out for name in names())
    assert max(map(len, done.out.splitlines())) <= 80
    assert done.out == scalecalc.example()


def test_a_spec_is_printed_as_it_is(run: InProcess) -> None:
    done = run("example", "quickstart")
    assert (done.status, done.err) == (0, "")
    assert done.out == (SPECS / "quickstart.yaml").read_text() == scalecalc.example("quickstart")
    for name in ("paper/05_venn_ridge", "05_venn_ridge.yaml"):
        text = (SPECS / "paper" / "05_venn_ridge.yaml").read_text()
        assert run("example", name).out == text.replace("../scalecalc.schema.json", "./scalecalc.schema.json")


def test_a_printed_spec_can_be_piped_on(run: InProcess) -> None:
    text = run("example", "quickstart").out
    assert run("predict", "-", stdin=text).out == run("predict", str(SPECS / "quickstart.yaml")).out


def test_a_spec_whose_data_are_not_printed_says_so(run: InProcess) -> None:
    hint = "measured_spectrum reads measured_spectrum.csv; 'scalecalc example measured_spectrum --to DIR' writes both\n"
    assert run("example", "measured_spectrum").err == hint
    assert run("example", "measured_spectrum", "-q").err == ""


@pytest.mark.parametrize("name", ["measured_spectrum", "12_phase_diagram", "runs"])
def test_the_command_that_is_told_runs(folder: Path, run: InProcess, name: str) -> None:
    done = run("example", name, "--to", "a new/folder")
    assert (done.status, done.out) == (0, "")
    *wrote, after = done.err.splitlines()
    assert sorted(wrote) == sorted(f"wrote {file}" for file in Path("a new/folder").iterdir())
    assert run(*shlex.split(after.removeprefix("next: "))[1:]).status == 0


def test_files_of_others_stay(folder: Path, run: InProcess) -> None:
    """All or nothing; and what is there already may be written again."""
    (folder / "to").mkdir()
    (folder / "to" / "measured_spectrum.csv").write_text("mine")
    done = run("example", "measured_spectrum", "--to", "to")
    assert (done.status, done.out) == (2, "")
    assert "to/measured_spectrum.csv is there already" in done.err
    assert [file.name for file in (folder / "to").iterdir()] == ["measured_spectrum.csv"]
    assert [run("example", "quickstart", "--to", "to").status for _ in range(2)] == [0, 0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("quikstart",), "did you mean 'quickstart'?"),
        ((DRAWN,), f"{DRAWN} is no text but features.npy and labels.npy, and needs 'to'"),
        (("--to", "x"), "which example"),
        (("quickstart", "--to", "x", "-o", "y"), "--output is for a text"),
        (("quickstart", "--to", "spec.yaml"), "cannot"),
        (("quickstart", "--to", "spec.yaml/x"), "cannot"),
    ],
)
def test_misuse(folder: Path, run: InProcess, arguments: tuple[str, ...], said: str) -> None:
    before = set(folder.iterdir())
    done = run("example", *arguments)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert set(folder.iterdir()) == before


def test_the_data_are_what_their_title_says(folder: Path, run: InProcess) -> None:
    assert run("example", DRAWN, "--to", ".").status == 0
    done = run("estimate", "features.npy", "--target", "labels.npy", "--csv")
    rows = {row["quantity"]: row for row in csv.DictReader(io.StringIO(done.out))}
    truth = {"alpha": power_law_data.ALPHA, "r": power_law_data.R, "noise": power_law_data.NOISE}
    assert all(float(rows[name]["low"]) < value < float(rows[name]["high"]) for name, value in truth.items())
    features, labels = np.load("features.npy"), np.load("labels.npy")
    assert features.shape == (len(labels), 200)


def test_from_python(folder: Path) -> None:
    assert "next: scalecalc predict to/quickstart.yaml" in scalecalc.example("quickstart", to=folder / "to").replace(
        f"{folder}/", ""
    )
    with pytest.raises(scalecalc.UsageError, match="no example"):
        scalecalc.example("nothing like it")


def test_an_installed_package_has_them_inside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from scalecalc.commands.example import shelf

    assert specs_folder() == SPECS
    (tmp_path / "specs").mkdir()
    monkeypatch.setattr(shelf, "_PACKAGE", tmp_path)
    assert specs_folder() == tmp_path / "specs"
