"""The command `explain`: what a word means. `scalecalc.explained` has the words, `said` those of the commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from scalecalc import arguments
from scalecalc.commands.base import TextCommand
from scalecalc.errors import UsageError
from scalecalc.options import OUTPUT, Argument, Option
from scalecalc.output.style import Style

if TYPE_CHECKING:
    from scalecalc.explained.dictionary import Dictionary

PRIMER = "primer"
_FEW = 20  # words of a group that are listed below the page of its name
# What completions offer: less than all, as the scripts hold them.
_MAIN = ("terms", "commands", "columns", "regimes", "statuses", "spectra", "matrices", "keys")
_ASIDE = re.compile(
    r",|^variance due|^[A-Z]+\.|\..*\.|_(width|ridge|members)$"
)  # other names of these lead there as well


class Explain(TextCommand):
    """What a word means: a command, column, key of a spec, regime, status or term of the theory.

    With formula, source and a command that shows it. Case, blanks and hyphens do not matter, and symbols are known.
    A group, such as columns, lists its words; primer is an introduction in five chapters, primer 1 to primer 5.

    Examples:
      $ scalecalc explain
      $ scalecalc explain renormalized ridge
      $ scalecalc explain var_samples_features
      $ scalecalc explain spectrum.alpha
      $ scalecalc explain regimes
      $ scalecalc explain primer 1
    """

    name = "explain"

    topic: Annotated[list[str], Argument("A word, in one or more parts.", "TOPIC", "an overview")]
    markdown: Annotated[bool, Option("Write markdown.", panel=OUTPUT)] = False

    def text(self) -> str:
        return self.styled(Style())

    def styled(self, style: Style) -> str:
        from scalecalc.commands.explain.said import dictionary
        from scalecalc.explained import shown

        word = " ".join(self.topic).strip()
        chapter = re.fullmatch(rf"{PRIMER}[ _-]*(.*)", word.casefold())
        known = dictionary()
        if not word:
            return _overview(style)
        if chapter:
            return _primer(chapter[1], style)
        if group := known.group_of(word):
            return _group(known, group, style)
        found = known.found(word)
        text = shown.markdown(found) if self.markdown else shown.page(found, style)
        kinds = known.group_of(f"{word}s") or known.group_of(f"{word}es")
        few = kinds and not self.markdown and len(known.of_group(kinds)) <= _FEW
        return f"{text}\n{_group(known, kinds, style)}" if few else text

    @classmethod
    def words(cls) -> tuple[str, ...]:
        """The topics that are not found by chance, with hyphens for blanks."""
        from scalecalc.commands.explain.said import dictionary
        from scalecalc.explained.dictionary import GROUPS
        from scalecalc.explained.glossary import primer

        known = dictionary()
        plain = [one.name for group in _MAIN for one in known.of_group(group) if not _ASIDE.search(one.name)]
        words = [PRIMER, *(f"{PRIMER}-{i}" for i, _ in enumerate(primer(), 1)), *GROUPS, *plain]
        return tuple(dict.fromkeys(word.replace(" ", "-") for word in words))


def _primer(number: str, style: Style) -> str:
    from scalecalc.explained import shown
    from scalecalc.explained.glossary import primer

    chapters = primer()
    titles = [text.partition("\n")[0] for text in chapters]
    if not number:
        rows = [(f"primer {i}", title.partition(". ")[2]) for i, title in enumerate(titles, 1)]
        return shown.listing(
            "An introduction in five short chapters", rows, "scalecalc explain primer 1 begins.", style
        )
    if number not in (allowed := [str(i) for i in range(1, len(chapters) + 1)]):
        raise UsageError(f"no chapter {number!r} of the primer, must be one of {', '.join(allowed)}")
    return shown.chapter(chapters[int(number) - 1], style)


def _overview(style: Style) -> str:
    from scalecalc.explained import shown
    from scalecalc.explained.dictionary import GROUPS

    rows = [(PRIMER, "an introduction in five short chapters")]
    rows += [(group, what) for group, what in GROUPS.items()]
    end = "scalecalc explain columns lists one of these, scalecalc explain kappa a word."
    return shown.listing("", rows, end, style)


def _group(known: Dictionary, group: str, style: Style) -> str:
    from scalecalc.explained import shown
    from scalecalc.explained.dictionary import GROUPS

    rows: dict[str, str] = {}
    for one in known.of_group(group):
        rows.setdefault(one.name, one.summary)
    return shown.listing(f"{group}: {GROUPS[group]}", rows.items(), "scalecalc explain WORD says more.", style)


def explain(topic: str = "", *, markdown: bool = False) -> str:
    """What a word means, as text or as markdown; without one, an overview of the topics.

    topic: a command, column, key of a spec, regime, status, term of the theory, or a group of these, or "primer 1".

    Raises UsageError, with the nearest word, for one that is not known.
    """
    return Explain(topic=arguments.text("topic", topic).split(), markdown=markdown).text()
