"""The data files that a spec names: whether they fit the keys beside them, and their columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Protocol

from scalecalc.data import FORMATS, Columns, Folder
from scalecalc.data.opened import readable, suffix
from scalecalc.errors import Problem, SpecError
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Node, Path, path_text

_KEY = "path"  # of every section that has a file


class DataFile(Protocol):
    """A part of a spec that names a data file, and in it a column."""

    @property
    def path(self) -> str: ...
    @property
    def column(self) -> str | None: ...


def check_file(section: Path, part: DataFile, report: Report) -> None:
    """Reports a file of another format, and names of columns where there are none, or one too few."""
    path, name = (*section, "path"), path_text(section)
    if not report.good(path):
        return
    if not readable(part.path):
        report.at_value(path, f"{name}.path is a data file, got {report.given(path)}, must end in {FORMATS}")
    elif suffix(part.path) == ".npy":
        for key in ("column", "multiplicity"):
            if getattr(part, key, None) is not None:
                message = f"{name}.{key} is for files with named columns, got a .npy file, must be left out"
                report.at_key((*section, key), message)
    elif part.column is None and getattr(part, "multiplicity", None) is not None and report.good(section):
        message = f"missing key 'column' in {name}, must be the name of a column of {report.given(path)}"
        report.at_value((*section, "column"), message)


def open_columns(section: Path, part: DataFile, names: list[str], report: Report, folder: Folder) -> Columns | None:
    """The columns of a data file, without names its only one; None with the problems reported, there or at its path."""
    path = (*section, "path")
    try:
        found = folder.columns(part.path, names)
    except SpecError as error:
        report.add(*error.problems)
    except OSError as error:
        message = (
            f"{path_text(path)} is the data file, got {report.given(path)}, must be a file that can be read "
            f"({error.strerror}: {folder.path / part.path})"
        )
        report.at_value(path, message)
    else:
        if isinstance(found, Columns):
            return found
        allowed = f"one of {found}" if found else "a name in a header line, which the file lacks"
        message = f"missing key 'column' in {path_text(section)}, must be {allowed}"
        report.at_value((*section, "column"), message)
    return None


def one_column(section: Path, part: DataFile, report: Report, folder: Folder) -> Columns | None:
    """The only column of a data file; None, with the problems reported, when there is none to be had."""
    return open_columns(section, part, [part.column] if part.column is not None else [], report, folder)


def positive_column(section: Path, part: DataFile, what: str, report: Report, folder: Folder) -> Columns | None:
    """A column of positive numbers, `what` each of them is; None with the problems reported, old or found here."""
    if not report.good(section):
        return None
    columns = one_column(section, part, report, folder)
    if columns is None:
        return None
    problems: list[Problem] = columns.problems(
        0, columns.values[0] <= 0, lambda value: f"{what}, got {value:.6g}, must be > 0"
    )
    report.add(*problems)
    return None if problems else columns


def named_files(root: Node, base: FilePath) -> tuple[FilePath, ...]:
    """The files that a load of the spec below `root` reads, each once; they lie relative to `base`."""
    return tuple(dict.fromkeys(base / name for name in _names(root)))


def _names(node: Node) -> Iterator[str]:
    if isinstance(node.value, list):
        for one in node.value:
            yield from _names(one)
    elif isinstance(node.value, dict):
        for key, one in node.value.items():
            if key == _KEY and isinstance(one.value, str):
                yield one.value
            yield from _names(one)
