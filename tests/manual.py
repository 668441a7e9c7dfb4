"""The man page, from what the commands declare of themselves."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from scalecalc.cli.app import _scalecalc
from scalecalc.commands import COMMANDS
from scalecalc.commands.base import Command
from scalecalc.errors import ExitStatus
from scalecalc.options import Argument, Option, Parameter, parameters
from scalecalc.settings import Settings
from tests.documents import DOCS

PAGE = DOCS / "scalecalc.1"
_EXITS = {
    ExitStatus.OK: "Done.",
    1: "Done, but some rows did not come out, or a check that was asked for found something.",
    2: "Bad usage, a bad spec, unreadable data, or a run that could not go on.",
    70: "A bug of scalecalc.",
    130: "Interrupted; 143 and 129 after SIGTERM and SIGHUP.",
    141: "The reader closed the pipe.",
}


def page() -> str:
    """The whole page, in the man macros."""
    general, name = [one for one in parameters(Settings) if one.names], "exact scaling laws of ridge regression"
    lines = [
        '.TH SCALECALC 1 "" "scalecalc" "User Commands"',
        ".SH NAME",
        f"scalecalc \\- {name} and random features",
        ".SH SYNOPSIS",
        ".B scalecalc",
        "\\fICOMMAND\\fR [\\fIARGUMENT\\fR] [\\fIOPTION\\fR]...",
        ".SH DESCRIPTION",
        *_described(inspect.getdoc(_scalecalc) or ""),
        ".SH COMMANDS",
        *(line for command in COMMANDS.values() for line in _command(command)),
        ".SH OPTIONS OF SEVERAL COMMANDS",
        *(line for one in general for line in _option(one)),
        ".SH EXIT STATUS",
        *(line for status, meaning in _EXITS.items() for line in (".TP", f"{int(status)}", _plain(meaning))),
        ".SH ENVIRONMENT",
        "Variables give options a default; what is typed goes first.",
        *(line for one in general if isinstance(one.declared, Option) for line in _variable(one, one.declared)),
        ".SH SEE ALSO",
        _plain("scalecalc explain, scalecalc explain primer, scalecalc example."),
    ]
    return "\n".join(lines) + "\n"


def _command(command: type[Command]) -> Iterator[str]:
    own = parameters(command)
    given = [one for one in (*parameters(Settings), *own) if isinstance(one.declared, Argument)]
    arguments = [one.declared.metavar for one in given if one in own or one.name == _source(command)]
    yield f".SS scalecalc {command.name} {' '.join(arguments)}".rstrip()
    yield from _described(inspect.getdoc(command) or "")
    for one in own:
        yield from _option(one)


def _source(command: type[Command]) -> str:
    return "spec" if command.source == "spec_or_fit" else command.source


def _described(text: str) -> Iterator[str]:
    """Paragraphs, and examples as they are typed."""
    about, _, examples = text.partition("Examples:\n")
    for paragraph in about.strip().split("\n\n"):
        yield from (".PP", _plain(" ".join(paragraph.split())))
    if examples:
        yield from (
            ".PP",
            ".nf",
            ".RS 4",
            *map(_plain, re.findall(r"^ *\$ (.*)$", examples, re.MULTILINE)),
            ".RE",
            ".fi",
        )


def _option(one: Parameter) -> Iterator[str]:
    if isinstance(one.declared, Option):
        names = ", ".join(f"\\fB{_plain(name)}\\fR" for name in one.names)
        value = (
            "" if one.kind is bool else f" \\fI{_plain(one.declared.metavar or '|'.join(one.choices) or 'VALUE')}\\fR"
        )
        yield from (".TP", names + value, _plain(one.declared.help + _default(one, one.declared)))


def _default(one: Parameter, declared: Option) -> str:
    plain = one.kind is bool or one.required or one.default is None
    shown = declared.shown or ("" if plain else f"{one.default}")
    return f" Default: {shown}." if shown else ""


def _variable(one: Parameter, declared: Option) -> Iterator[str]:
    if declared.variable:
        yield from (".TP", f"\\fB{declared.variable}\\fR", _plain(f"For {one.flag}."))


def _plain(text: str) -> str:
    """The text with what roff would read in another way."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped[:1] in {".", "'"} else escaped
