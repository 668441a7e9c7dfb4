"""The same samples come out of every format and dtype; targets are taken as they look, and a note says how."""

from __future__ import annotations

import gzip
import io
import os
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.typing import NDArray

import scalecalc
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.load import held_out, load

RNG = np.random.default_rng(0)
SMALL = RNG.integers(0, 5, size=(40, 3)).astype(float) + np.arange(40)[:, None]  # in every dtype of two bytes exactly
LABELS = np.arange(40) % 4
NAMES = ("ant", "bee", "cat", "dog")


def taken(data: Dataset) -> NDArray[Any]:
    assert data.rows is not None
    return data.rows.taken(slice(None))


def noted(data: Dataset, words: str) -> bool:
    return any(words in note for note in data.notes)


@pytest.mark.parametrize("dtype", ["f2", "f4", ">f4", "f8", ">f8", "i2", "u1", "i8"])
@pytest.mark.parametrize("suffix", [".npy", ".npy.gz", ".npz"])
def test_arrays_of_every_dtype(tmp_path: Path, dtype: str, suffix: str) -> None:
    table, buffer = SMALL.astype(dtype), io.BytesIO()
    np.savez(buffer, table) if suffix == ".npz" else np.save(buffer, table)
    path = tmp_path / f"x{suffix}"
    path.write_bytes(gzip.compress(buffer.getvalue()) if suffix.endswith("gz") else buffer.getvalue())
    data = load(path)
    assert data.rows is not None
    assert data.rows.table.dtype == dtype
    assert np.array_equal(taken(data), SMALL)
    assert isinstance(data.rows.table, np.memmap) == (suffix == ".npy")
    assert data.files == (path,)


def frame() -> pd.DataFrame:
    table = pd.DataFrame(SMALL, columns=["a", "b", "c"])
    return table.assign(label=LABELS, animal=[NAMES[i] for i in LABELS], size=SMALL @ [1.0, 2.0, 3.0] / 7)


def ways(folder: Path) -> dict[str, Any]:
    """The same table, given in many ways."""
    table = frame()
    table.to_csv(folder / "x.csv", index=False)
    table.to_csv(folder / "x.tsv", index=False, sep="\t")
    table.to_csv(folder / "x.csv.gz", index=False)
    table.to_csv(folder / "decimal.csv", index=False, sep=";", decimal=",")
    table.to_csv(folder / "indexed.csv")
    table.to_parquet(folder / "x.parquet")
    (folder / "x.parquet.gz").write_bytes(gzip.compress((folder / "x.parquet").read_bytes()))
    names = ("x.csv", "x.tsv", "x.csv.gz", "decimal.csv", "indexed.csv", "x.parquet", "x.parquet.gz")
    objects = {
        "pandas": table,
        "polars": pl.from_pandas(table),
        "dict": dict(table),
        "arrow": pl.from_pandas(table).to_arrow(),
    }
    records = {"records": table.to_records(index=False)}
    return {name: folder / name for name in names} | objects | records


def test_columns_by_name_in_every_way(tmp_path: Path) -> None:
    for name, way in ways(tmp_path).items():
        data = load(way, "animal")
        assert data.targets is not None
        assert np.array_equal(taken(data), np.column_stack([SMALL, LABELS, frame()["size"]])), name
        assert np.array_equal(data.targets, np.eye(4)[LABELS]), name
        assert data.names == NAMES
        both = load(way, "size, label")
        assert both.targets is not None
        assert np.array_equal(both.targets, np.column_stack([frame()["size"], LABELS])), name
        assert np.array_equal(taken(both), SMALL), name
        assert both.names == ("size", "label")
        assert noted(both, "The column 'animal' is not of numbers and left out"), name
        assert noted(both, "counts the rows") == (name == "indexed.csv"), name


def test_held_out_samples_are_taken_likewise(tmp_path: Path) -> None:
    given = ways(tmp_path)
    for like in given.values():
        data = load(like, "animal")
        shuffled = frame().iloc[::-3][["size", "animal", "c", "label", "a", "b"]]
        held = held_out(shuffled, None, data)
        assert held.rows is not None
        assert np.array_equal(held.rows.taken(slice(None)), taken(data)[::-3])
        assert np.array_equal(held.targets, np.eye(4)[LABELS[::-3]])


def test_arrays_by_name(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", images=SMALL[:, :2].reshape(40, 2, 1), labels=LABELS, other=np.array([None]))
    data = load(tmp_path / "x.npz", "labels")
    assert np.array_equal(taken(data), SMALL[:, :2])
    assert noted(data, "Samples of 2 x 1 numbers are taken as 2 features each.")
    assert held_out(tmp_path / "x.npz", None, data).targets.shape == (40, 4)
    np.savez(tmp_path / "y.npz", x_train=SMALL, y_train=LABELS, x_test=SMALL[:12], y_test=LABELS[:12])
    assert np.array_equal(taken(load(tmp_path / "y.npz", "y_test")), SMALL[:12])
    held = held_out(tmp_path / "y.npz", "y_test", load(tmp_path / "y.npz", "y_train"))
    assert held.rows is not None
    assert np.array_equal(held.rows.taken(slice(None)), SMALL[:12])


def test_held_out_kernels_and_means() -> None:
    kernel = SMALL @ SMALL.T
    data = load(kernel, LABELS, kernel="precomputed")
    held = held_out(kernel[:5], LABELS[:5], data)
    assert held.matrix is not None
    assert np.array_equal(held.matrix, kernel[:5])
    centred = held_out(SMALL[:5], LABELS[:5], load(SMALL, LABELS, center=True)).rows
    assert centred is not None
    assert np.allclose(centred.taken(slice(None)), SMALL[:5] - SMALL.mean(axis=0))


@pytest.mark.parametrize(
    ("target", "labels"),
    [
        (LABELS, True),
        (LABELS.astype(float), True),
        (LABELS[:, None], True),
        (LABELS % 2 * 2 - 1, True),
        (LABELS == 1, True),
        ([NAMES[i] for i in LABELS], True),
        (pd.Series([NAMES[i] for i in LABELS], dtype="category"), True),
        (LABELS % 2 * 2.0 - 1, False),
        (LABELS + 0.5, False),
        (np.arange(40), False),
        (np.eye(4)[LABELS], False),
    ],
)
def test_labels_and_numbers_are_told_apart(target: Any, labels: bool) -> None:
    data = load(SMALL, target)
    assert noted(data, "The target is taken as labels") == labels
    assert noted(data, "The target is taken as numbers") == (not labels)
    assert data.targets is not None
    if labels:
        assert np.array_equal(data.targets.sum(axis=1), np.ones(40))
        assert noted(data, "target_is numbers takes") == (np.asarray(target).dtype.kind in "bif")
    else:
        assert np.array_equal(data.targets, np.asarray(target, dtype=float).reshape(40, -1))


def test_how_the_target_is_taken_may_be_said() -> None:
    numbers = load(SMALL, LABELS, target_is="numbers")
    assert numbers.targets is not None
    assert np.array_equal(numbers.targets[:, 0], LABELS)
    assert not noted(numbers, "target_is")
    assert load(SMALL, np.arange(40) // 2, target_is="labels").names == tuple(map(str, range(20)))


def test_a_column_comes_before_a_file_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ways(tmp_path)
    np.save("label", SMALL)
    (tmp_path / "label.npy").rename("label")
    data = load("x.csv", "label")
    assert noted(data, "'label' is a column of the data and a file; the column is taken, ./label is the file.")
    assert data.files == (Path("x.csv"),)
    assert load("x.csv", "./label").files == (Path("x.csv"), Path("./label"))


def test_what_is_odd_is_a_note() -> None:
    odd = np.column_stack([SMALL, np.ones(40)])
    odd[7] = odd[3]
    data = load(odd, np.column_stack([LABELS, np.ones(40)]))
    assert noted(data, "1 of 4 features is the same for all samples.")
    assert noted(data, "1 sample is a copy of others, in every feature.")
    assert noted(data, "Constant columns of the target: 'target 2'.")
    assert noted(load(SMALL @ SMALL.T), "kernel precomputed takes them for one")
    assert noted(load((SMALL @ SMALL.T).astype("f4"), kernel="precomputed"), "good to 1e-07")
    kernel = SMALL @ SMALL.T
    kernel[3, 5] *= 1 + 1e-7
    assert noted(load(kernel, kernel="precomputed"), "symmetric in single precision only: entries [3, 5] and [5, 3]")
    assert not load(SMALL).notes


def test_a_first_line_of_numbers_that_are_names(tmp_path: Path) -> None:
    """pandas writes 0, 1, 2 above columns without names."""
    pd.DataFrame(SMALL).to_csv(tmp_path / "x.csv", index=False)
    data = load(tmp_path / "x.csv")
    assert np.array_equal(taken(data), SMALL)
    assert noted(data, "Line 1 of x.csv is taken for the names of columns, although '0' in it is a number.")


@pytest.mark.parametrize("name", ["x.csv", "x.parquet", "x.csv.gz", "x.npy"])
def test_standard_input(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ways(tmp_path)
    np.save(tmp_path / "x.npy", np.column_stack([SMALL, LABELS, frame()["size"]]))
    content = io.BytesIO((tmp_path / name).read_bytes())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(content))
    data = load("-", np.arange(40.0) if name == "x.npy" else "animal")
    assert np.array_equal(taken(data), np.column_stack([SMALL, LABELS, frame()["size"]]))
    assert data.files == (Path("/dev/stdin"),)


def test_pipes(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    np.save(buffer, SMALL)
    os.mkfifo(tmp_path / "pipe")
    threading.Thread(target=(tmp_path / "pipe").write_bytes, args=[buffer.getvalue()], daemon=True).start()
    assert np.array_equal(taken(load(tmp_path / "pipe")), SMALL)


def test_lists_in_a_parquet_file_are_columns(tmp_path: Path) -> None:
    pd.DataFrame({"embedding": list(SMALL), "label": LABELS}).to_parquet(tmp_path / "x.parquet")
    data = load(tmp_path / "x.parquet", "label")
    assert np.array_equal(taken(data), SMALL)
    assert data.taking.features == ("embedding[0]", "embedding[1]", "embedding[2]")


def test_a_spec_may_name_a_parquet_file(tmp_path: Path) -> None:
    pd.DataFrame({"eta": [1.0, 0.5, 0.25], "name": ["a", "b", "c"]}).to_parquet(tmp_path / "s.parquet")
    (tmp_path / "spec.yaml").write_text(
        "{spectrum: {kind: file, path: s.parquet, column: eta}, target: {kind: isotropic}, ridge: 0.1, samples: 5}"
    )
    levels = {"kind": "levels", "values": [1.0, 0.5, 0.25]}
    same = {"spectrum": levels, "target": {"kind": "isotropic"}, "ridge": 0.1, "samples": 5}
    found, wanted = scalecalc.predict(tmp_path / "spec.yaml"), scalecalc.predict(same)
    assert found["test_error"].tolist() == wanted["test_error"].tolist()
