"""How a table is written: the separator of its fields, the line that names its columns, and what counts as a number."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from scalecalc.record import record

BLANKS = " "  # any number of them, as numpy.savetxt writes
_SEPARATORS = ("\t", ";", ",")
_QUOTED = re.compile(r'"[^"]*"')
_PLAIN = r"\s*[-+]?((\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|nan|inf|infinity)\s*"
_NUMBERS = {mark: re.compile(_PLAIN.replace(r"\.", re.escape(mark)), re.ASCII | re.IGNORECASE) for mark in (".", ",")}
NAMES = {"\t": "a tab", ";": "';'", ",": "','", BLANKS: "blanks"}


def is_number(field: str, mark: str = ".") -> bool:
    """Whether a field is a number with this decimal mark; nan and inf are numbers too."""
    return _NUMBERS[mark].fullmatch(field) is not None


def fields_of(line: str, separator: str) -> list[str]:
    """The fields of one line."""
    if separator == BLANKS:
        return line.split()
    return next(csv.reader([line], delimiter=separator), [])


@record
class Dialect:
    """How a table is written.

    separator: a tab, `;`, `,` or BLANKS.  names: of the columns, None without a header.
    named_on: the number of the header line, counted from 1, or 0 without one.
    below: the number of the line after which the data begin.  first: the fields of the first row of data.
    """

    separator: str
    names: list[str] | None
    named_on: int
    below: int
    first: list[str]


Line = tuple[int, str]  # number, counted from 1, and text


def dialect(comments: Sequence[Line], first: Line, second: Line | None) -> Dialect:
    """The dialect, from the comments at the top (lines that begin with #) and the first two other lines."""
    number, text = first
    separator = _separator(text, None)
    fields = fields_of(text, separator)
    title = _title(comments, len(fields))
    numbers = [is_number(field, "," if separator in "\t;" else ".") or is_number(field) for field in fields]
    if title is not None and any(numbers):
        return Dialect(separator, title[1], title[0], number - 1, fields)
    if all(numbers):
        return Dialect(separator, None, 0, number - 1, fields)
    if second is None:
        return Dialect(separator, _names(text, separator, len(fields)), number, number, [])
    separator = _separator(second[1], text)
    fields = fields_of(second[1], separator)
    return Dialect(separator, _names(text, separator, len(fields)), number, number, fields)


def _separator(text: str, header: str | None) -> str:
    """The separator of the fields of a line. Below a header, the line must have as many fields as the header."""
    bare = _QUOTED.sub("", text)
    there = [mark for mark in _SEPARATORS if mark in bare]
    if not there:
        there = [BLANKS] if len(bare.split()) > 1 else []
    if header is None:
        return there[0] if there else ","
    above = _QUOTED.sub("", header)
    if there in ([","], []) and not any(mark in above for mark in _SEPARATORS):
        return ";"  # one column with decimal commas
    fitting = [mark for mark in there if _name_fields(above, len(fields_of(bare, mark)))]
    if fitting:
        return max(fitting, key=lambda mark: (mark in above, bare.count(mark)))
    named = [mark for mark in _SEPARATORS if mark in above]
    return max(named, key=above.count) if named else ","


def _names(header: str, separator: str, count: int) -> list[str]:
    """The names in a header. They may be separated by commas although blanks separate the columns."""
    fields = fields_of(header, separator)
    if len(fields) != count and (separator == BLANKS or separator not in _QUOTED.sub("", header)):
        fields = _name_fields(header, count) or fields
    return [name.strip() for name in fields]


def _name_fields(text: str, count: int) -> list[str]:
    """The names in a text, by the first separator that gives this many; none if no separator does."""
    splits = (fields_of(text, mark) for mark in (*_SEPARATORS, BLANKS))
    return next((fields for fields in splits if len(fields) == count), [])


def _title(comments: Sequence[Line], count: int) -> tuple[int, list[str]] | None:
    """The last comment that can name so many columns: the number of its line, and the names."""
    for number, text in reversed(comments):
        fields = [name.strip() for name in _name_fields(text.lstrip("#").strip(), count)]
        if any(fields) and not all(is_number(name) for name in fields):
            return number, fields
    return None
