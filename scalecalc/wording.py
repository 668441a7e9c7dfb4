"""Parts of messages: how to quote and shorten what a user wrote, locate a problem in it, and suggest a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from scalecalc.errors import Problem

_LONGEST_SHOWN = 500  # characters of a source line
_LONGEST_QUOTED = 60  # characters of a value in a message
_WORDS_COMPARED = 1000  # of a list, in the search for a similar one


def printable(text: str) -> str:
    """`text` with control characters, bidirectional overrides and the like replaced, safe for a terminal."""
    return "".join(character if character.isprintable() or character == "\t" else "\ufffd" for character in text)


def clipped(text: str) -> str:
    """`text` cut to a length that fits into a sentence."""
    return text if len(text) <= _LONGEST_QUOTED else text[: _LONGEST_QUOTED - 1] + "…"


def dotted(path: Iterable[str | int]) -> str:
    """`spectrum.values.2`, a path as options have it."""
    return ".".join(map(str, path))


def quoted(text: str) -> str:
    """`text` in quotes, escaped and cut, for a message."""
    return repr(clipped(text))


def located(message: str, file: str, line: int = 0, column: int = 0, length: int = 1, text: str = "") -> Problem:
    """A problem in a line of text (or of a file as a whole), printable and short enough to be read."""
    shown = printable(text[:_LONGEST_SHOWN]) if column <= _LONGEST_SHOWN else ""
    length = max(1, min(length, len(shown) - column + 1))
    return Problem(printable(message), printable(file), line, column, length, shown)


def did_you_mean(word: str, words: Sequence[str]) -> str:
    """`, did you mean 'alpha'?`, or nothing when no word is similar."""
    same = [one for one in words if one.casefold() == word.casefold()]  # short ones do not count as similar below
    close = same or get_close_matches(word[:100], words[:_WORDS_COMPARED], n=1, cutoff=0.5)
    return f", did you mean {close[0]!r}?" if close else ""
