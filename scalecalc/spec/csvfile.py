"""A .csv file of numbers: read at C speed, gone through line by line only to say where something is wrong."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

import numpy as np

from scalecalc.errors import Problem, SpecError
from scalecalc.spec.report import did_you_mean
from scalecalc.spec.source import located, quoted
from scalecalc.theory.points import Floats

SHOWN = 3  # problems of one kind that are listed; the rest is counted
_BLOCK = 1 << 22  # bytes
_NUMBER = re.compile(
    r"\s*[-+]?((\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|nan|inf|infinity)\s*", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True)
class Row:
    """A row of fields, the line number it ends on, and that line."""

    fields: list[str]
    line: int
    text: str

    def problem(self, path: Path, message: str, column: int = 0) -> Problem:
        """A problem with one field; with the whole line where fields and characters do not match simply."""
        simple = ",".join(self.fields) == self.text
        start = sum(len(field) + 1 for field in self.fields[:column]) if simple else 0
        length = len(self.fields[column]) if simple and column < len(self.fields) else len(self.text)
        return located(message, str(path), self.line, start + 1, length, self.text)


class CsvFile:
    """A file with a header line. Raises SpecError where there is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        header = next(self._rows(), None)
        if header is None:
            raise SpecError(
                (Problem("the file is empty, must have a header line and rows of numbers", str(path), 1, 1),)
            )
        self.header = header
        self.names = [name.strip() for name in header.fields]

    def columns(self, names: Sequence[str]) -> list[int]:
        """The positions of the columns; raises SpecError for the names that are not there exactly once."""
        problems = []
        for name in names:
            if self.names.count(name) != 1:
                what = f"{self.names.count(name)} columns" if name in self.names else "no column"
                hint = did_you_mean(name, self.names)
                listed = ", ".join(map(quoted, self.names[:20])) + (", …" if len(self.names) > 20 else "")
                message = f"the file has {what} {quoted(name)}{hint or ','} must be one of {listed}"
                problems.append(self.header.problem(self.path, message))
        if problems:
            raise SpecError(tuple(problems))
        return [self.names.index(name) for name in names]

    def read(self, columns: Sequence[int]) -> tuple[Floats, ...]:
        """The columns at these positions; raises SpecError when rows are ragged or fields are no numbers."""
        if not self._regular() and (problems := self._problems(columns)):
            raise SpecError(problems)
        try:
            with self._open(newline=None) as file:
                for _ in range(self.header.line):
                    file.readline()
                first = file.readline()
                while first == "\n":
                    first = file.readline()
                if not first:
                    message = "the file has no rows below its header, must have at least one"
                    raise SpecError((self.header.problem(self.path, message),))
                table = np.loadtxt(
                    chain([first], file),
                    delimiter=",",
                    quotechar='"',
                    comments=None,
                    usecols=columns,
                    ndmin=2,
                )
        except ValueError as error:
            fallback = located(f"not a table of numbers: {error}", str(self.path))
            raise SpecError(self._problems(columns) or (fallback,)) from None
        return tuple(np.ascontiguousarray(column) for column in table.T)

    def locate(self, column: int, found: Sequence[tuple[int, str]]) -> list[Problem]:
        """Problems with the field in a column of the data rows given as (row, message), rows rising."""
        rows = islice(self._rows(), 1, None)
        problems, at = [], 0
        for row, message in found:
            record = next(islice(rows, row - at, None))
            at = row + 1
            problems.append(record.problem(self.path, message, column))
        return problems

    def _open(self, newline: str | None) -> TextIO:
        # Bytes that are not UTF-8 may stand in columns nobody asked for.
        return self.path.open(encoding="utf-8-sig", errors="surrogateescape", newline=newline)

    def _rows(self) -> Iterator[Row]:
        """The rows that are not blank; raises SpecError where the csv module gives up."""
        with self._open(newline="") as file:
            lines = _Lines(file)
            reader = csv.reader(lines)
            try:
                for fields in reader:
                    if fields:
                        yield Row(fields, reader.line_num, lines.last.rstrip("\r\n"))
            except csv.Error as error:
                text = lines.last.rstrip("\r\n")
                message = f"not a table of comma-separated values: {error}"
                raise SpecError((located(message, str(self.path), reader.line_num, 1, len(text), text),)) from None

    def _regular(self) -> bool:
        """Whether all lines have as many commas as the header and none has quotes, found out quickly.

        Blank lines or old line ends count as irregular: they are looked into.
        """
        rest = b""
        with self.path.open("rb") as file:
            while block := file.read(_BLOCK):
                lines, newline, rest = (rest + block).rpartition(b"\n")
                if not self._all_regular(lines + newline):
                    return False
        return self._all_regular(rest + b"\n" if rest else b"")

    def _all_regular(self, lines: bytes) -> bool:
        codes = np.frombuffer(lines, dtype=np.uint8)
        ends, commas = np.flatnonzero(codes == ord("\n")), np.flatnonzero(codes == ord(","))
        counts = np.diff(np.searchsorted(commas, ends), prepend=0)
        return b'"' not in lines and bool(np.all(counts == len(self.names) - 1))

    def _problems(self, columns: Sequence[int]) -> tuple[Problem, ...]:
        found: dict[str, list[Problem]] = {}
        counts: dict[str, int] = {}

        def note(kind: str, row: Row, message: str, column: int = 0) -> None:
            counts[kind] = counts.get(kind, 0) + 1
            if counts[kind] <= SHOWN:
                found.setdefault(kind, []).append(row.problem(self.path, message, column))

        wanted = len(self.names)
        for row in islice(self._rows(), 1, None):
            if len(row.fields) != wanted:
                note(
                    "ragged rows",
                    row,
                    f"a ragged row, got {len(row.fields)} fields, must be {wanted} as in the header",
                )
                continue
            for column in columns:
                if not _NUMBER.fullmatch(row.fields[column]):
                    got = quoted(row.fields[column]) if row.fields[column].strip() else "nothing"
                    message = f"{self.names[column]} is not a number, got {got}, must be a finite number"
                    note(f"entries of {self.names[column]} that are no numbers", row, message, column)
        for kind, count in counts.items():
            if count > SHOWN:
                message = f"{count} {kind} in all, the first {SHOWN} are listed"
                found[kind].append(located(message, str(self.path)))
        return tuple(problem for problems in found.values() for problem in problems)


class _Lines:
    """The lines of a file, with the last one kept for messages."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.last = ""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.last = next(self._file)
        return self.last
