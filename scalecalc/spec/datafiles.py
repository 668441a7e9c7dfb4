"""The data files that a spec names: whether they fit the keys beside them, and their columns."""

from __future__ import annotations

from pathlib import Path as FilePath

from scalecalc.errors import SpecError
from scalecalc.spec.files import Columns, read_columns
from scalecalc.spec.model import FileSpectrum, FileTarget
from scalecalc.spec.randomness import FileCorrelation, FileWeights
from scalecalc.spec.report import Report
from scalecalc.spec.source import Path, path_text
from scalecalc.theory.tasks import Modes

DataFile = FileSpectrum | FileTarget | FileWeights | FileCorrelation


def check_file(section: Path, part: object, report: Report) -> None:
    """Reports a file that is neither .csv nor .npy, and a column where there is none or none is named."""
    path, name = (*section, "path"), path_text(section)
    if not isinstance(part, DataFile) or not report.good(path):
        return
    suffix = part.path[-4:].lower()
    if suffix not in (".csv", ".npy"):
        message = f"{name}.path is a data file, got {report.given(path)}, must end in .csv or .npy"
        report.at_value(path, message)
    elif suffix == ".csv":
        if part.column is None and report.good((*section, "column")):
            message = f"missing key 'column' in {name}, must be the name of a column of {report.given(path)}"
            report.at_value((*section, "column"), message)
    else:
        for key in ("column", "multiplicity"):
            if getattr(part, key, None) is not None:
                message = f"{name}.{key} is for .csv files, got a .npy file, must be left out"
                report.at_key((*section, key), message)


def open_columns(section: Path, part: DataFile, names: list[str], report: Report, base: FilePath) -> Columns | None:
    """The columns of a data file, or None with the problems reported, in the file or at its path."""
    try:
        return read_columns(base / part.path, names)
    except SpecError as error:
        report.add(*error.problems)
    except OSError as error:
        path = (*section, "path")
        message = (
            f"{path_text(path)} is the data file, got {report.given(path)}, must be a file that can be read "
            f"({error.strerror}: {base / part.path})"
        )
        report.at_value(path, message)
    return None


def one_column(section: Path, part: DataFile, report: Report, base: FilePath) -> Columns | None:
    """The only column of a data file; None, with the problems reported, when there is none to be had."""
    return open_columns(section, part, [part.column] if part.column is not None else [], report, base)


def compression_note(owner: str, size: int, entries: str, short: Modes) -> str:
    """How many entries of a file there are, and how many nodes stand for them."""
    if short.compression_error == 0:
        return f"{owner} has {size} {entries}, used one by one."
    return (
        f"{owner}'s {size} {entries} are represented by {len(short.eigenvalue)} nodes, "
        f"with a relative error of all sums below {short.compression_error:.0e}."
    )
