"""One explanation of one word."""

from __future__ import annotations

from unicodedata import normalize

from scalecalc.output.text import ascii_only
from scalecalc.record import record

_IGNORED = str.maketrans("", "", " -_^'`|")


@record
class Meaning:
    """One explanation of one word.

    name: the word.  what: what it is, such as "column of predict".  group: those that are listed together.
    text: paragraphs, separated by empty lines.  symbol: in the theory.  formula: lines.  source: of the formula.
    run: commands that show it.  see: other words.  also: other names of the same.
    """

    name: str
    what: str
    group: str
    text: str
    symbol: str = ""
    formula: tuple[str, ...] = ()
    source: str = ""
    run: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is called."""
        return (self.name, *self.also, *([self.symbol] if self.symbol else []))

    @property
    def summary(self) -> str:
        """The first sentence."""
        return self.text.partition("\n\n")[0].partition(". ")[0].rstrip(".")


def spelled(text: str) -> str:
    """One spelling for all: case, blanks, hyphens, underscores, subscripts do not matter, Greek letters are named."""
    return ascii_only(normalize("NFKC", text.replace("²", "2"))).casefold().translate(_IGNORED)
