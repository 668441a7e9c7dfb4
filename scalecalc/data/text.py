"""A table written as text. numpy reads it fast; it is read row by row only to locate problems."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import TextIO

import numpy as np

from scalecalc.data.columns import SHOWN, Columns, Floats, Found, doubles
from scalecalc.data.content import Content
from scalecalc.data.dialect import BLANKS, NAMES, Dialect, Line, dialect, is_number
from scalecalc.data.rows import Row, is_data, rows_of
from scalecalc.errors import Problem, SpecError
from scalecalc.wording import did_you_mean, located, quoted

_BLOCK = 1 << 22  # bytes
_LONGEST_LINE = 1 << 24  # characters of one of the first lines
_LISTED = 20  # names of columns in a message
_SWAPPED = str.maketrans({",": ".", ".": "_"})  # to read decimal commas, and to refuse decimal points


class TextTable:
    """A table of numbers in a text. Raises SpecError where there is none."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.path = content.path
        comments, first, second = self._first_lines()
        if first is None:
            message = "the file is empty, must have a header line and rows of numbers"
            raise SpecError((located(message, str(self.path), 1, 1),))
        try:
            self.dialect: Dialect = dialect(comments, first, second)
        except csv.Error as error:
            raise content.refused(f"not a table of numbers: {error}") from None

    def named(self, names: Sequence[str]) -> Columns:
        """The columns of these names. Raises SpecError for a name that the file does not have exactly once."""
        return self._read(self._places(names))

    def _places(self, names: Sequence[str]) -> list[int]:
        self._take_numbers_for_names(names)
        if self.dialect.names is None:
            message = "the columns have no names, must have a header line such as 'eigenvalue,power' above the numbers"
            raise SpecError((self._at_header(message),))
        missing = filter(None, map(self._missing, names))
        problems = [self._at_header(message) for message in missing]
        if problems:
            raise SpecError(tuple(problems))
        return [self.dialect.names.index(name) for name in names]

    def only(self) -> Columns | None:
        """The only column of the table; None if it has several, so that a name is needed."""
        if len(self.dialect.names or self.dialect.first) > 1:
            return None
        if self.dialect.names is None and self.dialect.first == ["0"]:
            message = "the first line may be the name of the column or a number in it, must be one that is no number"
            raise SpecError((self._at_header(message),))
        return self._read([0])

    def all(self) -> Columns:
        """Every column."""
        return self._read(range(len(self.dialect.names or self.dialect.first)))

    def texts(self, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """The columns of these names as they are written. Raises SpecError as `named` does, and for ragged rows."""
        return self.written(self._places(names))

    def written(self, places: Sequence[int]) -> tuple[tuple[str, ...], ...]:
        """The columns at these positions as they are written. Raises SpecError for ragged rows."""
        rows = []
        for row in self._rows():
            if (problem := next(self._wrong(row, (), "."), None)) is not None:
                raise SpecError((row.problem(self.path, problem[1], 0),))
            rows.append([row.fields[place].strip() for place in places])
        return tuple(zip(*rows, strict=True)) if rows else tuple(() for _ in places)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns; none where the file has no header."""
        return tuple(self.dialect.names or ())

    @property
    def listed(self) -> str:
        """The names of the columns, for a sentence."""
        names = self.dialect.names or []
        return ", ".join(map(quoted, names[:_LISTED])) + (", …" if len(names) > _LISTED else "")

    # --- the header

    def take_counts_for_names(self) -> None:
        """Take a first line 0, 1, 2, ... for a header: pandas writes it above columns without names."""
        first = [field.strip() for field in self.dialect.first]
        if len(first) > 1 and first in ([str(i + start) for i in range(len(first))] for start in (0, 1)):
            self._take_numbers_for_names(self.dialect.first)

    def _first_lines(self) -> tuple[list[Line], Line | None, Line | None]:
        comments: list[Line] = []
        data: list[Line] = []
        with self._open() as file:
            for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), ""), start=1):
                text = line.rstrip("\n")
                if len(text) == _LONGEST_LINE:
                    raise self.content.refused(f"line {number} has no end, must be a row of a table")
                if line.startswith("#") and len(comments) < _LISTED and not data:
                    comments.append((number, text))
                elif is_data(line):
                    data.append((number, text))
                if len(data) == 2:
                    break
        return comments, data[0] if data else None, data[1] if len(data) > 1 else None

    def _take_numbers_for_names(self, names: Sequence[str]) -> None:
        """Take the first line for a header, although it has numbers only, if it has all the names asked for."""
        now = self.dialect
        if now.names is None and set(names) <= set(now.first):
            number = now.below + 1
            self.dialect = Dialect(now.separator, [name.strip() for name in now.first], number, number, now.first)

    def _missing(self, name: str) -> str | None:
        names = self.dialect.names or []
        count = names.count(name)
        if count == 1:
            return None
        if count:
            places = " and ".join(str(i + 1) for i, one in enumerate(names) if one == name)
            return f"the file has {count} columns {quoted(name)} (columns {places}), must be one: rename the others"
        return f"the file has no column {quoted(name)}{did_you_mean(name, names) or ','} must be one of {self.listed}"

    def _at_header(self, message: str) -> Problem:
        number = self.dialect.named_on or self.dialect.below + 1
        with self._open() as file:
            text = next(islice(file, number - 1, None), "").rstrip("\n")
        return located(message, str(self.path), number, 1, len(text), text)

    # --- the numbers

    def _read(self, columns: Sequence[int]) -> Columns:
        numbers, notes = self.numbers(columns)
        values = tuple(doubles(column) for column in numbers.T)
        return Columns(values, lambda column, found: self.located(columns[column], found), notes)

    def numbers(self, columns: Sequence[int]) -> tuple[Floats, tuple[str, ...]]:
        """The columns at these positions, shape (rows, columns), and sentences on how they were read."""
        if not self._regular and (problems := self._problems(columns)):
            raise SpecError(problems)
        for mark in self._marks:
            values = self._parsed(columns, mark)
            if values is not None:
                return values, (
                    f"The numbers of {self.path.name} are read with decimal commas.",
                ) if mark == "," else ()
        raise SpecError(self._problems(columns) or (located("not a table of numbers", str(self.path)),))

    @property
    def _marks(self) -> tuple[str, ...]:
        return (".", ",") if self.dialect.separator in "\t;" else (".",)

    def _parsed(self, columns: Sequence[int], mark: str) -> Floats | None:
        """The columns, or None where a field is no number with this decimal mark."""
        separator = self.dialect.separator
        with self._open() as file:
            lines = self._data_lines(file)
            first = next(lines, None)
            if first is None:
                raise SpecError((self._at_header("the file has no rows below its header, must have at least one"),))
            table = chain([first], lines)
            try:
                return np.loadtxt(
                    (line.translate(_SWAPPED) for line in table) if mark == "," else table,
                    delimiter=None if separator == BLANKS else separator,
                    quotechar='"',
                    comments=None,
                    usecols=columns,
                    ndmin=2,
                )
            except ValueError:
                return None

    def _data_lines(self, file: Iterable[str]) -> Iterator[str]:
        return filter(is_data, islice(file, self.dialect.below, None))

    def located(self, column: int, found: Found) -> list[Problem]:
        """What is wrong in the column at this position, with its places."""
        problems, at, rows = [], 0, self._rows()
        for row, message in found:
            record = next(islice(rows, row - at, None))
            at = row + 1
            problems.append(record.problem(self.path, message, column))
        return problems

    def _open(self) -> TextIO:
        # Columns that nobody asked for may have bytes that are not UTF-8.
        return io.TextIOWrapper(self.content.open(), encoding="utf-8-sig", errors="surrogateescape")

    def _rows(self) -> Iterator[Row]:
        with self._open() as file:
            yield from rows_of(self.path, file, self.dialect.below, self.dialect.separator)

    @cached_property
    def _regular(self) -> bool:
        """Whether all lines have as many separators as the first row, and no quotes. This check is fast.

        Blank lines, comments and old line ends count as irregular: the rows are then checked one by one.
        """
        separator = self.dialect.separator
        if separator == BLANKS:
            return False
        rest = b""
        with self.content.open() as file:
            for _ in range(self.dialect.below):
                if b"\r" in file.readline().removesuffix(b"\r\n"):
                    return False
            while block := file.read(_BLOCK):
                lines, newline, rest = (rest + block).rpartition(b"\n")
                if not self._all_regular(lines + newline):
                    return False
        return self._all_regular(rest + b"\n" if rest else b"")

    def _all_regular(self, lines: bytes) -> bool:
        codes = np.frombuffer(lines, dtype=np.uint8)
        ends, marks = np.flatnonzero(codes == ord("\n")), np.flatnonzero(codes == ord(self.dialect.separator))
        counts = np.diff(np.searchsorted(marks, ends), prepend=0)
        return b'"' not in lines and bool(np.all(counts == self._wanted - 1))

    @property
    def _wanted(self) -> int:
        return len(self.dialect.names or self.dialect.first)

    # --- what is wrong

    def _problems(self, columns: Sequence[int]) -> tuple[Problem, ...]:
        """The first few problems of each kind, and how many there are."""
        found: dict[str, list[Problem]] = {}
        counts: dict[str, int] = {}
        mark = self._mark_used(columns)
        for row in self._rows():
            for kind, message, column in self._wrong(row, columns, mark):
                counts[kind] = counts.get(kind, 0) + 1
                if counts[kind] <= SHOWN and len(found) < _LISTED:
                    quotes = row.last > row.line or row.unclosed
                    problem = row.quote_problem(self.path) if quotes else row.problem(self.path, message, column)
                    found.setdefault(kind, []).append(problem)
        for kind, problems in found.items():
            if counts[kind] > SHOWN:
                message = f"{counts[kind]} {kind} in all, the first {SHOWN} are listed"
                problems.append(located(message, str(self.path)))
        return tuple(dict.fromkeys(problem for problems in found.values() for problem in problems))

    def _mark_used(self, columns: Sequence[int]) -> str:
        """The decimal mark of the first number that has one."""
        if len(self._marks) == 1:
            return "."
        rows = (row.fields for row in self._rows())
        fields = (fields[column] for fields in rows for column in columns if column < len(fields))
        return next((mark for field in fields for mark in ".," if mark in field and is_number(field, mark)), ".")

    def _wrong(self, row: Row, columns: Sequence[int], mark: str) -> Iterator[tuple[str, str, int]]:
        """What is wrong with a row: the kind, message and column of each problem."""
        if len(row.fields) != self._wanted:
            where = "in the header" if self.dialect.names is not None else "in the first row"
            message = (
                f"a ragged row, got {len(row.fields)} fields separated by {NAMES[self.dialect.separator]}, "
                f"must be {self._wanted} as {where}"
            )
            yield "ragged rows", message, 0
            return
        for column in columns:
            field = row.fields[column]
            if not is_number(field, mark):
                yield self._no_number(column, field, mark)

    def _no_number(self, column: int, field: str, mark: str) -> tuple[str, str, int]:
        name = self.dialect.names[column] if self.dialect.names is not None else f"column {column + 1}"
        got = quoted(field) if field.strip() else "nothing"
        allowed = "a finite number" + (" with a decimal comma, as the first one" if mark == "," else "")
        return f"entries of {name} that are no numbers", f"{name} is not a number, got {got}, must be {allowed}", column
