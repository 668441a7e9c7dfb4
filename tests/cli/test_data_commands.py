"""Commands on data, on the command line: what is read, where from, and what is offered after a TAB."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from scalecalc import Column, Table
from scalecalc.commands.measured import DataCommand
from scalecalc.empirical.cost import Cost
from scalecalc.empirical.dataset import Dataset
from tests.cli.conftest import InProcess
from tests.registering import registered

COLUMNS = (Column("samples", "their number"), Column("features", "their number"), Column("targets", "their number"))
X = np.random.default_rng(3).standard_normal((20, 3))


class Count(DataCommand):
    """Count what is there.

    Examples:
      $ scalecalc count features.npy --target labels.npy
    """

    name = "count"

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        return COLUMNS

    def cost(self, given: Dataset) -> Cost:
        return Cost(8.0 * len(given) ** 2, 0.1)

    def answer(self, given: Dataset) -> Iterator[Table]:
        counts = (len(given), given.dimension or 0, given.wanted.shape[1])
        values = {column.name: np.array([float(count)]) for column, count in zip(COLUMNS, counts, strict=True)}
        yield Table(COLUMNS, values, given.title, given.notes)


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    np.save("x.npy", X)
    np.save("y.npy", np.arange(20) % 2)
    (tmp_path / "t.csv").write_text(
        "a,b,label\n" + "".join(f"{a!r},{b!r},{i % 2}\n" for i, (a, b, _) in enumerate(X.tolist()))
    )
    with registered(Count):
        yield


def test_rows_and_notes(run: InProcess) -> None:
    result = run("count", "x.npy", "-t", "y.npy", "--csv")
    assert (result.status, result.out) == (0, "samples,features,targets\n20,3,2\n")
    result = run("count", "t.csv", "-t", "label", "--json")
    assert '"The target is taken as labels of 2 classes' in result.out


def test_standard_input(run: InProcess) -> None:
    table, labels = Path("t.csv").read_text(), "\n".join(str(i % 2) for i in range(1, 21))
    assert run("count", "-", "-t", "y.npy", "--csv", stdin=table).out == "samples,features,targets\n20,3,2\n"
    assert run("count", "-t", "label", "--csv", stdin=table).out == "samples,features,targets\n20,2,2\n"
    assert run("count", "x.npy", "-t", "-", "--csv", stdin=labels).out == "samples,features,targets\n20,3,2\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("x.npy",), "count takes a target for every sample"),
        (("nowhere.npy", "-t", "y.npy"), "nowhere.npy: cannot be read (No such file or directory)"),
        (("x.npy", "-t", "nowhere"), "neither a file nor in x.npy; it has no names"),
        (("t.csv", "-t", "labl"), "did you mean 'label'?"),
        (("x.npy", "-t", "y.npy", "-f", "csv", "-o", "y.npy"), "y.npy, a file that the run reads"),
        (("-", "-t", "-"), "both come from standard input"),
        (("x.npy", "-t", "y.npy", "--memory", "1kB"), "this takes about 3.2 kB of memory, more than the 1 kB"),
    ],
)
def test_misuse_is_a_sentence(words: tuple[str, ...], message: str, run: InProcess) -> None:
    result = run("count", *words)
    assert result.status == 2
    assert message in result.err
    assert "Traceback" not in result.err


def test_places_are_shown(run: InProcess) -> None:
    Path("bad.csv").write_text("a,label\n" + "1,0\n2,1\n" * 10 + "inf,1\n")
    result = run("count", "bad.csv", "-t", "label")
    assert result.status == 2
    assert "bad.csv:22:1: error: got inf, must be a finite number" in result.err


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("count", ""), {"x.npy", "y.npy", "t.csv", "p.parquet", "folder"}),
        (("count", "x.npy", "--target", ""), {"x.npy", "y.npy", "t.csv", "p.parquet", "folder"}),
        (("count", "x.npy", "-t", "t"), {"t.csv"}),
        (("count", "x.npy", "--kernel", ""), {"linear", "gaussian", "laplace", "relu", "precomputed"}),
        (("count", "x.npy", "-k", "g"), {"gaussian"}),
        (("count", "x.npy", "--target-is", ""), {"auto", "labels", "numbers"}),
    ],
)
def test_bash_completes_data(words: tuple[str, ...], expected: set[str], run: InProcess) -> None:
    for name in ("p.parquet", "notes.md", "spec.yaml"):
        Path(name).write_text("")
    Path("folder").mkdir()
    script = (
        f"{run('completion', 'bash').out}\nCOMP_WORDS=(scalecalc {' '.join(word or chr(39) * 2 for word in words)})"
    )
    script += f'\nCOMP_CWORD={len(words)}; _scalecalc; printf "%s\\n" "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert set(done.stdout.split()) == expected


def test_zsh_and_fish_complete_data(run: InProcess) -> None:
    zsh = run("completion", "zsh").out
    assert '*:estimate:_files -g "*.(npy|npz|csv|tsv|txt|parquet|gz)(-.)"' in zsh
    assert ':target:_files -g "*.(npy|npz|csv|tsv|txt|parquet|gz)(-.)"' in zsh
    assert ":kernel:(linear gaussian laplace relu precomputed)" in zsh
    fish = run("completion", "fish").out
    assert "-a '(__scalecalc_files npy npz csv tsv txt parquet gz)'" in fish
    assert "-l kernel -x -a 'linear gaussian laplace relu precomputed'" in fish
