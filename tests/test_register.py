"""Commands of one's own: registered from outside, they are where the built-in ones are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import pytest

import scalecalc
from scalecalc import Column, Table, UsageError
from scalecalc.cli.main import main
from scalecalc.commands.base import Command, TextCommand
from scalecalc.commands.specified import SpecCommand
from scalecalc.figures.picture import Axis, Picture, Series
from scalecalc.options import INPUT, Argument, Option
from scalecalc.registration import register
from scalecalc.spec import Study
from tests.registering import registered

COLUMNS = (Column("samples", "number of training samples", "P"), Column("cost", "what they cost", "C"))


class CostSketch:
    """The cost against the samples."""

    def __init__(self) -> None:
        self._blocks: list[Table] = []

    def see(self, block: Table) -> None:
        self._blocks.append(block)

    def pictures(self) -> tuple[Picture, ...]:
        (block,) = self._blocks
        line = Series("cost", "C", block["samples"], block["cost"])
        return (Picture("Costs", Axis("samples", "P"), Axis("cost", "C"), (line,)),)


class Price(SpecCommand):
    """What the samples of a sweep cost.

    Examples:
      $ scalecalc price spec.yaml --each 2.5
    """

    name = "price"

    each: Annotated[float, Option("The price of a sample.", "NUMBER", panel=INPUT)] = 1.0
    unit: Annotated[Literal["hours", "euros"] | None, Option("What it is paid in.", shown="nothing")] = None

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        return COLUMNS

    def blocks(self, study: Study) -> Iterator[Table]:
        samples = study.grid.block(0, len(study.grid)).samples
        yield Table(COLUMNS, {"samples": samples, "cost": self.each * samples}, study.title, (f"In {self.unit}.",))

    def pen(self, study: Study) -> CostSketch:
        return CostSketch()


class Greet(TextCommand):
    """Say something.

    Examples:
      $ scalecalc greet world
    """

    name = "greet"

    whom: Annotated[str, Argument("Who is greeted.", "WHOM")]

    def text(self) -> str:
        return f"hello, {self.whom}\n"


SPEC: dict[str, Any] = {
    "spectrum": {"kind": "isotropic", "modes": 10},
    "target": {"kind": "isotropic"},
    "ridge": 0.1,
    "samples": [5, 20],
}


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For one test only."""
    (tmp_path / "spec.yaml").write_text(
        "{spectrum: {kind: isotropic, modes: 10}, target: {kind: isotropic}, ridge: 0.1, samples: [5, 20]}"
    )
    monkeypatch.chdir(tmp_path)
    with registered(Price, Greet):
        yield


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    status = main(arguments)
    captured = capsys.readouterr()
    assert (status, captured.err) == (0, "")
    return captured.out


def test_from_python() -> None:
    table = scalecalc.price(SPEC, ["samples=[7]"], each=2.0)
    assert table["cost"].tolist() == [14.0]
    assert Price(each=3.0).table(scalecalc.load(SPEC))["cost"].tolist() == [15.0, 60.0]
    assert "price" in dir(scalecalc)
    assert scalecalc.greet(whom="you") == "hello, you\n"


def test_its_picture() -> None:
    axes = scalecalc.price(SPEC).plot()
    assert axes.get_ylabel() == "cost  $C$"


def test_wrong_options_are_sentences() -> None:
    with pytest.raises(UsageError, match="each must be a number, got 'x'"):
        scalecalc.price(SPEC, each="x")
    with pytest.raises(UsageError, match="unit must be one of hours, euros, or None, got 'days'"):
        scalecalc.price(SPEC, unit="days")
    with pytest.raises(UsageError, match="price takes no shop"):
        scalecalc.price(SPEC, shop=3)
    with pytest.raises(UsageError, match="greet needs whom"):
        scalecalc.greet()


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "tsv", "markdown", "table"])
def test_every_format(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "50" in output(capsys, "price", "spec.yaml", "--each", "2.5", "--set", "samples=20", "--format", form)


def test_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "price", "spec.yaml", "--each", "2.5", "--csv")
    assert text == "samples,cost\n5,12.5\n20,50\n"
    assert output(capsys, "price", "spec.yaml", "--columns", "cost") == "cost\n5\n20\n"
    assert "C" in output(capsys, "price", "spec.yaml", "--plot")
    assert output(capsys, "greet", "world") == "hello, world\n"


def test_a_file_and_a_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["price", "spec.yaml", "-o", "x.parquet", "--figure", "x.svg"]) == 0
    assert capsys.readouterr().err == "wrote 2 rows to x.parquet\nwrote x.svg\n"
    assert Path("x.svg").read_text().count("cost")


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "price", "--help")
    for part in ("What the samples of a sweep cost.", "--each", "The price of a sample.", "--unit", "hours"):
        assert part in text
    assert "What the samples of a sweep cost." in output(capsys, "--help")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    script = output(capsys, "completion", shell)
    assert "price" in script
    assert "each" in script
    assert "hours" in script


@pytest.mark.parametrize("one", [3, "price", int, Study, Price(each=1.0), None])
def test_what_is_no_command(one: Any) -> None:
    with pytest.raises(UsageError, match="register takes a class whose base is one of"):
        register(one)


def test_names_that_are_taken() -> None:
    with pytest.raises(UsageError, match="there is a command 'price' already; the commands are predict, "):
        register(Price)


def named(word: Any, text: str = "Help.", **fields: Any) -> type[Command]:
    return type("Own", (TextCommand,), {"__doc__": text, "name": word, **fields})


@pytest.mark.parametrize("name", ["", "Price", "two words", "-x", "a_b", None, 3])
def test_names_that_are_none(name: Any) -> None:
    with pytest.raises(UsageError, match="a command has a name of small letters"):
        register(named(name))


def test_a_command_has_help() -> None:
    with pytest.raises(UsageError, match="has no docstring, which is its help"):
        register(named("own", ""))


def test_options_that_are_taken() -> None:
    class Quiet(TextCommand):
        """Help."""

        name = "quiet"

        output: Annotated[str, Option("Where.")] = "-"

    with pytest.raises(UsageError, match="has options that the command line has as well: output"):
        register(Quiet)


def test_blocks_of_any_number_are_one_table() -> None:
    class Count(SpecCommand):
        """Count."""

        name = "count"

        def blocks(self, study: Study) -> Iterator[Table]:
            for number in range(3):
                notes = (f"{number + 1} so far",)
                yield Table((Column("n", "a number"),), {"n": np.array([float(number)])}, "", notes)

    table = Count().table(scalecalc.load(SPEC))
    assert table["n"].tolist() == [0, 1, 2]
    assert table.notes == ("3 so far",)
    with pytest.raises(UsageError, match="this table has no picture"):
        table.plot()
