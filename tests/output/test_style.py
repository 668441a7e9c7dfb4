"""What a stream can show, and who decides."""

from __future__ import annotations

import io

import pytest

from scalecalc.output.style import Color, is_terminal, style_of


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("color", "environ", "terminal", "expected"),
    [
        ("auto", {}, True, (True, True)),
        ("auto", {}, False, (False, False)),
        ("auto", {"NO_COLOR": "1"}, True, (True, False)),
        ("auto", {"NO_COLOR": ""}, True, (True, True)),
        ("auto", {"TERM": "dumb"}, True, (False, False)),
        ("auto", {"FORCE_COLOR": "1"}, False, (True, True)),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "dumb"}, True, (True, True)),
        ("always", {"NO_COLOR": "1"}, False, (True, True)),
        ("never", {"FORCE_COLOR": "1"}, True, (False, False)),
    ],
)
def test_colours(color: Color, environ: dict[str, str], terminal: bool, expected: tuple[bool, bool]) -> None:
    style = style_of(Terminal() if terminal else io.StringIO(), color, environ)
    assert (style.ansi, style.color) == expected


@pytest.mark.parametrize(
    ("columns", "width"), [("50", 50), ("5", 20), ("0", 80), ("", 80), ("-3", 80), ("wide", 80), ("²", 80)]
)
def test_columns_of_a_terminal(columns: str, width: int) -> None:
    assert style_of(Terminal(), environ={"COLUMNS": columns}).width == width


def test_a_pipe_has_no_width() -> None:
    assert style_of(io.StringIO(), environ={}).width is None
    assert style_of(io.StringIO(), environ={"COLUMNS": "50"}).width == 50


def test_encoding() -> None:
    ascii_stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert not style_of(ascii_stream).unicode
    assert style_of(io.TextIOWrapper(io.BytesIO(), encoding="UTF-8")).unicode


def test_closed_and_missing_streams_are_no_terminals() -> None:
    stream = Terminal()
    stream.close()
    assert not is_terminal(stream)
    assert not is_terminal(None)
