"""Broken specs: valid ones with one thing in them wrong, or with their text damaged."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from math import nan
from typing import Any

from hypothesis import strategies as st

from tests.strategies.building import among, composite
from tests.strategies.case import Case
from tests.strategies.specs import specs

Path = tuple[str | int, ...]

_GARBAGE: tuple[Any, ...] = (
    True,
    None,
    nan,
    -1,
    -1e308,
    "zz",
    "1e-3 ",
    "",
    "P^P",
    [],
    [[]],
    {},
    {"zz": [{"zz": None}]},
    {"kind": "zz"},
    ["zz"],
)
_NEEDED = ("spectrum", "target", "ridge", "samples", "kind", "alpha", "modes", "values", "path", "rho", "members")


@composite
def broken_specs(draw: st.DrawFn) -> Case:
    """One thing is wrong that can be told from the spec alone."""
    case = draw(specs())
    spec = deepcopy(case.spec)
    how = draw(among(_wrong_value, _unknown_key, _missing_key))
    how(draw, spec)
    return Case(spec, case.files)


def _wrong_value(draw: st.DrawFn, spec: dict[str, Any]) -> None:
    """Something in the place of a number or a word that cannot stand there."""
    leaves = [path for path in _leaves(spec) if path[-1] != "title"]
    *above, last = draw(among(*leaves))
    parent = _at(spec, tuple(above))
    wrong = deepcopy(draw(among(*map(_Kept, _GARBAGE))).value)
    if isinstance(wrong, str) and last in ("path", "column", "multiplicity"):
        wrong = 1.5
    if wrong == -1 and last in ("P", "N"):  # an exponent of a law
        wrong = "-1"
    parent[last] = wrong


def _unknown_key(draw: st.DrawFn, spec: dict[str, Any]) -> None:
    key = draw(among("zz", "smaples", "Ridge", "", "0", "kind ", "λ", "x" * 300, "null", "a.b"))
    _at(spec, draw(among(*_mappings(spec))))[key] = draw(among(1, None, "zz", True))


def _missing_key(draw: st.DrawFn, spec: dict[str, Any]) -> None:
    found = [(path, key) for path in _mappings(spec) for key in _NEEDED if key in _at(spec, path)]
    path, key = draw(among(*found))
    del _at(spec, path)[key]


class _Kept:
    """A value that Hypothesis takes as it is, whether or not it can be hashed."""

    def __init__(self, value: object) -> None:
        self.value = value


def _leaves(value: object, path: Path = ()) -> Iterator[Path]:
    """The places of all numbers and texts."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, (*path, key))
    elif isinstance(value, list):
        for position, one in enumerate(value):
            yield from _leaves(one, (*path, position))
    else:
        yield path


def _mappings(value: object, path: Path = ()) -> Iterator[Path]:
    """The places of all mappings."""
    if isinstance(value, dict):
        yield path
        for key, one in value.items():
            yield from _mappings(one, (*path, key))
    elif isinstance(value, list):
        for position, one in enumerate(value):
            yield from _mappings(one, (*path, position))


def _at(spec: Any, path: Path) -> Any:
    for part in path:
        spec = spec[part]
    return spec


# --- the text itself


@composite
def damaged_texts(draw: st.DrawFn) -> tuple[bytes, dict[str, bytes]]:
    """The text of a valid spec after some accidents, and the files beside it. It may still be a spec."""
    case = draw(specs())
    content = case.text.encode()
    for _ in range(draw(among(1, 1, 2, 5))):
        content = draw(_accident())(draw, content)
    return content, case.files


def _accident() -> st.SearchStrategy[Any]:
    return among(_cut, _inserted, _replaced, _line_again, _line_lost, _reencoded)


_BITS = (
    *(b"\t", b"\x00", b"\xff", b"\xc2\xa0", b"\r", b"\n", b"\n\n", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"---\n", b"..."),
    *(
        b":",
        b": ",
        b"- ",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b"#",
        b"'",
        b'"',
        b"|",
        b">",
        b"&a ",
        b"*a ",
        b"!!str ",
        b"<<: ",
    ),
    *(b"%", b"@", b"`", b"-", b".", b"e", b"1e999", b"0x10", b".nan", b"~", b"no", b"1_0", b"010", b"x: &x [*x]\n"),
)


def _place(draw: st.DrawFn, content: bytes) -> int:
    return draw(st.integers(0, 999)) * len(content) // 1000


def _cut(draw: st.DrawFn, content: bytes) -> bytes:
    return content[: _place(draw, content)]


def _inserted(draw: st.DrawFn, content: bytes) -> bytes:
    at = _place(draw, content)
    return content[:at] + draw(among(*_BITS)) + content[at:]


def _replaced(draw: st.DrawFn, content: bytes) -> bytes:
    at = _place(draw, content)
    return content[:at] + draw(among(*_BITS)) + content[at + 1 :]


def _line_again(draw: st.DrawFn, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True) or [b""]
    at = draw(st.integers(0, 999)) * len(lines) // 1000
    return b"".join([*lines[: at + 1], *lines[at:]])


def _line_lost(draw: st.DrawFn, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True) or [b""]
    at = draw(st.integers(0, 999)) * len(lines) // 1000
    return b"".join(lines[:at] + lines[at + 1 :])


def _reencoded(draw: st.DrawFn, content: bytes) -> bytes:
    return content.decode("utf-8", "replace").encode(draw(among("utf-16", "utf-8-sig", "latin-1")), "replace")


# --- data files


@composite
def damaged_files(draw: st.DrawFn) -> Case:
    """A valid spec with one of its data files damaged; it may still hold what it should."""
    case = draw(specs().filter(lambda case: case.files))
    name = draw(among(*case.files))
    content = draw(among(_cut, _inserted, _replaced, _line_again, _line_lost, _reencoded))(draw, case.files[name])
    return Case(case.spec, {**case.files, name: content})
