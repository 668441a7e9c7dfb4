"""Columns as Arrow data, with what they mean. Needs pyarrow, an extra, and imports it only when it is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scalecalc.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow

Described = tuple[str, str, str, "np.ndarray[Any, Any]"]  # name, meaning, symbol, values


def arrow_table(columns: Sequence[Described], title: str) -> pyarrow.Table:
    """The columns as a pyarrow.Table.

    The metadata of a field has `doc` and `symbol`; those of the table have `title`.
    Raises UsageError where pyarrow is missing.
    """
    pyarrow = require_pyarrow()
    types = {"f": pyarrow.float64(), "i": pyarrow.int64(), "b": pyarrow.bool_()}
    fields = [
        pyarrow.field(name, types.get(values.dtype.kind, pyarrow.string()), metadata={"doc": doc, "symbol": symbol})
        for name, doc, symbol, values in columns
    ]
    arrays = [pyarrow.array(values, type=field.type) for (*_, values), field in zip(columns, fields, strict=True)]
    return pyarrow.table(arrays, schema=pyarrow.schema(fields, metadata={"title": title}))


def told(notes: Sequence[str]) -> dict[str, str]:
    """The notes as metadata of a table: `notes`, a list in JSON."""
    import json

    return {"notes": json.dumps(list(notes), ensure_ascii=False)} if notes else {}


def require_pyarrow() -> Any:
    """The module. Raises UsageError where it is missing."""
    try:
        import pyarrow
    except ModuleNotFoundError:
        raise UsageError(
            "Arrow and Parquet data are made with pyarrow, which is not installed; pip install 'scalecalc[arrow]'"
            " installs it"
        ) from None
    return pyarrow
