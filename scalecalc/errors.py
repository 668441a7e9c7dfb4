"""What can go wrong, as values: exit codes, located problems, and the exceptions that carry them."""

from dataclasses import dataclass
from enum import IntEnum, unique


@unique
class ExitStatus(IntEnum):
    """Exit codes of the command line; part of the interface."""

    OK = 0
    NOT_OK = 1  # computed, but some rows failed, or a check that was asked for found something
    USAGE = 2  # bad usage, bad spec, unreadable data
    BUG = 70
    INTERRUPTED = 130
    PIPE_CLOSED = 141


@dataclass(frozen=True)
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


class UsageError(ScalecalcError):
    """An option or argument that cannot be followed."""


class DataError(ScalecalcError):
    """A file that is missing, unreadable, or does not hold what it should."""


class SpecError(ScalecalcError):
    """A spec with problems, all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problem.message for problem in problems))
