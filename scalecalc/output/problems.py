"""Problems as text: with the source line and a caret, one per line for editors, or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Literal

from scalecalc.errors import Problem
from scalecalc.output.style import Style
from scalecalc.output.text import ascii_only, safe, single, width

ErrorFormat = Literal["full", "concise", "json"]

_LONGEST_FILE = 200  # characters; the name of a source may have a whole spec in it
_RED, _BLUE, _BOLD = "1;31", "34", "1"


def render(problems: Sequence[Problem], how: ErrorFormat, style: Style) -> str:
    """All problems as text that ends with a newline. A problem without a file is about the command itself."""
    if how == "json":
        import json

        return json.dumps([asdict(problem) for problem in problems], indent=2) + "\n"
    lines = []
    for problem in problems:
        lines.append(_headline(problem, style))
        if how == "full" and problem.line and problem.source:
            lines += _excerpt(problem, style)
    return "\n".join(lines) + "\n"


def painted(text: str, code: str, style: Style) -> str:
    """The text in an ANSI style: with colours if the style has them, in bold if it has escape sequences only."""
    if not style.ansi:
        return text
    if not style.color:
        code = _BOLD if code.startswith(_BOLD) else ""
    return f"\x1b[{code}m{text}\x1b[0m" if code else text


def _headline(problem: Problem, style: Style) -> str:
    place = _shown(problem.file, style)
    if len(place) > _LONGEST_FILE:
        place = place[: _LONGEST_FILE - 3] + "..."
    if problem.line:
        place += f":{problem.line}:{problem.column}"
    if place:
        place = painted(place + ":", _BOLD, style) + " "
    return f"{place}{painted('error:', _RED, style)} {_shown(problem.message, style)}"


def _shown(text: str, style: Style) -> str:
    return safe(text if style.unicode else ascii_only(text))


def _excerpt(problem: Problem, style: Style) -> list[str]:
    """The source line, and a line of carets under the part that has the problem."""
    gutter = f"{problem.line:>5} | "
    source = "".join(map(single, problem.source.rstrip("\r\n")))
    start = min(max(problem.column - 1, 0), len(source))
    stop = min(start + max(problem.length, 1), max(len(source), start + 1))
    room = None if style.width is None else max(style.width - len(gutter), 20)
    before, meant, after = _window(source[:start], source[start:stop], source[stop:], room, style)
    carets = " " * width(before) + painted("^" * max(width(meant), 1), _RED, style)
    margin = painted(gutter[:-2] + "|", _BLUE, style)
    blank = painted(" " * (len(gutter) - 2) + "|", _BLUE, style)
    return [f"{margin} {before}{meant}{after}".rstrip(), f"{blank} {carets}"]


def _window(before: str, meant: str, after: str, room: int | None, style: Style) -> tuple[str, str, str]:
    """The part of a long line that fits, around the part that has the problem."""
    if not style.unicode:  # one character for each, so that the carets stay in place
        before, meant, after = ("".join(c if c.isascii() else "?" for c in text) for text in (before, meant, after))
    if room is None or width(before + meant + after) <= room:
        return before, meant, after
    dots = "…" if style.unicode else "..."
    meant = _clipped(meant, room // 2, dots)
    left = room - width(meant)
    after = _clipped(after, max(left - width(before), left // 2), dots)
    before = _clipped(before[::-1], left - width(after), dots[::-1])[::-1]
    return before, meant, after


def _clipped(text: str, room: int, dots: str) -> str:
    """The beginning of the text, in at most so many columns."""
    if width(text) <= room:
        return text
    while text and width(text) > room - len(dots):
        text = text[: min(len(text) - 1, room)]
    return text + dots
