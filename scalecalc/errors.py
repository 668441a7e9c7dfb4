"""What can go wrong: exit codes, problems with their places, and the exceptions of the package."""

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


EXIT_MEANING = {
    ExitStatus.OK: "All is well.",
    ExitStatus.NOT_OK: "The answer is there, but some rows did not come out, or a check that was asked for "
    "found something.",
    ExitStatus.USAGE: "Nothing was computed: wrong usage, a wrong spec, data that cannot be read, or a run that "
    "could not go on.",
    ExitStatus.BUG: "A bug of the program; please report it.",
    ExitStatus.HUNG_UP: "The terminal went away (SIGHUP); old files are as they were.",
    ExitStatus.INTERRUPTED: "Ctrl-C; old files are as they were.",
    ExitStatus.PIPE_CLOSED: "The reader of the pipe, such as head, wanted no more.",
    ExitStatus.TERMINATED: "The system asked the program to end (SIGTERM); old files are as they were.",
}


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
    """The base class of all that the package raises on purpose; its text is a sentence for the user."""

    status = ExitStatus.USAGE


class Ended(BaseException):
    """The system asks the program to end. On the way out, open files are closed and unfinished ones removed."""

    def __init__(self, status: ExitStatus) -> None:
        self.status = status


class UsageError(ScalecalcError):
    """An option or argument that is wrong, or asks for what cannot be done."""


class DataError(ScalecalcError):
    """A file that is missing, unreadable, or does not hold what it should."""


class RunError(ScalecalcError):
    """A run that began correctly but could not go on: lost workers, a lost cluster, a full disk."""


class SpecError(ScalecalcError):
    """A spec with problems.

    problems: all of them.  data_files: the files that the spec names, as far as it could be read.
    """

    def __init__(self, problems: tuple[Problem, ...], data_files: tuple[Path, ...] = ()) -> None:
        self.problems = problems
        self.data_files = data_files
        super().__init__("\n".join(problem.message for problem in problems))
