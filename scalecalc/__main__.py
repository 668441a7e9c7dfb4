"""`python -m scalecalc` and the `scalecalc` script: a process of its own, which may leave in its own way."""

import io
import os
import sys
import warnings
from typing import NoReturn

from scalecalc.cli.main import main
from scalecalc.commands import COMMANDS


def process() -> NoReturn:
    """Run the command line as a whole process.

    `main` has flushed what was written and closed what was opened. Having the interpreter take down every imported
    module after that would be a sixth of a short run.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some reads about all installed packages
    if not _large_products():
        for library in ("OPENBLAS", "OMP", "MKL"):  # read when numpy loads
            os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    if not sys.warnoptions:  # what libraries warn of is told by the status of a row, if it matters
        warnings.simplefilter("ignore")
    _never_cut_short()
    status = main()
    if sys.stderr is not None:
        sys.stderr.flush()
    os._exit(status)


def _large_products() -> bool:
    """Whether products of matrices are worth sharing out among the cores: those of measured data are."""
    name = next(iter(sys.argv[1:]), "")
    return name in COMMANDS and COMMANDS[name].source == "data"


def _never_cut_short() -> None:
    """Give standard output a buffer where Python was told to have none (PYTHONUNBUFFERED).

    A raw stream may take a part of a text and no more. The rest would be lost, and nobody would be told.
    """
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper) and isinstance(out.buffer, io.RawIOBase):
        encoding, errors, by_line = out.encoding, out.errors, out.line_buffering
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(out.detach()), encoding=encoding, errors=errors, line_buffering=by_line
        )
        sys.__stdout__ = sys.stdout  # type: ignore[misc]  # libraries ask it for the size of the terminal


if __name__ == "__main__":
    process()
