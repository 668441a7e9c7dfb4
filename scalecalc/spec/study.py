"""Reading a spec: from a file, standard input or a dict to a study that can be computed."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from math import inf
from pathlib import Path
from typing import Any

from scalecalc.data import Folder
from scalecalc.data.content import encoding
from scalecalc.errors import DataError, Problem, SpecError, UsageError
from scalecalc.limits import MAX_POINTS
from scalecalc.reading.compose import compose
from scalecalc.reading.fields.kinds import kind_name
from scalecalc.reading.fields.types import Model
from scalecalc.reading.ignored import without_ignored
from scalecalc.reading.named_files import named_files
from scalecalc.reading.objects import from_object
from scalecalc.reading.overrides import overridden
from scalecalc.reading.report import Report, shown
from scalecalc.reading.source import Node, Source
from scalecalc.reading.validate import validate
from scalecalc.record import record
from scalecalc.spec.build import SPECTRUM, Built, build
from scalecalc.spec.cases import Case, Studies, Variable, studies
from scalecalc.spec.design_rules import draws_of
from scalecalc.spec.grid import grid
from scalecalc.spec.matrices import design
from scalecalc.spec.model import Spec, grammar
from scalecalc.spec.rules import check_rules
from scalecalc.spec.sweep import Grid
from scalecalc.spec.vary import VARY, variations, with_vary, without_vary
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.spectra.tasks import Task
from scalecalc.wording import located, printable

LARGEST_SPEC = 10_000_000  # bytes; measured data belongs into data files
_STDIN = "<stdin>"
_HEAD = 4096  # bytes that tell the encoding


@record
class Study:
    """A spec that holds together: the learning task, and the grid of points to evaluate it at.

    design: the random matrices, what they are; how large they are is said by the points.
    spec: what was said.  folder: where the paths in it start.
    data_files: the files that were read for it, beside the spec itself.
    among: of how many cases of a spec that varies numbers it is one.
    """

    title: str
    task: Task
    design: Design
    grid: Grid
    notes: tuple[str, ...]
    spec: Spec = field(repr=False)
    folder: Path
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
    source: str | Path | Mapping[str, object],
    overrides: Iterable[str] = (),
    max_points: int = MAX_POINTS,
    vary: Mapping[str, object] | Iterable[str] = (),
) -> Study | Studies:
    """The study that a spec describes: a path, "-" for standard input, or a dict in the form of the YAML.

    overrides: options `KEY=YAML` that go on top. max_points: the largest number of rows.
    vary: more to vary, a mapping as in the spec or options `KEY=RANGE`; where anything is varied there are Studies.
    Raises SpecError with all the problems, and DataError when there is no reading the file.
    """
    if isinstance(source, Mapping):
        root, problems = from_object(source)
    elif isinstance(source, str | Path):
        root, problems = _read(source)
    else:
        raise UsageError(f"a spec is a path, '-' or a dict, not {type(source).__name__}")
    if not isinstance(root.value, dict):
        message = f"the spec is {shown(root)}, must be a mapping of keys to values, such as 'ridge: 1e-6'"
        raise SpecError((*problems, root.place.problem(message)))
    root, more = overridden(root, overrides, grammar().laws)
    root, wrong = with_vary(without_ignored(root), vary)
    problems = [*problems, *more, *wrong]
    folder = Folder(_folder(source))
    if root.child(VARY) is None:
        return _study(root, problems, folder, max_points)
    return _studies(root, overrides, problems, folder, max_points)


def _studies(
    root: Node, overrides: Iterable[str], problems: list[Problem], folder: Folder, max_points: int
) -> Study | Studies:
    varied = variations(root, overrides, problems, max_points)
    if not varied:
        return _study(without_vary(root), problems, folder, max_points)
    found = studies(root, varied, problems, max_points, lambda tree: _study(tree, [], folder, max_points))
    said = root.child(VARY)
    assert said is not None  # as it is varied
    return replace(found, resolved=found.resolved | {VARY: _plain(said.data())})


def _study(root: Node, problems: list[Problem], folder: Folder, max_points: int) -> Study:
    base = folder.path
    report, data_files = Report(root, problems), named_files(root, base)
    spec = validate(report, grammar())
    check_rules(spec, report, max_points)
    built = build(spec, report, folder)
    matrices, matrix_notes = design(spec, report, folder)
    points = grid(spec, matrices, report, max_points, _modes(spec, report, built))
    if report.problems:
        raise SpecError(report.problems, data_files)
    assert points is not None  # they are None only with a problem
    assert built is not None
    task, notes = built
    return Study(spec.title or "", task, matrices, points, (*notes, *matrix_notes), spec, base, data_files)


def _modes(spec: Spec, report: Report, built: Built | None) -> float | None:
    """D, the number of modes, where problems let it be known."""
    if built is not None:
        return built[0].dimension
    if not report.good(SPECTRUM):
        return None
    return inf if spec.spectrum.unresolved is not None else spec.spectrum.count(SPECTRUM, report)


def _folder(source: str | Path | Mapping[str, object]) -> Path:
    """Where the data files of a spec are looked for."""
    return Path() if isinstance(source, Mapping) or str(source) == "-" else Path(source).parent


# --- reading


def _read(source: str | Path) -> tuple[Node, list[Problem]]:
    name = _STDIN if str(source) == "-" else str(source)
    try:
        if name == _STDIN:
            if sys.stdin is None:
                raise DataError("cannot read the spec from standard input: it is closed")
            content = sys.stdin.buffer.read(LARGEST_SPEC + 1)
        else:
            with Path(source).open("rb") as file:
                content = file.read(LARGEST_SPEC + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path, a closed stream
        raise DataError(f"cannot read {printable(name)}: {getattr(error, 'strerror', None) or error}") from None
    if len(content) > LARGEST_SPEC:
        message = f"the spec is larger than {LARGEST_SPEC // 10**6} MB, must be smaller (data go into data files)"
        raise SpecError((located(message, name),))
    return compose(Source(name, _decoded(content, name)))


def _decoded(content: bytes, name: str) -> str:
    """The text without a byte order mark; raises SpecError at the first byte that is not UTF-8, or in broken UTF-16."""
    if (other := encoding(content[:_HEAD])) is not None:
        try:
            return content.decode(other).removeprefix("\ufeff")
        except UnicodeError as error:
            message = f"the spec is not text in {other.upper()} ({error}), must be UTF-8"
            raise SpecError((located(message, name),)) from None
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8").split("\n")
        column = len(before[-1].removeprefix("\ufeff")) + 1
        line = content.split(b"\n")[len(before) - 1].decode("utf-8", "replace").removeprefix("\ufeff")
        message = f"the spec is not UTF-8 text, got the byte 0x{content[error.start]:02x}, must be UTF-8"
        raise SpecError((located(message, name, len(before), column, 1, line.rstrip("\r")),)) from None


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
