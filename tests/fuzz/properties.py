"""What each kind of case must have, as functions of one case and a folder for it: for the tests and the long run."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import scalecalc
from scalecalc.errors import SpecError
from scalecalc.theory.risk.errors import TERMS
from tests.fuzz import number_rules, output_rules, reference
from tests.fuzz.running import Run, run
from tests.strategies.case import Case, write
from tests.strategies.commands import CommandLine
from tests.strategies.specs import Drawn

_DIGITS = 1e-11  # of the exact answer
_COUNTABLE = 1e30  # products of larger counts, with laws in them, may be beyond doubles
_LAW_ROUND_OFF = 1e-13  # to which a law's value at a point can be written down again


def ordinary_numbers(case: Drawn, folder: Path) -> None:
    """A valid spec: as many rows as its grid has points, numbers that keep the rules, and no point is refused."""
    answer = number_rules.answer(case, scalecalc.load(case.write(folder)))
    assert len(answer.predicted) == case.rows
    number_rules.follow_the_rules(answer)
    table = answer.predicted
    sizes = [table[name] for name in table.names if name == "samples" or name.startswith("width")]
    countable = np.all([(size <= _COUNTABLE) | np.isinf(size) for size in sizes], axis=0)
    assert set(table["status"][countable]) <= {"ok", "diverges"}


def extreme_numbers(case: Drawn, folder: Path) -> None:
    """A spec whose numbers may be beyond what fits: refused, with reasons and their places, or the rules hold.

    Arrays have no lines; what is wrong in them is named by its position.
    """
    path = case.write(folder)
    try:
        study = scalecalc.load(path)
    except SpecError as error:
        assert any(problem.line or problem.file.endswith((".npy", ".npz")) for problem in error.problems)
        return
    number_rules.follow_the_rules(number_rules.answer(case, study))


def exact_numbers(case: Drawn, folder: Path) -> None:
    """Every column at one point of the grid, against the reference; the case's own text chooses the point."""
    answer = number_rules.answer(case, scalecalc.load(case.write(folder)))
    row = len(case.text) % len(answer.predicted)
    at = {name: float(answer.predicted[name][row]) for name in answer.coordinates}
    if not reference.tractable(case, at):
        return
    for name, value in reference.exact(case, at).items():
        table = answer.decomposed if name in TERMS else answer.predicted
        number_rules.near(table[name][row : row + 1], np.array([float(value)]), _DIGITS, name)


def neighbours(case: Drawn, folder: Path) -> None:
    """A point alone, and the grid backwards, have the values that they have in the grid."""
    path = case.write(folder)
    answer = number_rules.answer(case, scalecalc.load(path))
    row = len(case.text) % len(answer.predicted)
    _same(answer, [row], _alone(answer, row).write(folder))
    samples = case.spec["samples"]
    if isinstance(samples, list) and answer.case.spec["ridge"] != "optimal":
        backwards = case.with_(samples=samples[::-1])
        rows = np.arange(len(answer.predicted)).reshape(-1, len(samples))[:, ::-1].ravel()
        _same(answer, rows.tolist(), backwards.write(folder))


def _same(answer: number_rules.Answer, rows: list[int], path: Path) -> None:
    study = scalecalc.load(path)
    for said, table in ((answer.predicted, scalecalc.predict(study)), (answer.decomposed, scalecalc.decompose(study))):
        np.testing.assert_array_equal(said["status"][rows], table["status"])
        for name in set(said.names) - {"status"}:
            number_rules.near(table[name], said[name][rows], what=name)


def _alone(answer: number_rules.Answer, row: int) -> Case:
    """The spec of one of its points, laws and optimum replaced by their values."""
    spec, at = dict(answer.case.spec), {name: float(answer.predicted[name][row]) for name in answer.coordinates}
    spec |= {name: at[name] for name in ("samples", "noise", "ridge")}
    if spec["ridge"] == float("inf"):
        spec["ridge"] = "optimal"
    if "members" in at:
        spec["ensemble"] = {**spec["ensemble"], "members": at["members"]}
    if "features" in spec:
        features, widths = spec["features"], [at[name] for name in at if name.startswith("width")]
        layers = [
            {**one, "width": width} for one, width in zip(features.get("layers", [features]), widths, strict=True)
        ]
        spec["features"] = {**features, "layers": layers} if "layers" in features else layers[0]
    return Case(spec, answer.case.files)


def optimal_ridge(case: Drawn, folder: Path) -> None:
    """No ridge on a ladder from 0 up does better than the one that is called optimal."""
    study = scalecalc.load(case.write(folder))
    best = scalecalc.predict(study)
    assert set(best["status"]) <= {"ok", "diverges"}
    scale = max(1.0, float(np.max(best["kappa2"], initial=0, where=np.isfinite(best["kappa2"]))))
    ladder = [0.0, *(scale * 10.0**power for power in range(-12, 7))]
    given = scalecalc.predict(scalecalc.load(case.with_(ridge=ladder).write(folder)))
    errors = np.where(given["status"] == "ok", given["test_error"], np.inf)
    names = [name for name in number_rules.coordinates(best) if name != "ridge"]
    alike = np.all([best[name][:, None] == given[name] for name in names], axis=0)
    lowest = np.where(alike, errors, np.inf).min(axis=1)
    number_rules.below(best["test_error"], lowest, 1e-9, "optimal ridge")


# --- whole runs


def broken(case: Case, folder: Path) -> None:
    """A broken spec: problems with places, nothing else, and check says so too."""
    case.write(folder)
    files = output_rules.names(folder)
    said = run(folder, "predict", "spec.yaml", "-o", "result.csv")
    output_rules.follows_the_rules(said, folder, *files)
    output_rules.located(said)
    assert run(folder, "check", "spec.yaml").status == 1


def damaged(text: bytes, files: dict[str, bytes], folder: Path) -> None:
    """A text that may be a spec: predict and check agree on whether it is."""
    write(folder, text, files)
    before = output_rules.names(folder)
    said, checked = run(folder, "predict", "spec.yaml", "--max-points", "100"), run(folder, "check", "spec.yaml")
    for one in (said, checked):
        output_rules.follows_the_rules(one, folder, *before)
    refused = checked.status != 0 or "--max-points" in said.err
    assert (said.status == 2) == refused, (said, checked)
    if said.status == 2 and "spec.yaml" in said.err and "is not text" not in said.err:
        output_rules.located(said)


def damaged_file(case: Case, folder: Path) -> None:
    """A data file that may not hold what it should: the same."""
    damaged(case.text.encode(), case.files, folder)


def command(line: CommandLine, folder: Path) -> None:
    """Any command line: the rules of output, and its result reads back."""
    line.case.write(folder)
    before = output_rules.names(folder)
    said = run(folder, *line.arguments)
    output_rules.follows_the_rules(said, folder, *before)
    assert (folder / "spec.yaml").read_text() == line.case.text
    assert all((folder / name).read_bytes() == content for name, content in line.case.files.items())
    if said.status != 2 and line.arguments[0] != "simulate":
        _reads_back(said, line, folder)


def _reads_back(said: Run, line: CommandLine, folder: Path) -> None:
    """CSV has one line per row and one field per column; JSON says the same."""
    options = set(line.arguments)
    if options & {"--dry-run", "--show-spec", "--plot", "--format", "-f", "--csv", "--json", "--"}:
        return
    if line.output is None:
        rows = output_rules.rows_of(said.out)
        as_json = run(folder, *line.arguments, "--json")
        assert as_json.status == said.status, (said, as_json)
        output_rules.same_in_json(as_json.out, rows)
    elif line.output.endswith(".csv"):
        output_rules.rows_of((folder / line.output).read_text())
