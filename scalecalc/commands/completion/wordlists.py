"""Lists of words in a script."""

from __future__ import annotations

_LONG = 8


class Wordlists:
    """Long lists of words, which a script holds once, in variables."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, ...], str] = {}

    def of(self, words: tuple[str, ...]) -> str:
        """The words, or the variable that holds them."""
        if len(words) < _LONG:
            return " ".join(words)
        return "$" + self._names.setdefault(words, f"_scalecalc_words_{len(self._names) + 1}")

    def defined(self, form: str) -> str:
        """The variables, a line each. form: how the shell defines one, with {name} and {words}."""
        lines = (form.format(name=name, words=" ".join(words)) for words, name in self._names.items())
        return "".join(f"{line}\n" for line in lines)
