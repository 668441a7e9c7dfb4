"""Opens data files: by their contents, as text, as arrays of numpy or as Parquet."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scalecalc.data.columns import Columns, finite
from scalecalc.data.content import Content, is_array, is_parquet, read_content, standard_input
from scalecalc.record import record

if TYPE_CHECKING:
    from scalecalc.data.parts import Frame

ARRAYS = (".npy", ".npz")
PARQUET = ".parquet"
TEXTS = (".csv", ".tsv", ".txt", ".dat")
FORMATS = ".csv, .tsv, .txt, .npy, .npz or .parquet (or one of these with .gz)"


class Table(Protocol):
    """Named columns of numbers, written as text or as arrays."""

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
    """Whether a path has the name of a data file. It may have no suffix, as pipes have none."""
    return suffix(path) in (*ARRAYS, *TEXTS, PARQUET, "")


def open_table(path: Path | None) -> Table:
    """The table in a file, or in standard input for None.

    Raises SpecError with located problems if the file has no table, and OSError if it cannot be read.
    """
    content = standard_input() if path is None else _checked(read_content(path))
    # The modules for each kind are slow to import, and most specs have no data files.
    if is_array(content.head):
        from scalecalc.data.arrays import ArrayFile

        return ArrayFile(content)
    if is_parquet(content.head):
        from scalecalc.data.parquet import ParquetFile

        return ParquetFile(content)
    from scalecalc.data.text import TextTable

    return TextTable(content)


def open_frame(path: Path | None) -> Frame:
    """The parts of a file, or of standard input for None. Raises SpecError and OSError as `open_table` does."""
    content = standard_input() if path is None else _checked(read_content(path))
    from scalecalc.data import parts

    if is_array(content.head):
        from scalecalc.data.arrays import ArrayFile

        file = ArrayFile(content)
        return parts.ArrayFrame(tuple(file.names), file.array, content.refused)
    if is_parquet(content.head):
        from scalecalc.data.parquet import ParquetFile

        columns = ParquetFile(content).columns
        return parts.ColumnFrame(parts.MemoryColumns(columns, content.refused))
    from scalecalc.data.parts.text import TextColumns
    from scalecalc.data.text import TextTable

    return parts.ColumnFrame(TextColumns(TextTable(content)))


def _checked(content: Content) -> Content:
    """The content. Raises SpecError where the name of the file tells another format."""
    kind = suffix(str(content.path))
    if (kind in ARRAYS and not is_array(content.head)) or (kind == PARQUET and not is_parquet(content.head)):
        writer = "numpy" if kind in ARRAYS else "a program for Parquet"
        raise content.refused(f"not a {kind} file that can be read, must be one that {writer} has written")
    return content


@record(eq=False)
class Folder:
    """The folder of the data files of a spec. Each file is opened once, because a pipe can be read only once."""

    path: Path
    _tables: dict[str, Table] = field(default_factory=dict, repr=False)

    def columns(self, path: str, names: list[str]) -> Columns | str:
        """The named columns of a file, or its only column if there are no names. The numbers are finite.

        If a name is missing because there are several columns, the result is the list of their names for a sentence.
        Raises SpecError and OSError as `open_table` does, and SpecError for numbers that are not finite.
        """
        if path not in self._tables:
            self._tables[path] = open_table(self.path / path)
        table = self._tables[path]
        found = table.named(names) if names else table.only()
        return table.listed if found is None else finite(found)
