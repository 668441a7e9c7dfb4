"""The command `explain`: what a word means. `scalecalc.explained` has the words, `said` those of the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from scalecalc import arguments
from scalecalc.commands.base import TextCommand
from scalecalc.errors import UsageError
from scalecalc.options import OUTPUT, Argument, Option
from scalecalc.output.style import Style

if TYPE_CHECKING:
    from scalecalc.explained.dictionary import Dictionary

PRIMER = "primer"


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
        if word.split(" ")[0] == PRIMER:
            return _primer(word.removeprefix(PRIMER).strip(), style)
        known = dictionary()
        group = word.casefold()
        if not word:
            return _overview(known, style)
        if known.of_group(group):
            return _group(known, group, style)
        found = known.found(word)
        return shown.markdown(found) if self.markdown else shown.page(found, style)


def topics() -> tuple[str, ...]:
    """Every word that `explain` takes: groups, chapters, and all names, each once."""
    from scalecalc.commands.explain.said import dictionary
    from scalecalc.explained.dictionary import GROUPS
    from scalecalc.explained.glossary import primer

    chapters = [PRIMER, *(f"{PRIMER} {i}" for i in range(1, len(primer()) + 1))]
    return tuple(dict.fromkeys([*chapters, *GROUPS, *dictionary().names]))


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


def _overview(known: Dictionary, style: Style) -> str:
    from scalecalc.explained import shown
    from scalecalc.explained.dictionary import GROUPS

    rows = [(PRIMER, "an introduction in five short chapters")]
    rows += [(group, what) for group, what in GROUPS.items()]
    end = "scalecalc explain columns lists one of these, scalecalc explain kappa a word."
    return shown.listing("Topics", rows, end, style)


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
