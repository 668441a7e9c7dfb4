"""Data files by their path: which kind they are, each opened once."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from scalecalc.data.columns import Columns, finite
from scalecalc.data.content import is_array, read_content

ARRAYS = (".npy", ".npz")
TEXTS = (".csv", ".tsv", ".txt", ".dat")
FORMATS = ".csv, .tsv, .txt, .npy or .npz (or one of these with .gz)"


class Table(Protocol):
    """Named columns of numbers, be they text or arrays."""

    @property
    def listed(self) -> str: ...
    def named(self, names: list[str]) -> Columns: ...
    def only(self) -> Columns | None: ...
    def all(self) -> Columns: ...


def suffix(path: str) -> str:
    """The suffix that tells the format, without .gz, in lower case; empty where there is none."""
    name = Path(path.lower())
    return Path(name.stem).suffix if name.suffix == ".gz" else name.suffix


def readable(path: str) -> bool:
    """Whether a path may be a data file by its name; a pipe's has no suffix."""
    return suffix(path) in (*ARRAYS, *TEXTS, "")


def open_table(path: Path) -> Table:
    """The table in a file.

    Raises SpecError with located problems for what is no table, OSError for what cannot be read at all.
    """
    content = read_content(path)
    kind = suffix(str(path))
    if kind in ARRAYS and not is_array(content.head):
        raise content.refused(f"not a {kind} file that can be read, must be one that numpy has written")
    # The modules for either kind are slow to import, and most specs have no data files.
    if is_array(content.head):
        from scalecalc.data.arrays import ArrayFile

        return ArrayFile(content)
    from scalecalc.data.text import TextTable

    return TextTable(content)


class Folder:
    """Where the data files of a spec lie; each is opened once, as a pipe can be read but once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tables: dict[str, Table] = {}

    def columns(self, path: str, names: list[str]) -> Columns | str:
        """The named columns of a file, or without names its only one; the names there are where one has to be told.

        The numbers are finite. Raises SpecError and OSError as `open_table` does.
        """
        if path not in self._tables:
            self._tables[path] = open_table(self.path / path)
        table = self._tables[path]
        found = table.named(names) if names else table.only()
        return table.listed if found is None else finite(found)
