"""A user's random matrix, spectrum and command, written with the public names alone: they work wherever others do."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal

import jsonschema
import numpy as np
import pytest

import scalecalc
from scalecalc.commands.specified import SpecCommand
from scalecalc.kinds import Field, Floats, ModeCount, Number, Path, Positive, Quantity, Report, Spectrum, Weights
from scalecalc.options import Option
from scalecalc.spec import Study
from tests.cli.conftest import InProcess
from tests.registering import registered

# --- what the user writes


class Deep(Weights):
    """F = A_1 ... A_depth B of white matrices, `ratio` N units between them: a random linear network."""

    equal_features = True

    kind: Literal["deep"]
    depth: Annotated[int, Number("an integer >= 1", minimum=1, whole=True)] = Field(
        default=1, description="the number of hidden layers"
    )
    ratio: Annotated[float, Number("a number > 1", minimum=1, exclusive=True)] = Field(
        description="the width of a hidden layer, in widths"
    )

    def inverse_s(self, filled: Quantity, free: Quantity, width: Quantity) -> Quantity:
        """The product of those of white matrices, 1 - z/N and 1 - z/(ratio N)."""
        return free * self._hidden(free) ** self.depth

    def theta_factor(self, filled: Quantity, free: Quantity, width: Quantity) -> Quantity:
        return 1.0 + self.depth * free / (self.ratio * self._hidden(free))

    def _hidden(self, free: Quantity) -> Quantity:
        return (1 - 1 / self.ratio) + free / self.ratio

    def draw(self, rng: np.random.Generator, inputs: int, width: int) -> Floats:
        hidden = int(self.ratio * width)
        sizes = [inputs, *[hidden] * int(self.depth), width]
        made = np.eye(inputs)
        for rows, columns in pairwise(sizes):
            made = made @ rng.standard_normal((rows, columns)) / np.sqrt(columns)
        return made


class Spiked(Spectrum):
    """A few large eigenvalues, and all others 1."""

    kind: Literal["spiked"]
    spike: Positive = Field(description="the large eigenvalue")
    number: ModeCount = Field(default=1, description="how many are large")
    modes: ModeCount = Field(description="the number of modes D")

    def check(self, path: Path, report: Report) -> None:
        if report.good(path) and self.number >= self.modes:
            report.at_value((*path, "number"), "spectrum.number must be below spectrum.modes")

    def levels(self) -> tuple[Floats, Floats]:
        return np.array([self.spike, 1.0]), np.array([self.number, self.modes - self.number])


class Budget(SpecCommand):
    """The fewest samples of a sweep that reach a test error.

    Examples:
      $ scalecalc budget spec.yaml --goal 0.5
    """

    name = "budget"

    goal: Annotated[float, Option("The test error to reach.", "ERROR")] = 0.1
    rounded: Annotated[Literal["up", "no"], Option("Whether the answer is a whole number.")] = "no"

    @classmethod
    def columns(cls) -> tuple[scalecalc.Column, ...]:
        return (scalecalc.Column("goal", "test error to reach"), scalecalc.Column("budget", "samples it takes", "P"))

    def blocks(self, study: Study) -> Iterator[scalecalc.Table]:
        curve = scalecalc.predict(study)
        enough = curve["samples"][curve["test_error"] <= self.goal]
        least = np.min(enough, initial=np.inf)
        values = {
            "goal": np.array([self.goal]),
            "budget": np.array([np.ceil(least) if self.rounded == "up" else least]),
        }
        yield scalecalc.Table(self.columns(), values, study.title)


# --- what comes of it

OWN = """\
spectrum: {kind: spiked, spike: 50, number: 4, modes: 60}
target: {kind: isotropic}
noise: 0.1
ridge: 1e-2
samples: [20, 40, 90]
features: {width: 30, weights: {kind: deep, depth: 2, ratio: 2}}
"""
SAME = """\
spectrum: {kind: levels, values: [50, 1], multiplicities: [4, 56]}
target: {kind: isotropic}
noise: 0.1
ridge: 1e-2
samples: [20, 40, 90]
features: {layers: [{width: 60}, {width: 60}, {width: 30}]}
"""


@pytest.fixture(autouse=True)
def own(folder: FilePath) -> Iterator[None]:
    (folder / "spec.yaml").write_text(OWN)
    (folder / "same.yaml").write_text(SAME)
    with registered(Deep, Spiked, Budget):
        yield


def columns(run: InProcess, *arguments: str) -> dict[str, list[str]]:
    """The answer of a command by column; nothing is said beside it."""
    result = run(*arguments, "--csv", "--quiet")
    assert (result.status, result.err) == (0, "")
    names, *rows = csv.reader(io.StringIO(result.out))
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


@pytest.mark.parametrize("command", ["predict", "decompose", "regimes", "exponents"])
@pytest.mark.parametrize("noise", ["", "features.noise=1e-3", "features.activation=relu"])
@pytest.mark.parametrize("sweep", ["ridge=1e-2", "samples={from: 10, to: 1e4, points: 9}"])
def test_commands_answer_as_for_the_same_written_otherwise(
    command: str, noise: str, sweep: str, run: InProcess
) -> None:
    """A deep matrix is several white layers, and a spiked spectrum two levels."""
    changes = [f"--set={one}" for one in (noise, sweep) if one]
    mine, same = (columns(run, command, name, *changes) for name in ("spec.yaml", "same.yaml"))
    for name in set(mine) & set(same) - {"width"}:
        for a, b in zip(mine[name], same[name], strict=True):
            assert a == b or float(a) == pytest.approx(float(b), rel=1e-9, abs=1e-12), name  # exponents may be near 0


def test_simulations_agree_with_its_theory(run: InProcess) -> None:
    result = run("simulate", "spec.yaml", "--draws", "60", "--check", "4.5", "--csv")
    assert result.status == 0, result.err
    assert "test_error" in result.out


def test_a_field_of_its_own_is_varied(run: InProcess) -> None:
    arguments = ("--vary", "spectrum.spike=2,50", "--vary", "features.weights.ratio=2,4", "--set", "samples=40")
    found = columns(run, "predict", "spec.yaml", *arguments)
    assert list(zip(found["spike"], found["ratio"], strict=True)) == [("2", "2"), ("2", "4"), ("50", "2"), ("50", "4")]
    assert found["test_error"][2] == columns(run, "predict", "spec.yaml")["test_error"][1]
    assert len(columns(run, "budget", "spec.yaml", *arguments)["budget"]) == 4


def test_the_command_answers(run: InProcess) -> None:
    errors = scalecalc.predict("spec.yaml")["test_error"]
    goal = float(errors[1])
    assert columns(run, "budget", "spec.yaml", "--goal", f"{goal * 1.001}")["budget"] == ["40"]
    assert scalecalc.budget("spec.yaml", goal=goal)["budget"].tolist() == [40.0]


def test_the_schema_describes_and_accepts_them(run: InProcess) -> None:
    schema = json.loads(run("schema").out)
    assert "A few large eigenvalues, and all others 1." in json.dumps(schema)
    validator = jsonschema.Draft7Validator(schema)
    spec = scalecalc.load("spec.yaml").resolved
    assert spec["spectrum"] == {"kind": "spiked", "spike": 50, "number": 4, "modes": 60}
    validator.validate(spec)
    for wrong in ({"kind": "spiked", "modes": 3}, {"kind": "spiked", "spike": 0, "modes": 3}, {"kind": "spike"}):
        assert not validator.is_valid({**spec, "spectrum": wrong})


PROBLEMS: list[tuple[str, str]] = [
    ("spectrum.spik=2", "unknown key 'spik' in spectrum, did you mean 'spike'?"),
    ("spectrum.spike=0", "spectrum.spike is the large eigenvalue, got 0, must be a number > 0"),
    ("spectrum.number=60", "spectrum.number must be below spectrum.modes"),
    ("spectrum.kind=spikd", "did you mean 'spiked'? must be power_law, exponential, isotropic, "),
    ("features.weights.kind=deeep", "did you mean 'deep'?"),
    ("features.weights.ratio=1", "features.weights.ratio is the width of a hidden layer, in widths, got 1, must be a"),
]


@pytest.mark.parametrize(("change", "message"), PROBLEMS)
def test_problems_are_told_in_its_words(change: str, message: str, run: InProcess) -> None:
    result = run("predict", "spec.yaml", "--set", change, "--errors", "concise")
    assert result.status == 2
    assert message in result.err


def test_help_and_completions_have_the_command(run: InProcess) -> None:
    assert "The fewest samples of a sweep that reach a test error." in run("--help").out
    text = run("budget", "--help").out
    for part in ("--goal", "The test error to reach.", "--rounded", "--vary", "--csv"):
        assert part in text
    for shell in ("bash", "zsh", "fish"):
        script = run("completion", shell).out
        assert "budget" in script
        assert "rounded" in script


def test_wrong_things_are_told() -> None:
    taken: dict[type[Any], str] = {
        Deep: "there is a kind 'deep' already; the kinds are gaussian, orthogonal, power_law, file, deep",
        Spiked: "there is a kind 'spiked' already",
        Budget: "there is a command 'budget' already",
        Spectrum: r"Spectrum has no name, must have a field such as kind: Literal\['my_kind'\]",
    }
    for one, message in taken.items():
        with pytest.raises(scalecalc.UsageError, match=message):
            scalecalc.register(one)


def test_a_class_that_is_defined_again_takes_the_place_of_the_one_before() -> None:
    """As when a notebook cell is run again."""

    def cell(low: float) -> type[Spectrum]:
        class Stepped(Spectrum):
            """Two levels."""

            kind: Literal["stepped"]

            def levels(self) -> tuple[Floats, Floats]:
                return np.array([1.0, low]), np.array([5.0, 20.0])

        return Stepped

    spec = {"spectrum": {"kind": "stepped"}, "target": {"kind": "isotropic"}, "ridge": 0.1, "samples": 10}
    with registered(cell(0.5)):
        before = scalecalc.predict(spec)["test_error"]
        scalecalc.register(cell(0.1))
        levels = {"kind": "levels", "values": [1, 0.1], "multiplicities": [5, 20]}
        assert scalecalc.predict(spec)["test_error"] == scalecalc.predict({**spec, "spectrum": levels})["test_error"]
        assert scalecalc.predict(spec)["test_error"] != before
