"""Pages of meanings, as text for a terminal or a pipe, and as markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from scalecalc.explained.meaning import Meaning
from scalecalc.output.problems import painted
from scalecalc.output.style import Style
from scalecalc.output.text import ascii_only, folded, width

_WIDEST = 80  # longer lines are hard to read
_BOLD, _BLUE = "1", "34"
_MARKUP = re.compile(r"`[^`]*`|[*_]|<(?=[a-z])")
_REMARK = re.compile(r"(.*?) {3,}(\(.*\))")
_OPERATOR = re.compile(r" ([-−+=<>~≤≥]|<=|>=|->) ")
_GLUE = "\N{NO-BREAK SPACE}"
_LABEL = 10  # characters of "See also" and two blanks


def page(meanings: Sequence[Meaning], style: Style) -> str:
    """All meanings of a word, one below the other."""
    return _written("\n\n".join("\n".join(_block(one, style)).rstrip() for one in meanings), style)


def listing(title: str, rows: Iterable[tuple[str, str]], end: str, style: Style) -> str:
    """A title, if there is one, names with what they mean, and a sentence on how to go on."""
    rows = [(_plain(name, style), text) for name, text in rows]
    room = min(max((width(name) for name, _ in rows), default=0), 26)
    lines = [painted(line, _BOLD, style) for line in folded(_plain(title, style), _room(style))]
    lines += [""] if title else []
    for name, text in rows:
        fits = width(name) <= room  # else its meaning begins on the next line
        head = painted(name.ljust(room), _BOLD, style)
        lines += _hanging(head, room if fits else room + 3, text, room + 2, style)
    return _written("\n".join([*lines, "", *folded(_plain(end, style), _room(style))]), style)


def chapter(text: str, style: Style) -> str:
    """A chapter of the introduction: its title in bold, its commands in blue."""
    title, *lines = text.splitlines()
    shown = [painted(line, _BLUE, style) if line.startswith("  $ ") else line for line in lines]
    return _written("\n".join([painted(title, _BOLD, style), *shown]), style)


def _block(one: Meaning, style: Style) -> Iterator[str]:
    symbol = f"  {one.symbol}" if one.symbol and one.symbol != one.name else ""
    yield painted(_plain(one.name + symbol, style), _BOLD, style)
    yield from folded(one.what, _room(style))
    for paragraph in one.text.split("\n\n"):
        yield ""
        for line in _paragraph(paragraph, style):
            yield f"  {line}"
    yield ""
    yield from _labelled("Formula", _aligned([_plain(line, style) for line in one.formula], style), style)
    yield from _labelled("Source", [one.source] if one.source else [], style)
    yield from _labelled("Try", one.run, style, _BLUE)
    yield from _labelled("See also", [", ".join(one.see)] if one.see else [], style)


def _paragraph(text: str, style: Style) -> list[str]:
    """Lines that are indented stand as they are."""
    if "\n  " in f"\n{text}":
        return text.splitlines()
    return _filled(_plain(" ".join(text.split()), style), _room(style) - 2)


def _filled(text: str, room: int) -> list[str]:
    """Folded, but not within a formula such as P = N."""
    return [line.replace(_GLUE, " ") for line in folded(_OPERATOR.sub(rf"{_GLUE}\1{_GLUE}", text), room)]


def _aligned(lines: Sequence[str], style: Style) -> list[str]:
    """Formulas with their remarks in brackets one below the other; for want of room, on lines of their own."""
    parts = [(found[1], found[2]) if (found := _REMARK.fullmatch(line)) else (line, "") for line in lines]
    start = max((width(formula) for formula, remark in parts if remark), default=0) + 2
    fits = all(start + width(remark) <= _room(style) - _LABEL - 2 for _, remark in parts)
    if not fits:
        return [text for formula, remark in parts for text in (formula, f"  {remark}") if text.strip()]
    return [formula.ljust(start) + remark if remark else formula for formula, remark in parts]


def _labelled(label: str, lines: Sequence[str], style: Style, code: str = "") -> Iterator[str]:
    if not lines:
        return
    for i, line in enumerate(lines):
        head = (label if i == 0 else "").ljust(_LABEL)
        if code:  # a command is not broken, so that it can be copied
            yield f"  {painted(head, _BOLD, style) if i == 0 else head}{painted(line, code, style)}"
        else:
            start = painted(head, _BOLD, style) if i == 0 else head
            yield from (f"  {part}" for part in _hanging(start, _LABEL, line, _LABEL, style, 2))


def _hanging(head: str, taken: int, text: str, indent: int, style: Style, margin: int = 0) -> list[str]:
    """The text beside its head, its other lines below its first one. taken: the width of the head."""
    room = max(_room(style) - indent - margin, 20)
    text = _plain(text, style)
    lines = [text] if width(text) <= room else _filled(" ".join(text.split()), room)
    first = [head + " " * (indent - taken) + lines[0]] if taken <= indent else [head, " " * indent + lines[0]]
    return [*first, *(" " * indent + line for line in lines[1:])]


def _room(style: Style) -> int:
    return min(style.width or _WIDEST, _WIDEST)


def _plain(text: str, style: Style) -> str:
    return text if style.unicode else ascii_only(text)


def _written(text: str, style: Style) -> str:
    lines = (line.rstrip() for line in _plain(text, style).rstrip("\n").splitlines())
    return "\n".join(lines) + "\n"


# --- markdown


def markdown(meanings: Iterable[Meaning], level: int = 2) -> str:
    """A section for each meaning."""
    return "\n\n".join(_section(one, level) for one in meanings) + "\n"


def _section(one: Meaning, level: int) -> str:
    symbol = f" ({one.symbol})" if one.symbol and one.symbol != one.name else ""
    parts = [_escaped(f"{'#' * level} {one.name}{symbol}"), f"*{one.what}*", _escaped(one.text)]
    if one.formula:
        parts.append("\n".join(f"    {line}" for line in _aligned(one.formula, Style())))
    if one.run:
        parts.append("```sh\n" + "\n".join(one.run) + "\n```")
    said = [f"Source: {one.source}."] if one.source else []
    said += [f"See also: {', '.join(one.see)}."] if one.see else []
    return "\n\n".join(parts + ([" ".join(said)] if said else []))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_escaped(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def _escaped(text: str) -> str:
    """Text whose stars and underscores are no markup; what is indented or in backticks is code anyway."""
    lines = text.splitlines() or [""]
    return "\n".join(line if line.startswith("  ") else _MARKUP.sub(_plainly, line) for line in lines)


def _plainly(found: re.Match[str]) -> str:
    return found[0] if len(found[0]) > 1 else f"\\{found[0]}"
