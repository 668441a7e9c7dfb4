"""The command `fit`: columns, files, refusals with places, pictures."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
import yaml

import scalecalc
from tests.cli.conftest import InProcess

SHIPPED = Path(__file__).parents[2] / "specs" / "runs.csv"
ASKED = ("fit", "runs.csv", "-x", "params", "-x", "tokens", "-y", "loss", "--bootstraps", "100")


@pytest.fixture(autouse=True)
def table(folder: Path) -> Path:
    path = folder / "runs.csv"
    path.write_bytes(SHIPPED.read_bytes())
    return path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_columns_and_the_digits_of_the_function(run: InProcess) -> None:
    result = run(*ASKED, "--csv")
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines()[0] == "parameter,estimate,stderr,low,high,note"
    table = scalecalc.fit("runs.csv", ["params", "tokens"], "loss", bootstraps=100)
    assert [float(row["estimate"]) for row in rows(result.out)] == table["estimate"].tolist()


def test_predictions(run: InProcess) -> None:
    result = run(*ASKED, "-p", "params=7e9,tokens=1e12", "-p", "params=1e9,tokens=1e10", "--csv")
    assert result.out.splitlines()[0] == "params,tokens,prediction,low,high"
    assert len(rows(result.out)) == 2


def test_parts_come_first(run: InProcess) -> None:
    result = run("fit", "runs.csv", "-x", "tokens", "-y", "loss", "--by", "params", "--bootstraps", "0", "--csv")
    assert result.status == 0
    assert result.out.splitlines()[0] == "params,parameter,estimate,stderr,low,high,note"
    assert len(rows(result.out)) == 21


def test_a_part_that_fails_is_exit_1(run: InProcess, table: Path) -> None:
    text = table.read_text() + "5e10,1e9,2.5\n5e10,1e10,2.4\n"
    table.write_text(text)
    result = run("fit", "runs.csv", "-x", "tokens", "-y", "loss", "--by", "params", "--bootstraps", "0", "--csv")
    assert result.status == 1
    assert result.err == "1 of 8 parts could not be fitted: the notes say why\n"
    assert "2 rows of 5e10 for 3 parameters" in rows(result.out)[-1]["note"]


def test_the_fit_is_kept_whole_and_not_onto_the_table(run: InProcess, folder: Path, table: Path) -> None:
    assert run(*ASKED, "--write-fit", "fit.yaml", "--csv").status == 0
    read = yaml.safe_load((folder / "fit.yaml").read_text())
    assert list(read["draws"]) == list(read["parameters"])
    before = table.read_bytes()
    result = run(*ASKED, "--write-fit", "runs.csv")
    assert (result.status, result.err) == (2, "error: --write-fit runs.csv is the table itself\n")
    assert table.read_bytes() == before
    assert run(*ASKED, "--write-fit", "fit.yaml", "-o", "fit.yaml", "--csv").status == 2
    (folder / "old.yaml").write_text("old")
    assert run(*ASKED, "--write-fit", "old.yaml", "--hold", "flor=1").status == 2
    assert (folder / "old.yaml").read_text() == "old"


def test_entries_are_refused_with_their_place(run: InProcess, table: Path) -> None:
    table.write_text(table.read_text().replace("1e+07,2e+09,3.4719", "1e+07,2e+09,-3.4719"))
    result = run(*ASKED)
    assert result.status == 2
    assert result.err.startswith("runs.csv:4:13: error: loss is -3.4719, must be a number > 0")
    table.write_text(table.read_text().replace("1e+07,2e+09,-3.4719", "1e+07,2e+09,"))
    assert "runs.csv:4:13: error: loss is not a number, got nothing" in run(*ASKED).err


def test_rows_that_are_not_chosen_need_be_no_numbers(run: InProcess, table: Path) -> None:
    table.write_text(table.read_text().replace("1e+07,2e+09,3.4719", "1e+07,2e+09,failed"))
    assert run(*ASKED).status == 2
    chosen = ("--where", "params=1e8", "--where", "params=1e9", "--where", "params=1e10")
    assert run(*ASKED, *chosen, "--csv").status == 0


def test_a_table_may_be_piped_in_or_be_parquet(run: InProcess, folder: Path, table: Path) -> None:
    result = run(*ASKED, "--csv")
    assert run("fit", "-", *ASKED[2:], "--csv", stdin=table.read_text()).out == result.out
    frame = pd.read_csv(table, comment="#")
    frame["set"] = "a"
    frame.to_parquet(folder / "runs.parquet")
    parquet = run("fit", "runs.parquet", *ASKED[2:], "--where", "set=a", "--csv")
    assert (parquet.status, parquet.out) == (0, result.out)


def test_what_would_be_done(run: InProcess) -> None:
    result = run(*ASKED, "--dry-run")
    assert result.status == 0
    assert "35 rows" in result.out
    assert "100 resamples" in result.out


@pytest.mark.parametrize("options", [(), ("--where", "tokens=2e11")])
def test_pictures(run: InProcess, folder: Path, options: tuple[str, ...]) -> None:
    x = ("-x", "params") if options else ("-x", "params", "-x", "tokens")
    asked = ("fit", "runs.csv", *x, "-y", "loss", "--bootstraps", "40", *options)
    chart = run(*asked, "--plot").out
    assert "residuals" in chart
    assert "measured above the law, in %" in chart
    assert run(*asked, "--figure", "fit.svg", "-q", "--csv").status == 0
    assert (folder / "fit.svg").read_text().startswith("<?xml")


def test_too_many_parts_for_a_picture(run: InProcess) -> None:
    result = run("fit", "runs.csv", "-x", "tokens", "-y", "loss", "--by", "params", "--plot", "--bootstraps", "0")
    assert result.status == 2
    assert "7 parts are too many for a picture" in result.err


def test_an_old_fit_stays_where_the_rows_cannot_be_written(run: InProcess, tmp_path: Path) -> None:
    kept = tmp_path / "fit.yaml"
    kept.write_text("old")
    options = ["--x", "params", "--x", "tokens", "--y", "loss", "--bootstraps", "0", "--write-fit", str(kept)]
    assert run("fit", str(SHIPPED), *options, "--csv", "-o", "/dev/full").status == 2
    assert kept.read_text() == "old"
    assert run("fit", str(SHIPPED), *options, "--csv").status == 0
    assert kept.read_text().startswith("fit: 1\n")
