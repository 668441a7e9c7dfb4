"""CSV and TSV: one header line, then one line per row, quoted as RFC 4180 says, ended by a newline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from scalecalc.output.exact import Notation, columns_as_text
from scalecalc.output.style import Style
from scalecalc.table import Table


def write_csv(blocks: Iterator[Table], out: TextIO, style: Style) -> None:
    """Comma-separated values; what is not a number is an empty field, what diverges is inf."""
    del style  # the same bytes wherever they go
    _write(blocks, out, ",")


def write_tsv(blocks: Iterator[Table], out: TextIO, style: Style) -> None:
    """Tab-separated values, otherwise as CSV."""
    del style
    _write(blocks, out, "\t")


def _write(blocks: Iterator[Table], out: TextIO, delimiter: str) -> None:
    def quoted(text: str) -> str:
        if any(character in text for character in (delimiter, '"', "\n", "\r")):
            return '"' + text.replace('"', '""') + '"'
        return text

    notation = Notation(nan="", inf="inf", minus_inf="-inf", none="", quoted=quoted)
    for number, block in enumerate(blocks):
        if number == 0:
            out.write(delimiter.join(map(quoted, block.names)) + "\n")
        fields = columns_as_text([block[name] for name in block.names], notation)
        if len(fields) == 1:  # an empty line would be no row at all
            fields = [[field or '""' for field in fields[0]]]
        lines = "\n".join(map(delimiter.join, zip(*fields, strict=True)))
        if lines:
            out.write(lines + "\n")
        out.flush()  # so that rows already computed survive an interruption
