"""The command `check`: is a spec valid. Reading it says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from scalecalc import arguments
from scalecalc.api import Source as Spec
from scalecalc.api import Vary, load
from scalecalc.commands.base import TableCommand
from scalecalc.errors import DataError, ExitStatus, Problem, SpecError
from scalecalc.judge import Judge
from scalecalc.limits import MAX_POINTS
from scalecalc.record import record
from scalecalc.table import Column, Table

COLUMNS = (
    Column("file", "The file, or the override, that the problem is in."),
    Column("line", "Its line, counted from 1; 0 for a file that cannot be read."),
    Column("column", "Its column, counted from 1."),
    Column("message", "What is wrong, what was given, and what is allowed."),
)


@record
class Examined:
    """What was found in specs: the problems, the data files that they name, and those that cannot be read."""

    problems: tuple[Problem, ...]
    files: tuple[Path, ...]
    unreadable: tuple[DataError, ...]


class Check(TableCommand[Examined]):
    """Whether specs are valid: every problem with its file, line and column.

    Exit status 0: all are valid; 1: some are not; 2: some could not be read.

    Examples:
      $ scalecalc example quickstart > spec.yaml
      $ scalecalc check spec.yaml
      $ scalecalc check *.yaml --errors concise
      $ scalecalc check spec.yaml --json > problems.json
    """

    name = "check"
    source = "specs"
    what = "problem"
    seen = False  # people have been told of the problems with their lines

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        return COLUMNS

    def rows(self, given: Examined) -> Iterator[Table]:
        import numpy as np

        found = given.problems
        values = {
            "file": np.array([problem.file for problem in found], dtype=object),
            "line": np.array([problem.line for problem in found], dtype=np.int64),
            "column": np.array([problem.column for problem in found], dtype=np.int64),
            "message": np.array([problem.message for problem in found], dtype=object),
        }
        yield Table(COLUMNS, values, title="Problems")

    def judge(self, given: Examined) -> Judge:
        judge = Judge()
        if given.problems:
            judge.status = ExitStatus.USAGE if given.unreadable else ExitStatus.NOT_OK
        return judge


def examined(
    specs: Iterable[Spec], overrides: Iterable[str] = (), max_points: int = MAX_POINTS, vary: Vary = ()
) -> Examined:
    """What is to be said about specs. Raises UsageError as `load` does, and no SpecError or DataError."""
    texts = arguments.texts("overrides", overrides, "['ridge=1e-4']")
    problems: list[Problem] = []
    files: list[Path] = []
    unreadable = []
    for spec in specs:
        try:
            files += load(spec, texts, max_points, vary).data_files
        except SpecError as error:
            problems += error.problems
            files += error.data_files
        except DataError as error:
            problems.append(Problem(str(error), str(spec)))
            unreadable.append(error)
    return Examined(tuple(problems), tuple(files), tuple(unreadable))


def check(*specs: Spec, overrides: Iterable[str] = (), vary: Vary = ()) -> Table:
    """The problems of all specs, one row each; no row when all are valid.

    Columns, shape (rows,): file, line and column (counted from 1), message. Raises DataError and UsageError as `load`
    does, and no SpecError.
    """
    found = examined(specs, overrides, vary=vary)
    for error in found.unreadable:
        raise error
    return Check().table(found)
