"""The reference pages of the documentation, in markdown, made of what the program says of itself."""

from __future__ import annotations

from collections.abc import Iterator

from scalecalc.commands import COMMANDS
from scalecalc.commands.base import TableCommand
from scalecalc.commands.explain.said import dictionary
from scalecalc.coordinates import COORDINATES
from scalecalc.explained.dictionary import GROUPS
from scalecalc.explained.meaning import Meaning
from scalecalc.explained.shown import markdown, table
from scalecalc.options import Argument, Parameter
from scalecalc.settings import taken

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
    for command in COMMANDS.values():
        if issubclass(command, TableCommand):
            yield f"## {command.name}"
            yield table(heads, dict.fromkeys((_code(one.name), one.symbol, one.doc) for one in command.columns()))


def _keys() -> Iterator[str]:
    keys = dictionary().of_group("keys")
    yield table(
        ("key", "of kind", "meaning"), [(_code(one.name), one.what.partition("kind ")[2], one.text) for one in keys]
    )
    for group in _KINDS:
        yield from _listed(group)


def _glossary() -> Iterator[str]:
    yield markdown(sorted(dictionary().of_group("terms"), key=lambda one: one.name.casefold()))
    for group in _REST:
        yield from _listed(group)


def _listed(group: str) -> Iterator[str]:
    """Words that take a line each."""
    yield f"## {group.capitalize()}: {GROUPS[group]}"
    yield table(
        ("word", "what", "meaning"), [(_code(one.name), one.what, _line(one)) for one in dictionary().of_group(group)]
    )


def _line(one: Meaning) -> str:
    return " ".join(one.text.split())


def _commands() -> Iterator[str]:
    meanings = {one.name: one for one in dictionary().of_group("commands")}
    for name, command in COMMANDS.items():
        yield markdown([meanings[name]])
        yield table(("option", "takes", "meaning"), [_option(one) for one in taken(command)])


def _option(one: Parameter) -> tuple[str, str, str]:
    if isinstance(one.declared, Argument):
        return _code(one.declared.metavar), "", one.declared.help
    return ", ".join(map(_code, one.names)), one.declared.metavar or "|".join(one.choices), one.declared.help
