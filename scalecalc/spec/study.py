"""Reading a spec: from a file, standard input or a dict to a study that can be computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from scalecalc.data import Folder
from scalecalc.errors import Problem, SpecError
from scalecalc.limits import MAX_POINTS
from scalecalc.reading.fields.kinds import kind_name
from scalecalc.reading.fields.types import Model
from scalecalc.reading.text.source import Node
from scalecalc.reading.text.tree import Given, read_tree
from scalecalc.reading.validate import Checked, checked
from scalecalc.record import record
from scalecalc.spec.cases import Case, Studies, Variable, studies
from scalecalc.spec.design_rules import draws_of
from scalecalc.spec.model import Spec, grammar
from scalecalc.spec.rules import check_rules
from scalecalc.spec.said import said
from scalecalc.spec.vary import VARY, variations, with_vary, without_vary
from scalecalc.theory.grid import Grid
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.problem.pose import pose
from scalecalc.theory.problem.side import Side
from scalecalc.theory.shift.probe import Probe


@record
class Study:
    """A spec that holds together: the learning task, and the grid of points to evaluate it at.

    design: the random matrices, what they are; how large they are is said by the points.
    spec: what was said.  folder: where the paths in it start.
    data_files: the files that were read for it, beside the spec itself.
    among: of how many cases of a spec that varies numbers it is one.
    side: eigenvalues and powers of the task, mode by mode.  test: the test distribution, None if that of training.
    """

    title: str
    task: Task
    design: Design
    grid: Grid
    notes: tuple[str, ...]
    spec: Spec = field(repr=False)
    folder: Path
    side: Side = field(repr=False)
    test: Probe | None = field(repr=False)
    data_files: tuple[Path, ...] = ()
    among: int = 1

    @property
    def rows(self) -> int:
        """The number of points of the grid."""
        return len(self.grid)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """What is varied: nothing, other than in Studies."""
        return ()

    @property
    def cases(self) -> tuple[Case, ...]:
        """The only case there is."""
        return (Case((), self),)

    @property
    def resolved(self) -> dict[str, Any]:
        """The spec with all defaults and overrides in place, itself a spec that means the same."""
        return _resolved(self.spec, self.folder)


def load(
    source: Given,
    overrides: Iterable[str] = (),
    max_points: int = MAX_POINTS,
    vary: Mapping[str, object] | Iterable[str] = (),
) -> Study | Studies:
    """The study that a spec describes: a path, "-" for standard input, or a dict in the form of the YAML.

    overrides: options `KEY=YAML` that go on top. max_points: the largest number of rows.
    vary: more to vary, a mapping as in the spec or options `KEY=RANGE`; where anything is varied there are Studies.
    Raises SpecError with all the problems, and DataError when there is no reading the file.
    """
    folder, known = Folder(_folder(source)), grammar()
    root, problems = read_tree(source, overrides, known.laws)
    if vary:
        root, wrong = with_vary(root, vary)
        problems = [*problems, *wrong]
    if isinstance(root.value, dict) and VARY in root.value:
        return _studies(root, overrides, problems, folder, max_points)
    return study_of(checked(root, problems, known, folder.path), folder, max_points)


def _studies(
    root: Node, overrides: Iterable[str], problems: list[Problem], folder: Folder, max_points: int
) -> Study | Studies:
    def study(tree: Node, problems: list[Problem]) -> Study:
        return study_of(checked(tree, problems, grammar(), folder.path), folder, max_points)

    varied = variations(root, overrides, problems, max_points)
    if not varied:
        return study(without_vary(root), problems)
    found = studies(root, varied, problems, max_points, lambda tree: study(tree, []))
    said = root.child(VARY)
    assert said is not None  # as it is varied
    return replace(found, resolved=found.resolved | {VARY: _plain(said.data())})


def study_of(given: Checked[Spec], folder: Folder, max_points: int) -> Study:
    """From the spec to the theory, which is asked once for all. Raises SpecError with all the problems."""
    spec, report = given.model, given.report
    check_rules(spec, report, max_points)
    posed = pose(said(spec, report), report, folder, max_points)
    if report.found:
        raise SpecError(report.problems, given.files)
    assert posed is not None  # it is None only with a problem
    return Study(
        spec.title or "",
        posed.task,
        posed.design,
        posed.grid,
        posed.notes,
        spec,
        folder.path,
        posed.side,
        posed.test,
        given.files,
    )


def _folder(source: Given) -> Path:
    """Where the data files of a spec are looked for."""
    return Path() if isinstance(source, Mapping) or str(source) == "-" else Path(str(source)).parent


# --- the resolved spec


def _resolved(spec: Spec, base: Path) -> dict[str, Any]:
    resolved: dict[str, Any] = _with_absolute_paths(_plain(spec), base)
    for layer in resolved.get("features", {}).get("layers", [resolved.get("features", {})]):
        if layer:
            layer.setdefault("weights", "gaussian")
    if spec.ensemble is not None:
        resolved["ensemble"]["draws"] = draws = draws_of(spec, spec.ensemble)
        if draws != "features":
            resolved["ensemble"].setdefault("overlap", 0)
    return resolved


def _with_absolute_paths(value: Any, base: Path) -> Any:
    """The spec with the paths of its data files, which lie relative to `base`, written out."""
    if isinstance(value, list):
        return [_with_absolute_paths(one, base) for one in value]
    if not isinstance(value, dict):
        return value
    inner = {key: _with_absolute_paths(one, base) for key, one in value.items()}
    return inner | {"path": str((base / inner["path"]).absolute())} if "path" in inner else inner


def _plain(value: object) -> Any:
    """Dicts, lists, numbers and text; whole numbers as integers, infinity as text, nothing that is None."""
    if isinstance(value, Model) and value.plain_word:
        return kind_name(type(value))
    if isinstance(value, Model):
        fields = type(value).model_fields.items()
        pairs = {field.alias or name: getattr(value, name) for name, field in fields}
        return {key: _plain(one) for key, one in pairs.items() if one is not None}
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        if value == float("inf"):
            return "inf"
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return value
