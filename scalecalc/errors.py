"""What can go wrong, as values: exit codes, located problems, and the exceptions that carry them."""

from enum import IntEnum, unique
from pathlib import Path

from scalecalc.record import record


@unique
class ExitStatus(IntEnum):
    """Exit codes of the command line; part of the interface."""

    OK = 0
    NOT_OK = 1  # computed, but some rows failed, or a check that was asked for found something
    USAGE = 2  # bad usage, bad spec, unreadable data, a run that could not go on
    BUG = 70
    HUNG_UP = 129
    INTERRUPTED = 130
    PIPE_CLOSED = 141
    TERMINATED = 143


@record
class Problem:
    """One thing that is wrong with a spec: what it is, where it stands, and the text it stands in.

    `line` and `column` count from 1; `line` 0 means the problem has no place in the text (a file that
    cannot be read). `source` is the line of text itself, in which `length` characters from `column` on
    are to be underlined.
    """

    message: str
    file: str
    line: int = 0
    column: int = 0
    length: int = 1
    source: str = ""


class ScalecalcError(Exception):
    """Root of everything the package raises on purpose; its text is a sentence meant for the user."""

    status = ExitStatus.USAGE


class Ended(BaseException):
    """The system asks us to end; what is open is closed and cleared away on the way out."""

    def __init__(self, status: ExitStatus) -> None:
        self.status = status


class UsageError(ScalecalcError):
    """An option or argument that cannot be followed."""


class DataError(ScalecalcError):
    """A file that is missing, unreadable, or does not hold what it should."""


class RunError(ScalecalcError):
    """A run that was right to begin and could not go on: lost workers, a lost cluster, a full disk."""


class SpecError(ScalecalcError):
    """A spec with problems, all of them. data_files: those that it names, as far as it could be read."""

    def __init__(self, problems: tuple[Problem, ...], data_files: tuple[Path, ...] = ()) -> None:
        self.problems = problems
        self.data_files = data_files
        super().__init__("\n".join(problem.message for problem in problems))
