"""Parquet, by way of Arrow: each block is a row group, and the notes are in the metadata at the end."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from scalecalc.arrow import told
from scalecalc.output.style import Style
from scalecalc.output.uncut import uncut
from scalecalc.table import Table


class Parquet:
    """One file; nan and inf are written as they are. The style does not matter."""

    def __init__(self, out: BinaryIO, style: Style) -> None:
        del style
        self._gate = _Gate(out)
        self._writer: Any = None
        self._notes: tuple[str, ...] = ()

    def put(self, block: Table) -> None:
        from pyarrow.parquet import ParquetWriter

        rows = block.as_arrow()
        with self._gate, uncut():
            if self._writer is None:
                self._writer = ParquetWriter(self._gate, rows.schema)
            self._writer.write_table(rows, row_group_size=max(len(block), 1))
            self._notes = block.notes

    def finish(self) -> None:
        if self._writer is not None:
            with self._gate:
                self._writer.add_key_value_metadata(told(self._notes))
                self._writer.close()


class _Gate(io.RawIOBase):
    """Counts what goes through, since a pipe does not know where it is; and is open inside a `with` only.

    A writer that is taken down with a failed run would finish the file, and half a result would look like a whole one.
    """

    def __init__(self, out: BinaryIO) -> None:
        super().__init__()
        self._out = out
        self._open = False
        self._count = 0

    def __enter__(self) -> _Gate:
        self._open = True
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._count

    def write(self, data: Any, /) -> int:
        size = memoryview(data).nbytes
        if self._open:
            self._out.write(data)
            self._count += size
        return size

    def flush(self) -> None:
        if self._open:
            self._out.flush()
