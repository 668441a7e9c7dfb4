"""Parquet: the same numbers, bit by bit, for every reader; and half a result is none."""

from __future__ import annotations

import gc
import io
import json
import os
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest

from scalecalc.output import sink
from scalecalc.output.style import Style
from scalecalc.table import Table
from tests.output.tables import predict, table, write


def written(*blocks: Table) -> bytes:
    out = io.BytesIO()
    write(blocks, out, "parquet", Style())
    return out.getvalue()


def read(content: bytes) -> Any:
    return pq.ParquetFile(io.BytesIO(content))


SPECIAL = table(
    x=np.array([0.1, -0.0, 5e-324, np.inf, np.nan, 1 / 3]),
    count=np.arange(6),
    good=np.array([True, False] * 3),
    text=np.array(["", "a,b", "κ₂", "ok", "x\ny", "'"], dtype=object),
)


def test_it_reads_back_exactly() -> None:
    back = read(written(SPECIAL)).read()
    assert back.column_names == list(SPECIAL.names)
    assert [str(kind) for kind in back.schema.types] == ["double", "int64", "bool", "string"]
    assert back["x"].to_numpy().tobytes() == SPECIAL["x"].tobytes()
    for name in ("count", "good", "text"):
        assert back[name].to_pylist() == SPECIAL[name].tolist()


def test_polars_and_duckdb_read_it(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(written(SPECIAL))
    assert pl.read_parquet(path)["x"].to_numpy().tobytes() == SPECIAL["x"].tobytes()
    assert duckdb.sql(f"select text, count from '{path}' order by count").fetchall() == list(
        zip(SPECIAL["text"], SPECIAL["count"], strict=True)
    )


def test_each_block_is_a_row_group() -> None:
    file = read(written(predict(20), predict(30)))
    assert [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)] == [20, 30]
    assert file.read()["samples"].to_numpy().tolist() == [*predict(20)["samples"], *predict(30)["samples"]]


def test_it_carries_what_people_need() -> None:
    file = read(written(predict(2, notes=("first",)), predict(2, notes=("κ₂ is …", "second"))))
    schema = file.schema_arrow
    assert file.metadata.metadata[b"title"] == b"Random features"
    assert json.loads(file.metadata.metadata[b"notes"]) == ["κ₂ is …", "second"]
    assert schema.field("samples").metadata[b"doc"] == b"Number of training samples."
    assert schema.field("kappa2").metadata[b"symbol"].decode() == "κ₂"


def test_no_rows() -> None:
    back = read(written(table(x=np.array([]), y=np.array([], dtype=object)))).read()
    assert (back.num_rows, back.column_names) == (0, ["x", "y"])


def test_no_blocks() -> None:
    assert written() == b""


def test_what_was_stopped_is_no_file() -> None:
    """Taken down, a writer of pyarrow ends the file, which then reads like a whole one."""
    out = io.BytesIO()
    writer = sink("parquet", out, Style())
    writer.put(predict(3))
    del writer
    gc.collect()
    with pytest.raises(Exception, match="magic bytes not found in footer"):
        read(out.getvalue())


def test_a_pipe_takes_it() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as out:
        write([predict(3)], out, "parquet", Style())
    with os.fdopen(reading, "rb") as file:
        assert read(file.read()).read().num_rows == 3


def test_a_full_disk_is_told_as_it_is() -> None:
    class Full(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any, /) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write([predict(3)], Full(), "parquet", Style())
