"""What of a spec can be turned: every number and every word of it, with the next value up and down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import floor, log10
from typing import Any

from scalecalc.errors import UsageError
from scalecalc.explorer.state import plain
from scalecalc.reading.fields.laws import parse_law
from scalecalc.reading.fields.values import Number
from scalecalc.reading.grammar import numbers, words
from scalecalc.reading.text.objects import from_object
from scalecalc.reading.text.source import Node, Path, pattern
from scalecalc.record import record
from scalecalc.spec.model import grammar
from scalecalc.wording import dotted

NONE = "-"  # what stands for a word that is left out

_ADDED, _COARSE = 0.05, 10  # a step of an exponent, and how many steps are a coarse one
_PER_DECADE = 10  # steps of what is multiplied; a coarse one is a decade
_FIRST = 1e-6  # the step up from 0
_LAST = 1e-12  # the last step down is to 0
_BELOW_INFINITY = 1e6
_EXPONENTS_UP_TO = 1000.0  # a number that is bounded by no more than this is an exponent or a share
_MOST_ENTRIES = 6  # of a list with a knob each
_UNTURNED = ("title", "kind")


@record
class Knob:
    """A line of the panel.

    path: of the value.  name: the last part of the key, or a heading where `value` is None.  depth: of the indent.
    value: as it stands in the spec.  number: what it may be, for a number.  words: that it may be, for a word.
    doc: what it is.
    """

    path: Path
    name: str
    depth: int
    value: Any = None
    number: Number | None = None
    words: tuple[str, ...] = ()
    doc: str = ""

    @property
    def key(self) -> str:
        """Dotted, as options have it."""
        return dotted(self.path)

    @property
    def text(self) -> str:
        """The value, as a person writes it."""
        if isinstance(self.value, list):
            return f"[{', '.join(map(plain, self.value))}]"
        return plain(self.value)

    def turned(self, steps: int, *, coarse: bool = False) -> str:
        """The value that many steps up or down, as YAML. Raises UsageError where it has no next one."""
        if self.words and isinstance(self.value, str | bool):
            at = self.words.index(plain(self.value)) if plain(self.value) in self.words else 0
            word = self.words[(at + steps) % len(self.words)]
            return "null" if word == NONE else word
        if self.number is not None and self.number.infinite and self.text == "inf" and steps < 0:
            return plain(_BELOW_INFINITY)
        if self.number is None or isinstance(self.value, str | list):
            raise UsageError(f"{self.key} is {self.text}, which has no next value; Enter takes another")
        return plain(_turned(float(self.value), steps, self.number, coarse=coarse))


def _turned(value: float, steps: int, number: Number, *, coarse: bool) -> float:
    """Exponents are added to, counts stay whole, and all else is multiplied."""
    highest = min(number.maximum, number.below)
    if number.minimum <= 0 and highest <= _EXPONENTS_UP_TO and not number.whole:
        return round(_next_multiple(value, _ADDED * (_COARSE if coarse else 1), steps), 10)
    if value == 0:
        return (1.0 if number.whole else _FIRST) if steps > 0 else 0.0
    found = _next_power(value, _PER_DECADE * steps if coarse else steps)
    if number.whole or number.minimum >= 1:
        return max(float(round(found)), value + 1) if steps > 0 else max(min(round(found), value - 1), number.minimum)
    if steps < 0 and found < _LAST:
        return value if number.exclusive else 0.0
    return found


def _next_multiple(value: float, step: float, steps: int) -> float:
    """The next multiples of the step; from between two of them the first step leads to the nearer end."""
    place = value / step
    whole = floor(place + 1e-9) if steps > 0 else -floor(-place + 1e-9)
    return (whole + steps) * step


def _next_power(value: float, steps: int) -> float:
    """The next of 1, 1.3, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 7.9, 10, ...: a tenth of a decade, in two digits."""
    place = _PER_DECADE * log10(value)
    near = round(place)
    if float(f"{10 ** (near / _PER_DECADE):.1e}") != float(f"{value:.12e}"):
        near = floor(place) if steps > 0 else -floor(-place)
    return float(f"{10 ** ((near + steps) / _PER_DECADE):.1e}")


# --- finding them


def knobs(resolved: Mapping[str, Any]) -> tuple[Knob, ...]:
    """All of a resolved spec, in its order, with headings for its sections."""
    root, _ = from_object(resolved)
    return tuple(_of_mapping(root, resolved, (), 0))


def _of_mapping(root: Node, values: Mapping[str, Any], path: Path, depth: int) -> Iterator[Knob]:
    """What a mapping says, and the words that it might say."""
    for key, value in values.items():
        if key not in _UNTURNED:
            yield from _of_value(root, value, (*path, key), depth)
    for key, field in grammar().fields(root, path).items():
        if path and key not in values and words(field):
            yield _leaf(root, NONE, (*path, key), depth)


def _of_value(root: Node, value: Any, path: Path, depth: int) -> Iterator[Knob]:
    inside = _parts(value, path)
    if inside is None:
        yield _leaf(root, value, path, depth)
        return
    yield Knob(path, " ".join([str(path[-1]), *_kind(value)]), depth)
    if isinstance(value, Mapping):
        yield from _of_mapping(root, value, path, depth + 1)
    else:
        for part, one in inside:
            yield from _of_value(root, one, (*path, part), depth + 1)


def _parts(value: Any, path: Path) -> list[tuple[str | int, Any]] | None:
    """What is inside: of a mapping, of a list of few entries, of a law its factor and exponents; else None."""
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, list) and (len(value) <= _MOST_ENTRIES or isinstance(value[0], Mapping)):
        return list(enumerate(value))
    if isinstance(value, str) and pattern(path) in grammar().laws and any(letter in value for letter in "PN"):
        law = parse_law(value)
        powers = (("P", law.samples), ("N", law.width))
        return [("times", law.coefficient), *((name, one) for name, one in powers if one)]
    return None


def _kind(value: Any) -> list[str]:
    return [str(value["kind"])] if isinstance(value, Mapping) and "kind" in value else []


def _leaf(root: Node, value: Any, path: Path, depth: int) -> Knob:
    field = grammar().declared(root, path)
    if field is None:
        return Knob(path, str(path[-1]), depth, value)
    allowed = words(field)
    may_be_left_out = (NONE,) if allowed and not field.is_required() and field.default is None else ()
    number = next(numbers(field), None)
    return Knob(path, str(path[-1]), depth, value, number, (*may_be_left_out, *allowed), field.description or "")
