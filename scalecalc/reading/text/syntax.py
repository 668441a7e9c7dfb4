"""Explains why a text is not valid YAML, in the words of a person who writes a spec."""

from __future__ import annotations

import re

import yaml

from scalecalc.errors import Problem
from scalecalc.reading.text.source import Place, Source
from scalecalc.wording import printable, quoted

# Characters that look like a space, or like nothing, but are no space in YAML.
BLANKS = {
    "\u00a0": "a no-break space",
    "\u202f": "a narrow no-break space",
    "\u3000": "an ideographic space",
    "\u200b": "a zero-width space",
    "\u2060": "a word joiner",
    "\ufeff": "a byte order mark",
    **{chr(code): "a typographic space" for code in range(0x2000, 0x200B)},
}
_BLANK = re.compile(f"[{''.join(BLANKS)}]")
_SECOND_COLON = r"^\s*(?:- +)?[^\s'\"{\[#][^:]*: +(?P<text>[^\s'\"{\[].*)$"  # compiled when it is needed
_NO_COLON = "could not find expected ':'"
_LINES_BACK = 3  # lines before an error that may have its cause


def syntax_problem(source: Source, error: yaml.MarkedYAMLError) -> Problem:
    """The problem because of which a text is not valid YAML, at the place where it begins."""
    return _Explained(source, error).problem()


def blank_problem(place: Place, text: str) -> Problem | None:
    """The problem with a blank that is no plain space in the key or value at a place; None without such a blank."""
    found = _BLANK.search(text)
    return None if found is None else place.problem(_blank_message(found[0]), found.start(), 1)


def without_blanks(text: str) -> str:
    """The text without such blanks at its ends, and with spaces in the place of those inside."""
    return _BLANK.sub(" ", text).strip()


def _blank_message(blank: str) -> str:
    return f"{BLANKS[blank]} (U+{ord(blank):04X}), must be a plain space, or none"


class _Explained:
    def __init__(self, source: Source, error: yaml.MarkedYAMLError) -> None:
        self.source = source
        self.what = " ".join(filter(None, (error.context, error.problem)))
        self.mark, self.opened = error.problem_mark, error.context_mark
        self.line, self.column = (self.mark.line, self.mark.column) if self.mark is not None else (0, 0)

    def problem(self) -> Problem:
        for explained in (self._blank, self._tab, self._quote, self._bracket, self._colon, self._start):
            if (found := explained()) is not None:
                return found
        return self.source.at(self.line, self.column).problem(f"not valid YAML: {self.what}")

    def _text(self, line: int) -> str:
        return self.source.lines[line] if line < len(self.source.lines) else ""

    def _blank(self) -> Problem | None:
        """In the line of the error or just before it, but not before the part that the parser could not read."""
        first = min(self.line, self.opened.line) if self.opened is not None else self.line
        for line in range(max(first, self.line - _LINES_BACK), self.line + 1):
            if found := _BLANK.search(self._text(line)):
                at = found.start() - (len(self.source.before) if line == 0 else 0)
                return self.source.at(line, at).problem(_blank_message(found[0]))
        return None

    def _tab(self) -> Problem | None:
        line = self._text(self.line)
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" not in indent or not ("tab" in self.what or "cannot start any token" in self.what):
            return None
        place = self.source.at(self.line, indent.index("\t"))
        return place.problem("not valid YAML: a tab used for indentation, must be spaces")

    def _quote(self) -> Problem | None:
        if "quoted scalar" not in self.what or self.opened is None or "unexpected end of stream" not in self.what:
            return None
        place = self.source.at(self.opened.line, self.opened.column)
        return place.problem("not valid YAML: a quote opens here and is never closed, must be closed")

    def _bracket(self) -> Problem | None:
        """The parser notices an unclosed bracket on a later line; the place where it opens helps more."""
        if not self.what.startswith("while parsing a flow") or self.opened is None:
            return None
        opening, closing = ("[", "]") if "sequence" in self.what else ("{", "}")
        if self.line > self.opened.line:
            place = self.source.at(self.opened.line, self.opened.column)
            return place.problem(
                f"not valid YAML: a '{opening}' opens here and is not closed, must have its '{closing}'"
            )
        place = self.source.at(self.line, self.column)
        return place.problem(f"not valid YAML: {self.what}, must be ',' or '{closing}' (text goes into quotes)")

    def _colon(self) -> Problem | None:
        if _NO_COLON in self.what and self.opened is not None:
            line = self._text(self.opened.line)
            place = self.source.at(self.opened.line, self.opened.column, len(line.strip()))
            message = f"not valid YAML: {quoted(line.strip())} is no 'key: value', must have a colon and a space"
            return place.problem(message)
        if "mapping values are not allowed" not in self.what:
            return None
        place, second = self.source.at(self.line, self.column), re.match(_SECOND_COLON, self._text(self.line))
        if second is not None and second.start("text") <= place.column - 1:
            text = printable(second["text"].partition(" #")[0].rstrip().expandtabs(1))
            message = f"a second ': ' in one line, must be in quotes where it is text: {_in_quotes(text)}"
        else:
            message = "a key below a value, must be indented as the key above it, or that one have no value"
        return place.problem(f"not valid YAML: mapping values are not allowed here: {message}")

    def _start(self) -> Problem | None:
        if "cannot start any token" not in self.what:
            return None
        place = self.source.at(self.line, self.column)
        first = self._text(place.line - 1)[place.column - 1 : place.column]
        return place.problem(f"not valid YAML: {quoted(first)} cannot begin a value, must be in quotes")


def _in_quotes(text: str) -> str:
    return "'" + text.replace("'", "''") + "'" if len(text) <= 60 else f"'{text[:59]}…'"
