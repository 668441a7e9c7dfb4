"""The reference pages of the documentation, in markdown, made of what the program says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter

from scalecalc.commands import COMMANDS
from scalecalc.commands.base import TableCommand
from scalecalc.commands.explain.said import column_meaning, dictionary
from scalecalc.coordinates import COORDINATES
from scalecalc.explained.dictionary import GROUPS
from scalecalc.explained.meaning import Meaning
from scalecalc.explained.shown import markdown, table
from scalecalc.options import Argument, Parameter
from scalecalc.settings import taken
from scalecalc.table import Column

_LINKS = (
    (r"arXiv:(\d{4}\.\d{5})", r"[arXiv:\1](https://arxiv.org/abs/\1)"),
    (r"scalecalc/docs/theory\.md", "[the theory](theory.md)"),
)
_KINDS = ("spectra", "targets", "kernels", "matrices", "activations", "correlations", "inputs", "fits")
_REST = ("regimes", "statuses", "exit codes", "quantities", "surroundings")


def pages() -> dict[str, str]:
    """The text of every page, by the name of its file."""
    return {
        "columns.md": _page("Columns", "`--columns help` prints these for one command.", _columns()),
        "keys.md": _page("Keys of a spec", "`scalecalc explain KEY` prints one of these.", _keys()),
        "glossary.md": _page("Glossary", "`scalecalc explain WORD` prints one of these.", _glossary()),
        "commands.md": _page("Commands", "`scalecalc COMMAND --help` prints one of these.", _commands()),
    }


def _page(title: str, start: str, parts: Iterator[str]) -> str:
    return "\n\n".join([f"# {title}", start, *(part.rstrip("\n") for part in parts)]) + "\n"


def _code(text: str) -> str:
    return f"`{text}`"


def _columns() -> Iterator[str]:
    yield "## Coordinates\n\nThey come first, as far as the spec sweeps or holds them."
    heads = ("column", "symbol", "meaning")
    yield table(heads, [(_code(one.name), one.symbol, one.doc) for one in COORDINATES])
    for name, command in COMMANDS.items():
        if issubclass(command, TableCommand):
            yield f"## {name}"
            said = [column_meaning(one, [name]) for one in _told_once(command.columns())]
            yield table(
                (*heads, "formula"), [(_code(one.name), one.symbol, one.text, _formulas(one.formula)) for one in said]
            )


def _told_once(columns: tuple[Column, ...]) -> Iterator[Column]:
    """Columns that differ by a quantity only, such as half_samples and half_width, as one."""
    alike: dict[tuple[str, str], list[Column]] = {}
    for one in dict.fromkeys(columns):
        quantity = next((name for name in map(attrgetter("name"), COORDINATES) if one.name.endswith(f"_{name}")), "")
        key = (one.name.removesuffix(quantity), one.doc.replace(quantity, "quantity") if quantity else one.doc)
        alike.setdefault(key, []).append(one)
    for (start, doc), same in alike.items():
        yield same[0] if len(same) == 1 else replace(same[0], name=f"{start}quantity", doc=doc)


def _formulas(lines: tuple[str, ...]) -> str:
    return "; ".join(_code(" ".join(line.split())) for line in lines)


def _keys() -> Iterator[str]:
    keys = dictionary().of_group("keys")
    yield table(
        ("key", "of kind", "meaning"), [(_code(one.name), one.what.partition("kind ")[2], one.text) for one in keys]
    )
    for group in _KINDS:
        yield from _listed(group)


def _glossary() -> Iterator[str]:
    terms = sorted(dictionary().of_group("terms"), key=lambda one: one.name.casefold())
    yield _linked(markdown(terms).replace("\n*term of the theory*\n", ""), [one.name for one in terms])
    for group in _REST:
        yield from _listed(group)


def _linked(text: str, words: list[str]) -> str:
    """With links to the theory, to articles, and from what is to be seen also to these words."""
    for pattern, link in _LINKS:
        text = re.sub(pattern, link, text)
    return re.sub(
        r"(?<=See also: ).*(?=\.$)", lambda found: _see(found[0].split(", "), words), text, flags=re.MULTILINE
    )


def _see(seen: list[str], words: list[str]) -> str:
    return ", ".join(f"[{one}](#{_anchor(one)})" if one in words else one for one in seen)


def _anchor(word: str) -> str:
    """What a page calls the heading of a word, which may have a symbol."""
    (one,) = [one for one in dictionary().of_group("terms") if one.name == word]
    title = f"{word} {one.symbol}" if one.symbol and one.symbol != word else word
    return re.sub(r"[^\w -]", "", title.casefold()).replace(" ", "-")


def _listed(group: str) -> Iterator[str]:
    """Words that take a line each."""
    yield f"## {group.capitalize()}: {GROUPS[group]}"
    yield table(
        ("word", "what", "meaning"), [(_code(one.name), one.what, _line(one)) for one in dictionary().of_group(group)]
    )


def _line(one: Meaning) -> str:
    return " ".join(one.text.split())


def _commands() -> Iterator[str]:
    meanings = {one.name: replace(one, run=()) for one in dictionary().of_group("commands")}
    for name, command in COMMANDS.items():
        yield markdown([meanings[name]]).replace("*command*\n\n", "")
        yield table(("option", "takes", "default", "meaning"), [_option(one) for one in taken(command)])


def _option(one: Parameter) -> tuple[str, str, str, str]:
    declared = one.declared
    if isinstance(declared, Argument):
        return _code(declared.metavar), "", declared.shown or _default(one), declared.help
    names, takes = ", ".join(map(_code, one.names)), declared.metavar or "|".join(one.choices)
    return names, takes, declared.shown or _default(one), declared.help


def _default(one: Parameter) -> str:
    """As typed; none for what is switched on, or given as often as one likes."""
    if one.required:
        return "" if one.repeatable else "(must be given)"
    return "" if one.default in (None, False, []) else f"{one.default}"
