"""CSV and TSV: one header line, then one line per row, each ended by a newline; quotes as in RFC 4180."""

from __future__ import annotations

from typing import ClassVar

from scalecalc.output.exact import Notation, columns_as_text
from scalecalc.output.writer import Writer
from scalecalc.table import Table


class Csv(Writer):
    """Comma-separated values; nan and missing values are empty fields, infinite ones are inf or -inf.

    The bytes do not depend on the style.
    """

    delimiter: ClassVar[str] = ","

    def head(self, first: Table) -> None:
        self.out.write(self.delimiter.join(map(self._quoted, first.names)) + "\n")

    def rows(self, block: Table) -> None:
        notation = Notation(nan="", inf="inf", minus_inf="-inf", none="", quoted=self._quoted)
        fields = columns_as_text([block[name] for name in block.names], notation)
        if len(fields) == 1:  # an empty line would not count as a row
            fields = [[field or '""' for field in fields[0]]]
        lines = "\n".join(map(self.delimiter.join, zip(*fields, strict=True)))
        if lines:
            self.out.write(lines + "\n")

    def _quoted(self, text: str) -> str:
        if any(character in text for character in (self.delimiter, '"', "\n", "\r")):
            return '"' + text.replace('"', '""') + '"'
        return text


class Tsv(Csv):
    """Tab-separated values, otherwise as CSV."""

    delimiter = "\t"
