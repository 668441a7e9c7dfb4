"""A spec that varies numbers: a study for each combination of their values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from scalecalc.errors import Problem, SpecError, UsageError
from scalecalc.limits import limit_text
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Node
from scalecalc.record import record
from scalecalc.spec.vary import VARY, Variation, combinations

if TYPE_CHECKING:
    from scalecalc.spec.study import Study


@record
class Variable:
    """A number of the spec that is varied.

    key: dotted.  name: the last name in the key, or the whole key where the last name would mean something else too.
    doc: what the number is.
    """

    key: str
    name: str
    doc: str


@record
class Case:
    """One combination of the values of what is varied, in the order of the variables, and the study that it gives."""

    values: tuple[float, ...]
    study: Study


@record
class Studies:
    """All cases of a spec that varies numbers, in order, the last variable fastest.

    What may differ from case to case (task, design, grid, notes) the cases have.
    """

    title: str
    variables: tuple[Variable, ...]
    cases: tuple[Case, ...]
    resolved: dict[str, Any]
    data_files: tuple[Path, ...] = ()

    @property
    def rows(self) -> int:
        """The number of points of all grids."""
        return sum(case.study.rows for case in self.cases)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            if name in ("task", "design", "grid", "notes"):
                keys = " and ".join(one.key for one in self.variables)
                raise UsageError(f"the spec varies {keys}: each study in `cases` has a {name} of its own")
            raise AttributeError(name)


def label(variables: tuple[Variable, ...], values: tuple[float, ...]) -> str:
    """What holds in a case: `alpha = 1.2, r = 0.5`."""
    return ", ".join(f"{one.name} = {value:.6g}" for one, value in zip(variables, values, strict=True))


def studies(
    root: Node, varied: list[Variation], problems: list[Problem], max_points: int, study: Callable[[Node], Study]
) -> Studies:
    """The study of each combination. Raises SpecError with the problems of all, each said once with where it holds."""
    names = tuple(Variable(one.key, one.key, one.doc) for one in varied)
    cases: list[Case] = []
    found: dict[Problem, list[str]] = {problem: [] for problem in problems}
    files: dict[Path, None] = {}
    tried = 0
    for values, tree in combinations(root, varied):
        tried += 1
        try:
            cases.append(Case(values, study(tree)))
            files.update(dict.fromkeys(cases[-1].study.data_files))
        except SpecError as error:
            files.update(dict.fromkeys(error.data_files))
            for problem in error.problems:
                found.setdefault(problem, []).append(label(names, values))
    report = Report(root, [_told(problem, where, tried) for problem, where in found.items()])
    if not found and (rows := sum(case.study.rows for case in cases)) > max_points:
        report.at_key((VARY,), f"the grids of all {tried} combinations have {rows} rows, {limit_text(max_points)}")
    if report.problems:
        raise SpecError(report.problems, tuple(files))
    first = cases[0].study
    told = tuple(replace(case, study=replace(case.study, among=tried)) for case in cases)
    return Studies(first.title, variables(varied, first), told, first.resolved, tuple(files))


def _told(problem: Problem, where: list[str], tried: int) -> Problem:
    """The problem with the combinations that have it, if others do not."""
    if not where or len(where) == tried:
        return problem
    return replace(problem, message=f"{problem.message} (where {first_of(where)})")


def first_of(cases: list[str]) -> str:
    """The first of several cases, and how many more there are."""
    more = len(cases) - 1
    return cases[0] + (f", and {more} other case{'s' if more > 1 else ''}" if more else "")


def variables(varied: Sequence[Variation], study: Study) -> tuple[Variable, ...]:
    """What is varied, named so that each name means one thing."""
    names = [_last_name(one.key) for one in varied]
    others = {name: axis.key for name, axis in study.grid.named().items()}
    return tuple(
        Variable(one.key, name if names.count(name) == 1 and others.get(name, one.key) == one.key else one.key, one.doc)
        for one, name in zip(varied, names, strict=True)
    )


def _last_name(key: str) -> str:
    """The last name of a key, with the positions that follow it."""
    parts = key.split(".")
    last = max(place for place, part in enumerate(parts) if not part.isdigit())
    return ".".join(parts[last:])
