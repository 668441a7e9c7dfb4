"""The same numbers come out of every way of writing them down; what is no table is refused where it is wrong."""

from __future__ import annotations

import gzip
import io
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scalecalc.data import Columns, finite, open_table
from scalecalc.data import content as content_module
from scalecalc.errors import Problem, SpecError

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=64)
TABLES = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.lists(NUMBERS, min_size=columns, max_size=columns), min_size=1, max_size=6)
)
NAMES = ["eigenvalue", "power of k", "v_k", "Größe"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
SEPARATORS = {",": ".", ";": ".", "\t": ".", " ": ".", "; ": ",", "\t ": ","}  # each with a decimal mark
EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(rows: list[list[float]], names: list[str], separator: str, header: str, end: str, quote: bool) -> str:
    mark = SEPARATORS[separator]
    separator = separator[0]
    around = '"' if quote and separator != " " else ""
    top = separator.join(f"{around}{name.replace(' ', '_') if separator == ' ' else name}{around}" for name in names)
    lines = [header + top]
    lines += [separator.join(f"{around}{value!r}{around}".replace(".", mark) for value in row) for row in rows]
    return end.join(lines) + end


@given(
    rows=TABLES,
    encoding=st.sampled_from(ENCODINGS),
    separator=st.sampled_from(list(SEPARATORS)),
    header=st.sampled_from(["", "# ", "#", "# written by a program\n# "]),
    end=st.sampled_from(["\n", "\r\n", "\n\n"]),
    quote=st.booleans(),
    packed=st.booleans(),
    suffix=st.sampled_from([".csv", ".txt", ".TSV", ".dat"]),
)
@example([[1e300], [0.0]], "utf-8", "; ", "", "\n", False, False, ".csv")  # the first row has no decimal mark
@EXAMPLES
def test_every_way_of_writing_a_table_gives_the_same_numbers(
    tmp_path: Path,
    rows: list[list[float]],
    encoding: str,
    separator: str,
    header: str,
    end: str,
    quote: bool,
    packed: bool,
    suffix: str,
) -> None:
    names = NAMES[: len(rows[0])]
    if header and (quote or (len(names) == 1 and SEPARATORS[separator] == ",")):
        header = ""
    data = written(rows, names, separator, header, end, quote).encode(encoding)
    path = tmp_path / f"table{suffix}{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(data) if packed else data)
    asked = [name.replace(" ", "_") if separator == " " else name for name in reversed(names)]
    columns = finite(open_table(path).named(asked))
    assert np.array_equal(np.array(columns.values), np.array(rows).T[::-1])
    assert bool(columns.notes) == (SEPARATORS[separator] == "," and "." in repr(rows))


@given(rows=TABLES, form=st.sampled_from(["npz", "packed npz", "npy", "NPY"]), packed=st.booleans())
@EXAMPLES
def test_arrays_give_the_same_numbers(tmp_path: Path, rows: list[list[float]], form: str, packed: bool) -> None:
    buffer, table = io.BytesIO(), np.array(rows)
    if form.endswith("npz"):
        save = np.savez if form == "npz" else np.savez_compressed
        save(buffer, **{f"column {i}": column for i, column in enumerate(table.T)})
    else:
        np.save(buffer, table)
    path = tmp_path / f"table.{form.split()[-1]}{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(buffer.getvalue()) if packed else buffer.getvalue())
    opened = open_table(path)
    columns = opened.named([f"column {i}" for i in range(table.shape[1])]) if "npz" in form else opened.all()
    assert np.array_equal(np.array(columns.values), table.T)


def only(path: Path) -> Columns:
    columns = open_table(path).only()
    assert columns is not None
    return columns


@pytest.mark.parametrize(
    "content", ["3\n1.5\n", "# eigenvalues\n3\n1.5\n", "e\n3\n1.5\n", "\n3.0e0\n\n1.5\n# end\n", "eta of K\n3\n1.5\n"]
)
def test_a_single_column_needs_no_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "s.txt").write_text(content)
    assert only(tmp_path / "s.txt").values[0].tolist() == [3, 1.5]


def test_files_of_savetxt_are_read_as_they_are(tmp_path: Path) -> None:
    table = np.random.default_rng(0).lognormal(size=(5, 2))
    for delimiter in (" ", ",", "\t", ";"):
        for comments in ("# ", "", "#"):
            np.savetxt(tmp_path / "t.txt", table, delimiter=delimiter, header="a,b", comments=comments)
            assert np.array_equal(np.array(open_table(tmp_path / "t.txt").named(["a", "b"]).values), table.T)


def problems(path: Path, names: list[str]) -> tuple[Problem, ...]:
    with pytest.raises(SpecError) as caught:
        table = open_table(path)
        finite(table.named(names) if names else table.all())
    return caught.value.problems


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        ("a,b\n1,2\n3,x\n", 3, 3, "b is not a number, got 'x'"),
        ("a;b\n1,5;2\n3.5;2\n", 3, 1, "a is not a number, got '3.5', must be a finite number with a decimal comma"),
        ("a;b\n1;2\n3.5;2\n2,5;1\n", 4, 1, "a is not a number, got '2,5'"),
        ("a b\n1 2\n3 4 5\n", 3, 1, "got 3 fields separated by blanks, must be 2"),
        ("a\tb\n1\t2\n3\n", 3, 1, "got 1 fields separated by a tab, must be 2"),
        ("a,b\n1,2\n3,\n", 3, 3, "got nothing"),
        ("a,b,a\n1,2,3\n", 1, 1, "the file has 2 columns 'a' (columns 1 and 3), must be one: rename the others"),
        ("a ,bb\n1,2\n", 1, 1, "the file has no column 'b', did you mean 'bb'? must be one of 'a', 'bb'"),
        ("1,2\n3,4\n", 1, 1, "the columns have no names, must have a header line"),
        ('a,b\n1,2\n"3,4\n5,6\n', 3, 1, "a quote opens here and is never closed"),
        ('a,b\n1,2\n3,"4\n5,6\n7,8"\n9,1\n', 3, 3, "a quote opens here and closes only on line 5"),
        ("# a,b\n", 1, 1, "the file is empty"),
        ("a,b\n", 1, 1, "no rows below its header"),
        ("a,b\n\n# nothing\n", 1, 1, "no rows below its header"),
        ("a,b\n1,inf\n", 2, 3, "got inf, must be a finite number"),
    ],
)
def test_what_is_no_table_is_refused_where_it_is_wrong(
    tmp_path: Path, content: str, line: int, column: int, words: str
) -> None:
    for encoding in ("utf-8", "utf-16"):
        (tmp_path / "s.csv").write_bytes(content.encode(encoding))
        (problem, *_) = problems(tmp_path / "s.csv", ["a", "b"])
        assert (problem.line, problem.column) == (line, column)
        assert words in problem.message


def test_a_number_that_may_be_a_name_is_not_taken_for_either(tmp_path: Path) -> None:
    """pandas writes 0 above a column without a name."""
    (tmp_path / "s.csv").write_text("0\n3\n1\n")
    assert open_table(tmp_path / "s.csv").named(["0"]).values[0].tolist() == [3, 1]
    with pytest.raises(SpecError, match="may be the name of the column or a number"):
        open_table(tmp_path / "s.csv").only()


ARRAYS: dict[str, Callable[[], np.ndarray[Any, Any]]] = {
    "complex numbers": lambda: np.array([[1j]]),
    "Python objects (pickled)": lambda: np.array([[None]]),
    "must have two dimensions": lambda: np.zeros((2, 2, 2)),
    "bool": lambda: np.array([[True]]),
}


@pytest.mark.parametrize("words", ARRAYS)
@pytest.mark.parametrize("suffix", [".npy", ".npz", ".npy.gz"])
def test_arrays_of_other_things_are_refused(tmp_path: Path, words: str, suffix: str) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, ARRAYS[words]()) if suffix == ".npz" else np.save(buffer, ARRAYS[words](), allow_pickle=True)
    path = tmp_path / f"a{suffix}"
    path.write_bytes(gzip.compress(buffer.getvalue()) if suffix.endswith("gz") else buffer.getvalue())
    assert words in problems(path, [])[0].message


def test_names_of_arrays_are_told(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", eta=np.ones(3), v=np.ones(4))
    for names, words in (
        (["et"], "no array 'et', did you mean 'eta'? must be one of 'eta', 'v'"),
        (["eta", "v"], "'eta' has 3, 'v' has 4, must be equally long"),
        ([], "has the arrays 'eta', 'v', must be a single one"),
    ):
        assert words in problems(tmp_path / "a.npz", names)[0].message


@pytest.mark.parametrize(
    "content", [b"\x1f\x8bnothing", gzip.compress(b"a\n1\n" * 9)[:-9], b"PK\x03\x04", b"\0" * 100, b"\xff\xfea"]
)
@pytest.mark.parametrize("suffix", [".csv", ".npy", ".npz", ".csv.gz"])
def test_broken_files_are_refused_in_a_sentence(tmp_path: Path, content: bytes, suffix: str) -> None:
    (tmp_path / f"s{suffix}").write_bytes(content)
    assert ", must be " in problems(tmp_path / f"s{suffix}", ["a"])[0].message or content.startswith(b"\x1f\x8b")


@given(content=st.binary(max_size=200), suffix=st.sampled_from([".csv", ".npy", ".npz", ".csv.gz"]))
@EXAMPLES
def test_no_bytes_make_the_reader_fall_over(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"s{suffix}"
    for start in (b"", b"a,b\n1,2\n", b"\x93NUMPY\x01\x00", b"PK\x03\x04", b"\xff\xfe", b"\x1f\x8b"):
        path.write_bytes(start + content)
        try:
            open_table(path).named(["a"])
        except SpecError as error:
            assert len(error.problems) < 10


@pytest.mark.parametrize("line", ["x,1", "1", '1,"', "nan,1", "1,2,3"])
def test_many_bad_rows_are_a_few_problems_in_bounded_time(tmp_path: Path, line: str) -> None:
    (tmp_path / "s.csv").write_text("a,b\n" + f"{line}\n" * 100_000)
    start = time.process_time()
    found = problems(tmp_path / "s.csv", ["a", "b"])
    assert 1 <= len(found) <= 10
    assert time.process_time() - start < 7
    assert '"' in line or any("100000" in problem.message for problem in found)


def test_wide_tables_of_no_numbers_are_a_few_problems(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("a\n" + ",".join(["x"] * 10_000) + "\n" + ",".join(["x"] * 10_000) + "\n")
    assert len(problems(tmp_path / "s.csv", [])) <= 100


def test_a_pipe_is_read_and_one_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pipe(block: bytes, times: int) -> Path:
        path = tmp_path / f"pipe{times}"
        os.mkfifo(path)

        def feed() -> None:
            with path.open("wb", buffering=0) as file:
                try:
                    for _ in range(times):
                        file.write(block)
                except BrokenPipeError:
                    pass

        threading.Thread(target=feed, daemon=True).start()
        return path

    assert open_table(pipe(b"a,b\n1,2\n", 1)).named(["b"]).values[0].tolist() == [2]
    monkeypatch.setattr(content_module, "LARGEST_STREAM", 1 << 22)
    (problem,) = problems(pipe(b"1,2\n" * 1000, 10_000), ["a"])
    assert "more than 4 MB come through this pipe" in problem.message
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(b"1,2\n" * (1 << 21)))
    assert "more than 4 MB are packed in this file" in problems(tmp_path / "bomb.csv.gz", ["a"])[0].message


def test_devices_are_no_tables() -> None:
    assert "neither text nor one of numpy's arrays" in problems(Path("/dev/zero"), ["a"])[0].message
    assert "the file is empty" in problems(Path("/dev/null"), ["a"])[0].message
