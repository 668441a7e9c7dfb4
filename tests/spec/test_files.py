"""Data files: what they hold, and where they are wrong."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scalecalc import predict
from scalecalc.errors import DataError, Problem, SpecError
from scalecalc.spec import Study, load
from scalecalc.theory.modes.tasks import Modes

Problems = Callable[..., tuple[Problem, ...]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def study(spectrum: dict[str, Any], target: dict[str, Any] | None = None) -> Study:
    spec = {
        "spectrum": {"kind": "file"} | spectrum,
        "target": target or {"kind": "isotropic"},
        "ridge": 0,
        "samples": 10,
    }
    return load(spec)


def modes(spectrum: dict[str, Any], target: dict[str, Any] | None = None) -> Modes:
    task = study(spectrum, target).task
    assert isinstance(task, Modes)
    return task


def located(spectrum: dict[str, Any], target: dict[str, Any] | None = None) -> list[tuple[str, int, int, str]]:
    with pytest.raises(SpecError) as caught:
        study(spectrum, target)
    return [(problem.file, problem.line, problem.column, problem.message) for problem in caught.value.problems]


CSV = {"path": "s.csv", "column": "e"}


@pytest.mark.parametrize(
    "content",
    [
        b"k,e,p\n1,3.0,1\n2,1.5,2\n",
        b"k,e,p\r\n1,3.0,1\r\n2,1.5,2\r\n\r\n\r\n",
        b"\xef\xbb\xbfe,k\n3,1\n1.5,2",
        b'"k","e"\n"a, b","3"\nc,1.5\n',
        b"k, e \n1, 3 \n2,+1.50e0\n",
        b"k,e\r1,3\r2,1.5\r",
        b"k,e\n\n1,3\n\n2,1.5\n",
        b"name,e\n\xff\xfe,3\nb,1.5\n",
        b"e\n3\n1.5\n",
    ],
)
def test_columns_of_all_usual_csv_files_are_read(content: bytes) -> None:
    Path("s.csv").write_bytes(content)
    assert list(modes(CSV).eigenvalue) == [3, 1.5]


def test_multiplicities_from_a_column() -> None:
    Path("s.csv").write_text("e,m\n3,1\n1,2\n")
    task = modes(CSV | {"multiplicity": "m"}, {"kind": "power_law", "decay": 1})
    assert list(task.multiplicity) == [1, 2]
    assert list(task.power) == pytest.approx([1, 1 / 2 + 1 / 3])


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f8", "i4", "u8", "g"])
def test_npy_files_of_all_real_types_are_read(dtype: str) -> None:
    np.save("s.npy", np.array([4, 2, 1], dtype=dtype))
    task = modes({"path": "s.npy"})
    assert task.eigenvalue.dtype == np.float64
    assert list(task.eigenvalue) == [4, 2, 1]


def test_targets_from_files() -> None:
    Path("s.csv").write_text("e,w,m\n3,5,1\n1,7,2\n")
    np.save("w.npy", [5.0, 7.0])
    spectrum = CSV | {"multiplicity": "m"}
    weight = {"kind": "file", "path": "s.csv", "column": "w", "column_is": "weight"}
    assert list(modes(spectrum, weight).power) == [15, 14]
    assert list(modes(spectrum, weight | {"column_is": "power"}).power) == [5, 14]
    assert list(modes(spectrum, {"kind": "file", "path": "w.npy", "column_is": "weight"}).power) == [15, 14]
    assert list(modes(CSV, {"kind": "levels", "weights": [2, 3]}).power) == [6, 3]


@pytest.mark.parametrize(
    ("spectrum", "powers"),
    [
        ({"kind": "power_law", "alpha": 1, "modes": 2}, [5, 3.5]),
        ({"kind": "isotropic", "modes": 2, "scale": 2}, [24]),
        ({"kind": "levels", "values": [2, 1], "multiplicities": [1, 3]}, [10, 21]),
    ],
)
def test_a_target_file_goes_with_every_spectrum(spectrum: dict[str, Any], powers: list[float]) -> None:
    np.save("w.npy", [5.0, 7.0])
    task = modes(spectrum, {"kind": "file", "path": "w.npy", "column_is": "weight"})
    assert list(task.power) == pytest.approx(powers)


def test_power_in_modes_of_eigenvalue_zero_is_kept_apart_and_noted() -> None:
    Path("s.csv").write_text("e,p,m\n3,5,1\n1,2,2\n0,1,3\n0,4,1\n")
    target = {"kind": "file", "path": "s.csv", "column": "p", "column_is": "power"}
    found = study(CSV | {"multiplicity": "m"}, target)
    assert isinstance(found.task, Modes)
    assert list(found.task.eigenvalue) == [3, 1]
    assert found.task.null_power == 7
    assert found.task.null_modes == 4
    assert "2 entries of eigenvalue 0 hold 0.438 of the target's power" in found.notes[0]


POWERS = {"kind": "file", "path": "s.csv", "column": "p", "column_is": "power"}


def test_rows_may_stand_in_any_order() -> None:
    """Eigenvalues are sorted, and targets with them, be they in the same file, in another, or in the spec."""
    rows = [("3", "5", "1"), ("1", "2", "2"), ("0.5", "7", "1"), ("0", "4", "3")]
    found = []
    for order in ((0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)):
        Path("s.csv").write_text("e,p,m\n" + "".join(",".join(rows[i]) + "\n" for i in order))
        np.save("p.npy", [float(rows[i][1]) for i in order])
        weights = [float(rows[i][1]) for i in order]
        for target in (
            POWERS,
            {"kind": "file", "path": "p.npy", "column_is": "power"},
            {"kind": "levels", "powers": weights},
        ):
            task = modes(CSV | {"multiplicity": "m"}, target)
            found.append((*task.eigenvalue, *task.multiplicity, *task.power, task.null_power, task.null_modes))
        assert list(modes(CSV | {"multiplicity": "m"}, {"kind": "levels", "weights": weights}).power) == [15, 4, 3.5]
    assert set(found) == {(3, 1, 0.5, 1, 2, 1, 5, 4, 7, 12, 3)}
    assert "sorted, largest eigenvalue first" in study(CSV | {"multiplicity": "m"}).notes[0]


def test_round_off_around_zero_is_zero_and_keeps_its_target_power() -> None:
    Path("s.csv").write_text("e,p\n1,0.5\n0.5,0.3\n-1e-17,2\n")
    found = study(CSV, POWERS)
    assert isinstance(found.task, Modes)
    assert list(found.task.eigenvalue) == [1, 0.5]
    assert (found.task.null_power, found.task.null_modes, found.task.dimension) == (2, 1, 3)
    assert "1 eigenvalues below 0, the lowest -1e-17, are round-off and set to 0" in found.notes[0]


def test_tiny_positive_eigenvalues_are_kept() -> None:
    np.save("s.npy", 2.0 ** -np.arange(900))
    assert modes({"path": "s.npy"}).eigenvalue.size == 900


@pytest.mark.parametrize("spectrum", [{"kind": "file", "path": "s.csv", "column": "e"}, {"kind": "levels"}])
@pytest.mark.parametrize(
    "target",
    [{"kind": "isotropic", "total": 4}, {"kind": "power_law", "decay": 1.0}, {"kind": "levels", "powers": [1, 2, 4]}],
)
def test_eigenvalues_of_zero_are_the_limit_of_small_ones(spectrum: dict[str, Any], target: dict[str, Any]) -> None:
    """Errors with 0 are those with eigenvalues that are nothing beside the rest."""
    values = [1.0, 0.5, 0.0]
    results = []
    for least in (0.0, 1e-100):
        values[2] = least
        Path("s.csv").write_text("e\n" + "".join(f"{value!r}\n" for value in values))
        more = {"values": values} if spectrum["kind"] == "levels" else {}
        spec = {"spectrum": spectrum | more, "target": target, "ridge": 1e-3, "noise": 0.1, "samples": [1, 2, 8]}
        for features in ({}, {"features": {"width": 2}}, {"features": {"width": 2.5, "weights": "orthogonal"}}):
            results.append(predict(spec | features)["test_error"])
    for zero, small in zip(results[:3], results[3:], strict=True):
        assert list(zero) == pytest.approx(list(small), rel=1e-12)


def test_orthogonal_features_act_on_modes_of_eigenvalue_zero_too() -> None:
    spec: dict[str, Any] = {
        "spectrum": {"kind": "levels", "values": [1, 0], "multiplicities": [50, 50]},
        "target": {"kind": "levels", "powers": [0.02, 0]},
        "ridge": 1e-2,
        "noise": 0.1,
        "samples": 60,
    }
    full = spec | {"features": {"width": 100, "weights": "orthogonal"}}
    assert predict(full)["test_error"] == pytest.approx(predict(spec)["test_error"], rel=1e-12)
    with pytest.raises(SpecError, match="must be at most 100, the number of modes D"):
        predict(spec | {"features": {"width": 101, "weights": "orthogonal"}})


def test_target_weights_that_diverge_at_an_eigenvalue_of_zero_are_refused() -> None:
    Path("s.csv").write_text("e\n1\n0\n")
    target = {"kind": "power_law", "decay": 2, "normalize": "weights"}
    with pytest.raises(SpecError, match="normalize: weights with eigenvalues of 0"):
        study(CSV, target)


def test_a_pipe_that_spectrum_and_target_share_is_read_once() -> None:
    os.mkfifo("s")
    writer = threading.Thread(target=lambda: Path("s").write_text("e,p\n3,5\n1,2\n"), daemon=True)
    writer.start()
    task = modes({"path": "s", "column": "e"}, POWERS | {"path": "s"})
    assert list(task.power) == [5, 2]


def test_long_spectra_are_compressed_and_say_so() -> None:
    eigenvalue = np.arange(1.0, 20_001) ** -1.5
    np.save("s.npy", eigenvalue)
    found = study({"path": "s.npy"}, {"kind": "power_law", "decay": 2})
    assert isinstance(found.task, Modes)
    assert found.task.eigenvalue.size < 2000
    assert found.task.multiplicity.sum() == pytest.approx(20_000, rel=1e-12)
    (note,) = found.notes
    assert "20000 eigenvalues are represented by" in note
    assert "error" in note


def test_paths_are_relative_to_the_spec(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    np.save("sub/s.npy", [2.0, 1.0])
    spec = tmp_path / "sub" / "spec.yaml"
    spec.write_text("spectrum: {kind: file, path: s.npy}\ntarget: {kind: isotropic}\nridge: 0\nsamples: 5\n")
    found = load("sub/spec.yaml")
    assert found.resolved["spectrum"]["path"] == str(tmp_path / "sub" / "s.npy")
    assert load(found.resolved).resolved == found.resolved


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", [(1, 1, "the file is empty")]),
        ("e\n", [(1, 1, "no rows")]),
        ("e\n\n\n", [(1, 1, "no rows")]),
        ("k,eta\n1,2\n", [(1, 1, "no column 'e', did you mean 'eta'? must be one of 'k', 'eta'")]),
        ("k,E\n1,2\n", [(1, 1, "no column 'e'")]),
        ("e,e\n1,2\n", [(1, 1, "2 columns 'e'")]),
        ("k,e\n1,3\n2\n3,1,4\n", [(3, 1, "got 1 fields separated by ',', must be 2"), (4, 1, "got 3 fields")]),
        ("k,e\n1,3\n2,x\n3,\n", [(3, 3, "e is not a number, got 'x'"), (4, 3, "got nothing")]),
        ("k,e\n1,1_0\n2,１\n3,0x1\n", [(2, 3, "'1_0'"), (3, 3, "'１'"), (4, 3, "'0x1'")]),
        ("k,e\n1,nan\n2,inf\n3,1e400\n", [(2, 3, "got nan"), (3, 3, "got inf"), (4, 3, "got inf")]),
        ("k,e\n1,2\n2,-1\n", [(3, 3, "a negative eigenvalue, got -1 beside 2, more than round-off around 0")]),
        ("k,e\n1,2\n2,-1e-12\n", [(3, 3, "got -1e-12 beside 2")]),
        ("k,e\n1,0\n2,0\n", [(2, 3, "no eigenvalue is > 0, some must be")]),
        ("k,e\n1,-1\n2,-2\n", [(2, 3, "a negative eigenvalue, got -1, more"), (3, 3, "got -2")]),
        ("k,e\n1,2\n\n2,-1\n", [(4, 3, "got -1")]),
        ('k,e\n"1",2\n"a""b",-1\n', [(3, 1, "got -1")]),
        ("k,e\n1,2\n" + "1,x\n" * 10, [(3, 3, "'x'"), (4, 3, "'x'"), (5, 3, "'x'"), (0, 0, "10 entries of e")]),
        ("k,e\n1,2\n" + "1,-1\n" * 10, [(3, 3, ""), (4, 3, ""), (5, 3, "(10 such entries in all)")]),
        ('k,e\n1,"' + "x\n" * 200_000, [(2, 3, "a quote opens here and is never closed")]),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_csv_problems_are_located_in_the_file(content: str, expected: list[tuple[int, int, str]]) -> None:
    Path("s.csv").write_text(content)
    found = sorted(located(CSV), key=lambda problem: (problem[1] == 0, problem[1]))
    if not expected[0][1]:
        assert found[0][3]
        return
    assert [problem[1:3] for problem in found][: len(expected)] == [case[:2] for case in expected]
    assert {problem[0] for problem in found} == {"s.csv"}
    for problem, case in zip(found, expected, strict=True):
        assert case[2] in problem[3]


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.zeros((2, 2)), "shape (2, 2), must be one-dimensional"),
        (np.array(1.0), "shape ()"),
        (np.array([]), "must be"),
        (np.array([1j]), "complex numbers"),
        (np.array(["a"]), "<U1"),
        (np.array([True]), "bool"),
        (np.array([None]), "Python objects"),
        (np.array([2.0, np.nan]), "entry 1 (counted from 0): got nan"),
        (np.array([2.0, -1.0]), "entry 1 (counted from 0): a negative eigenvalue"),
        (np.array([0.0, 0.0]), "entry 0 (counted from 0): no eigenvalue is > 0"),
    ],
)
def test_npy_problems_name_the_entry(array: np.ndarray[Any, Any], words: str) -> None:
    np.save("s.npy", array, allow_pickle=True)
    problem = located({"path": "s.npy"})[0]
    assert problem[:3] == ("s.npy", 0, 0)
    assert words in problem[3]


@pytest.mark.parametrize("content", [b"", b"not numpy", b"\x93NUMPY\x01\x00\x10\x00{'descr': '<f8'}\n"])
def test_files_that_are_no_npy_are_refused(content: bytes) -> None:
    Path("s.npy").write_bytes(content)
    assert "not a .npy file that can be read" in located({"path": "s.npy"})[0][3]


def test_a_npy_cut_short_is_refused() -> None:
    np.save("s.npy", np.arange(100.0)[::-1] + 1)
    content = Path("s.npy").read_bytes()
    Path("s.npy").write_bytes(content[:-8])
    assert "not a .npy file that can be read" in located({"path": "s.npy"})[0][3]


def test_all_eigenvalues_zero() -> None:
    np.save("s.npy", np.zeros(3))
    target = {"kind": "file", "path": "s.npy", "column_is": "power"}
    assert "no eigenvalue is > 0" in located({"path": "s.npy"}, target)[0][3]


def test_multiplicities_must_be_counts() -> None:
    Path("s.csv").write_text("e,m\n4,1\n3,0\n2,1.5\n1,1e61\n")
    found = located(CSV | {"multiplicity": "m"})
    assert [problem[1:3] for problem in found] == [(3, 3), (4, 3), (5, 3)]
    assert "a multiplicity, got 1.5, must be an integer >= 1" in found[1][3]


def test_targets_must_not_be_negative_and_match_the_spectrum() -> None:
    Path("s.csv").write_text("e,p\n2,1\n1,-1\n")
    target = {"kind": "file", "path": "s.csv", "column": "p", "column_is": "power"}
    assert located(CSV, target)[0][1:] == (3, 3, "a negative power v_k, got -1, must be >= 0")
    np.save("t.npy", np.ones(3))
    for spectrum in (CSV, {"kind": "power_law", "alpha": 2, "modes": 1e60}, {"kind": "isotropic", "modes": 2}):
        message = located(spectrum, {"kind": "file", "path": "t.npy", "column_is": "power"})[0][3]
        assert "got 3 rows, must be " in message
    assert "got 1, must be 2" in located(CSV, {"kind": "levels", "weights": [1]})[0][3]


def test_problems_of_spec_and_both_files_come_together(problems: Problems) -> None:
    Path("s.csv").write_text("e\n1\n-2\n1\n")
    Path("t.csv").write_text("p\n-1\n")
    text = (
        "spectrum: {kind: file, path: s.csv, column: e}\n"
        "target: {kind: file, path: t.csv, column: p, column_is: power}\n"
        "ridge: -1\nsamples: 5\n"
    )
    assert [(p.file, p.line) for p in problems(text)] == [("spec.yaml", 3), ("s.csv", 3), ("t.csv", 2)]


@pytest.mark.parametrize(
    ("section", "line", "column", "words"),
    [
        ("{kind: file, path: gone.csv, column: e}", 1, 30, "'gone.csv', must be a file that can be read (No such file"),
        ("{kind: file, path: dir.npy}", 1, 30, "Is a directory"),
        ("{kind: file, path: s.mat, column: e}", 1, 30, "must end in .csv, .tsv, .txt, .npy, .npz or .parquet"),
        ("{kind: file, path: s.csv}", 1, 1, "missing key 'column' in spectrum, must be one of 'k', 'e'"),
        ("{kind: file, path: s.csv, multiplicity: e}", 1, 1, "missing key 'column' in spectrum"),
        ("{kind: file, path: s.npy, column: e}", 1, 37, "spectrum.column is for files with named columns"),
        ("{kind: file, path: s.npy, multiplicity: e}", 1, 37, "spectrum.multiplicity is for files with named columns"),
        ("{kind: file, path: 3}", 1, 30, "got 3, must be the path of a data file"),
        ("{kind: file, path: ''}", 1, 30, "got ''"),
        ('{kind: file, path: "a\\0.csv", column: e}', 1, 30, "must be the path"),
        ("{kind: file}", 1, 1, "missing key 'path'"),
        (f"{{kind: file, path: {'x' * 5000}.npy}}", 1, 30, "File name too long"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_file_sections_are_problems_of_the_spec(
    section: str, line: int, column: int, words: str, problems: Problems
) -> None:
    Path("dir.npy").mkdir()
    Path("s.csv").write_text("k,e\n1,2\n")
    text = f"spectrum: {section}\ntarget: {{kind: isotropic}}\nridge: 0\nsamples: 5\n"
    (problem,) = problems(text)
    assert (problem.line, problem.column) == (line, column)
    assert words in problem.message


def test_specs_that_cannot_be_read_are_data_errors(tmp_path: Path) -> None:
    for path in ("gone.yaml", str(tmp_path), "a\0b"):
        with pytest.raises(DataError, match="cannot read"):
            load(path)
