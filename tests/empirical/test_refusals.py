"""What cannot be taken is a sentence that says what was found and what to do, never a traceback."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scalecalc.empirical.definite import not_negative
from scalecalc.empirical.load import held_out, load
from scalecalc.empirical.traces import spectral
from scalecalc.errors import DataError, ScalecalcError

X = np.random.default_rng(1).standard_normal((40, 3))
Y = np.arange(40) % 4
K = X @ X.T


def with_entry(table: np.ndarray[Any, Any], i: int, j: int, value: float) -> np.ndarray[Any, Any]:
    table = table.copy()
    table[i, j] = value
    return table


REFUSED: dict[str, Callable[[], object]] = {
    "entry [7, 2] got nan, must be a finite number": lambda: load(with_entry(X, 7, 2, np.nan)),
    "(120 such entries in all, in 40 rows: leave these out)": lambda: load(X * np.inf),
    "the data have 9 samples, must have at least 10": lambda: load(X[:9]),
    "the data have 40 rows and the target 30, must be equally many": lambda: load(X, Y[:30]),
    "a first line of the target may have been taken for the name": lambda: load(X, Y[1:]),
    "the first entry of the target may be the name of its column": lambda: load(X, np.arange(41.0)),
    "transpose them, so that a row is a sample": lambda: load(X.T, Y),
    "transpose the target": lambda: load(X, np.random.default_rng(0).standard_normal((2, 40))),
    "has shape (40, 3), must be square": lambda: load(X, kernel="precomputed"),
    "not symmetric: entries [3, 5] and [5, 3] (counted from 0) differ by 1": lambda: load(
        with_entry(K, 3, 5, K[3, 5] + 1), kernel="precomputed"
    ),
    "the diagonal of the kernel matrix is 0": lambda: load(K - np.diag(np.diag(K)), kernel="precomputed"),
    "entry [2, 2] (counted from 0) is -1": lambda: load(with_entry(K, 2, 2, -1.0), kernel="precomputed"),
    "entry [3, 5] got inf": lambda: load(with_entry(K, 3, 5, np.inf), kernel="precomputed"),
    "complex numbers": lambda: load(X + 1j),
    "Python objects": lambda: load(np.array([[object()] * 2] * 12)),
    "no array can be made of it": lambda: load([[1.0, 2.0], [1.0]] * 10),
    "a single feature is a table of one column": lambda: load(X[:, 0]),
    "40 samples of 0 features": lambda: load(X[:, :0]),
    "the target is 1 for every sample": lambda: load(X, np.ones(40)),
    "every feature is the same for all samples": lambda: load(np.ones((40, 2))),
    "the largest feature is 1e+200 in size": lambda: load(with_entry(X, 0, 0, 1e200)),
    "the largest feature is 1e-200 in size": lambda: load(with_entry(X * 0, 0, 0, 1e-200)),
    "entry [3, 0] got inf, must be a finite number": lambda: load(X, with_entry(X[:, :1], 3, 0, np.inf)),
    "got nothing, must be a label": lambda: load(X, ["a", "b", None, "c"] * 10),
    "the target is one of complex numbers": lambda: load(X, X + 1j, target_is="numbers"),
    "must be at most half as many": lambda: load(X, np.arange(40), target_is="labels"),
    "several columns, must be a single one of labels": lambda: load(X, X, target_is="labels"),
    "must be (n,) or (n, c)": lambda: load(X, np.ones((40, 2, 2))),
    "cannot be read (No such file or directory)": lambda: load("nowhere.npy"),
    "cannot be read (Is a directory)": lambda: load("."),
    "null": lambda: load("a\0b"),
    "the target 'x' is neither a file nor in the data": lambda: load(X, "x"),
    "'b' is neither a file nor in the data": lambda: load({"a": Y, "c": X[:, 0]}, "a,b"),
    "no column of numbers beside the target": lambda: load({"a": Y}, "a"),
    "columns of different lengths": lambda: load({"a": Y, "b": Y[1:]}),
    "must be a full one": lambda: load(__import__("scipy.sparse").sparse.csr_array(X)),
    "both come from standard input": lambda: load("-", "-"),
    "kernel poly: must be one of linear, gaussian": lambda: load(X, kernel="poly"),
    "the labels 7 are not among those of the data": lambda: held_out(X, Y + 4 * (Y == 3), load(X, Y)),
    "have 2 features, must have the 3 of the data": lambda: held_out(X[:, :2], Y, load(X, Y)),
    "must be the kernel to the 40 of the data: transpose them": lambda: held_out(
        K[:, :5], np.resize(Y, 40), load(K, Y, kernel="precomputed")
    ),
    "held-out samples need a target of their own": lambda: held_out(X, None, load(X, Y)),
    "there is no column 'b', must be one of 'a', 'c'": lambda: held_out(
        {"a": Y, "c": X[:, 0]}, "c", load({"a": X[:, 1], "b": X[:, 0]}, X[:, 2])
    ),
}


@pytest.mark.parametrize("words", REFUSED)
def test_refusals(words: str) -> None:
    with pytest.raises(ScalecalcError) as caught:
        REFUSED[words]()
    assert words in str(caught.value)


def test_places_in_a_text(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n" + "1,2\n3,4\n" * 10 + "5,nan\n")
    with pytest.raises(ScalecalcError, match="got nan, must be a finite number") as caught:
        load(path)
    (problem,) = caught.value.problems  # type: ignore[attr-defined]
    assert (problem.line, problem.column) == (22, 3)
    path.write_text("a,b\n" + "1,2\n3,\n" * 10)
    with pytest.raises(ScalecalcError, match="b is not a number, got nothing") as caught:
        load(path)
    path.write_text("a,b\n" + "x,2\n3,1\n" * 10)
    with pytest.raises(ScalecalcError, match="a is not a number, got 'x'"):
        load(path)


def test_a_table_without_a_header_does_not_lose_its_first_row(tmp_path: Path) -> None:
    (tmp_path / "iris.csv").write_text("5.1,3.5,setosa\n4.9,3.0,virginica\n" * 10)
    with pytest.raises(ScalecalcError, match="line 1 would be taken for the names of columns, but looks like a row"):
        load(tmp_path / "iris.csv")


def test_indefinite_kernels_are_refused() -> None:
    bad = K - 0.1 * np.trace(K) / 40 * np.eye(40)
    with pytest.raises(DataError, match="the kernel matrix is indefinite: its smallest eigenvalue is -0"):
        spectral(bad, np.ones((40, 1)))
    rounded = np.linalg.eigvalsh(K.astype("f4").astype(float))
    assert rounded.min() < 0
    assert not_negative(rounded).min() == 0


def test_a_parquet_file_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pd.DataFrame(X, columns=["a", "b", "c"]).to_parquet(tmp_path / "x.parquet")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ScalecalcError, match=r"pip install 'scalecalc\[arrow\]'"):
        load(tmp_path / "x.parquet")


def files() -> dict[str, bytes]:
    """Good files, to be damaged."""
    table, found = pd.DataFrame(X, columns=["a", "b", "c"]).assign(label=Y), {}
    for name, save in {
        "x.csv": lambda to: table.to_csv(to, index=False),
        "x.parquet": table.to_parquet,
        "x.npy": lambda to: np.save(to, X),
        "x.npz": lambda to: np.savez(to, x=X, label=Y),
        "packed.npz": lambda to: np.savez_compressed(to, x=X, label=Y),
    }.items():
        save(buffer := io.BytesIO())
        found |= {name: buffer.getvalue(), f"{name}.gz": gzip.compress(buffer.getvalue())}
    return found


FILES = files()


@given(data=st.data(), name=st.sampled_from(sorted(FILES)), target=st.sampled_from([None, "label"]))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_files_never_give_more_than_a_sentence(
    tmp_path: Path, data: st.DataObject, name: str, target: str | None
) -> None:
    content = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    (tmp_path / name).write_bytes(content[:cut] if data.draw(st.booleans()) else content)
    try:
        assert len(load(tmp_path / name, target)) >= 10
    except ScalecalcError as error:
        assert str(error)


@given(content=st.binary(max_size=300), suffix=st.sampled_from([".csv", ".npy", ".npz", ".parquet", ".csv.gz", ""]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_give_more_than_a_sentence(tmp_path: Path, content: bytes, suffix: str) -> None:
    for start in (b"", b"a,label\n1,2\n" * 11, b"\x93NUMPY\x01\x00", b"PK\x03\x04", b"PAR1", b"\x1f\x8b"):
        (tmp_path / f"x{suffix}").write_bytes(start + content)
        try:
            load(tmp_path / f"x{suffix}", "label")
        except ScalecalcError as error:
            assert str(error)
