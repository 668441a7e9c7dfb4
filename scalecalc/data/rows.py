"""The rows of a text table one by one, each with the line it begins on, to find and locate problems."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from scalecalc.data.dialect import BLANKS
from scalecalc.errors import Problem, SpecError
from scalecalc.record import record
from scalecalc.wording import located


@record
class Row:
    """A row of fields, the number and text of the line it begins on, and of the line it ends on.

    separator: what stands between the fields.  unclosed: whether a quote opens in it and never closes.
    """

    fields: list[str]
    line: int
    text: str
    last: int
    separator: str
    unclosed: bool = False

    def problem(self, path: Path, message: str, column: int = 0) -> Problem:
        """A problem with one field, or with the whole line where quotes or blanks hide the field's place."""
        simple = self.separator != BLANKS and self.separator.join(self.fields) == self.text
        start = sum(len(field) + 1 for field in self.fields[:column]) if simple else 0
        length = len(self.fields[column]) if simple and column < len(self.fields) else len(self.text)
        return located(message, str(path), self.line, start + 1, length, self.text)

    def quote_problem(self, path: Path) -> Problem:
        """The problem with a quote that opens in the first line and closes on a later one, or never."""
        at = self.text.rfind('"')
        end = "is never closed" if self.unclosed else f"closes only on line {self.last}"
        message = f"a quote opens here and {end}, must be closed on its line, or left out"
        return located(message, str(path), self.line, at + 1, 1, self.text)


def rows_of(path: Path, lines: Iterable[str], after: int, separator: str) -> Iterator[Row]:
    """The rows below line `after`, without blank lines and comments.

    Raises SpecError where the csv module gives up.
    """
    source = _Lines(lines, after)
    if separator == BLANKS:
        for line in source:
            yield Row(line.split(), source.number, line.rstrip("\n"), source.number, separator)
            source.begin()
        return
    reader = csv.reader(source, delimiter=separator)
    try:
        for fields in reader:
            yield source.row(fields, separator)
            source.begin()
    except csv.Error as error:
        row = source.row([], separator)
        if row.unclosed:
            raise SpecError((row.quote_problem(path),)) from None
        message = f"not a table of numbers: {error}"
        raise SpecError((located(message, str(path), row.line, 1, len(row.text), row.text),)) from None


class _Lines:
    """Lines with their numbers, which also keep the line that begins the current row."""

    def __init__(self, lines: Iterable[str], after: int) -> None:
        self._lines = iter(lines)
        self._after = after
        self.number = 0
        self.begin()

    def begin(self) -> None:
        """The next line begins a row."""
        self._fresh, self._open = True, False

    def row(self, fields: list[str], separator: str) -> Row:
        return Row(fields, self._start, self._text, self.number, separator, self._open)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        for line in self._lines:
            self.number += 1
            if self._fresh and (self.number <= self._after or not is_data(line)):
                continue
            if self._fresh:
                self._start, self._text, self._fresh = self.number, line.rstrip("\n"), False
            self._open ^= line.count('"') % 2 == 1
            return line
        raise StopIteration


def is_data(line: str) -> bool:
    """Whether a line is neither blank nor a comment."""
    return not line.isspace() and not line.startswith("#")
