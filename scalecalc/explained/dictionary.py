"""Finds what is said of a word."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scalecalc.errors import UsageError
from scalecalc.explained.meaning import Meaning, spelled
from scalecalc.theory.regimes.names import parts
from scalecalc.wording import did_you_mean

# The groups of words, in the order in which they are listed, each with what it is.
GROUPS = {
    "terms": "words of the theory: kappa, source, GCV, double descent, ...",
    "commands": "what can be asked",
    "columns": "what tables answer with",
    "quantities": "what the rows of estimate and fit are about",
    "keys": "what a spec may say",
    "spectra": "kinds of spectrum",
    "targets": "kinds of target",
    "kernels": "kernels, on the sphere and on data",
    "matrices": "kinds of random features",
    "activations": "nonlinearities of the features",
    "correlations": "kinds of correlation between samples",
    "methods": "methods of training",
    "inputs": "laws of the inputs that simulate draws",
    "fits": "laws that fit knows, and its losses",
    "regimes": "what rules the error, and the parts of such names",
    "statuses": "what happened to a row",
    "exit codes": "how a run ended",
    "surroundings": "files, and variables of the environment",
    "options": "what commands take on the command line",
}
_ASKING = frozenset(
    re.findall(r"\w+", "what why how when is are was does do should can i we it the a an of get mean means")
)
_NUMBER = re.compile(r"_?[1-9][0-9]*$")


class Dictionary:
    """All meanings, by every name they have."""

    def __init__(self, meanings: Iterable[Meaning]) -> None:
        order = list(GROUPS)
        self.meanings = tuple(sorted(meanings, key=lambda one: order.index(one.group)))
        self._by_name: dict[str, list[Meaning]] = {}
        for one in self.meanings:
            for name in dict.fromkeys(map(spelled, one.names)):
                self._by_name.setdefault(name, []).append(one)

    @property
    def names(self) -> tuple[str, ...]:
        """Every word that is explained, by its first name."""
        return tuple(dict.fromkeys(one.name for one in self.meanings))

    def group_of(self, word: str) -> str:
        """The group that a word is the name of, "" for none."""
        return next((group for group in GROUPS if spelled(group) == spelled(word)), "")

    def of_group(self, group: str) -> tuple[Meaning, ...]:
        """What is listed under this name."""
        return tuple(one for one in self.meanings if one.group == group)

    def found(self, word: str) -> tuple[Meaning, ...]:
        """All meanings of a word, the theory first. Raises UsageError with the nearest word where there is none."""
        for asked in (word, *_within(word)):
            if found := self._called(asked) or self._composed(asked):
                return found
        raise UsageError(f"no topic {word!r}{did_you_mean(word, self._suggested(word))}; scalecalc explain lists them")

    def _called(self, word: str) -> tuple[Meaning, ...]:
        for name in (word, word.removesuffix("s"), _NUMBER.sub("", word)):
            if found := self._by_name.get(spelled(name)):
                words = [one for one in found if one.group != "options"]  # --ridge is no news to whom asks for ridge
                return tuple(found if word.startswith("-") or not words else words)
        return ()

    def _composed(self, word: str) -> tuple[Meaning, ...]:
        """The parts of the name of a regime."""
        found = [one for part in parts(word.casefold()) for one in self._by_name.get(spelled(part), ())]
        return tuple(dict.fromkeys(found))

    def __contains__(self, word: str) -> bool:
        try:
            return bool(self.found(word))
        except UsageError:
            return False

    def _suggested(self, word: str) -> list[str]:
        """The words to choose the nearest of: first those that begin like it."""
        words = list(dict.fromkeys(name for one in self.meanings for name in one.names if len(name) > 1))
        return sorted(words, key=lambda one: not one.casefold().startswith(word.casefold()[:3]))


def _within(question: str) -> list[str]:
    """What a question may be about, the longest first: without words of asking, runs of the others."""
    words = question.strip("?!. ").split()
    while words and words[0].casefold() in _ASKING:
        del words[0]
    while words and words[-1].casefold() in _ASKING:
        del words[-1]
    ends = [(i, j) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]
    runs = [" ".join(words[i:j]) for i, j in ends if j - i == len(words) or len("".join(words[i:j])) > 2]
    return sorted(runs, key=len, reverse=True)
