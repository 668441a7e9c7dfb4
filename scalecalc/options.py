"""Options as typed declarations: from them come the command line, its help, the completions and the checks in Python.

A class declares an option as a field, `draws: Annotated[int, Option("Independent draws.", "N")] = 100`: name, type and
default stand there once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from scalecalc import arguments
from scalecalc.record import record

INPUT, OUTPUT, RUN = PANELS = ("Input", "Output", "Run")


@record
class Option:
    """How an option is given on the command line.

    metavar: what stands for its value in the help; FILE for a path.  short: a second name such as -o.
    panel: the part of the help that it is in.  shown: what the help says of the default, if not the default itself.
    variable: of the environment.  parse: from the text to the value, for a type that is not plain.
    words: that it may be or begin with, for completions, where no type says so.
    writes: whether it names a file that is written.  draws: which pictures it says how to draw, if that is all it
    does: any, or those for paper.
    """

    help: str
    metavar: str = ""
    short: str = ""
    panel: str = RUN
    shown: str = ""
    variable: str = ""
    minimum: int | None = None
    parse: Callable[[Any], Any] | None = None
    words: tuple[str, ...] = ()
    writes: bool = False
    draws: Literal["", "any", "paper"] = ""


@record
class Argument:
    """What is given without a name; `shown` says what happens when it is left out."""

    help: str
    metavar: str
    shown: str = ""


@record
class Parameter:
    """A declared option or argument: the name of its field, its type, its default, and how it is given."""

    name: str
    kind: Any
    default: Any
    declared: Option | Argument

    @property
    def required(self) -> bool:
        return self.default is ...

    @property
    def flag(self) -> str:
        """Its long name, such as --max-points."""
        return "--" + self.name.replace("_", "-")

    @property
    def names(self) -> tuple[str, ...]:
        """As typed, shortest first; none for an argument."""
        if isinstance(self.declared, Argument):
            return ()
        return (self.declared.short, self.flag) if self.declared.short else (self.flag,)

    @property
    def plain(self) -> Any:
        """The type without None."""
        kinds = [one for one in get_args(self.kind) if one is not NoneType]
        return kinds[0] if NoneType in get_args(self.kind) else self.kind

    @property
    def repeatable(self) -> bool:
        return get_origin(self.kind) is list

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that it may be; none where it may be anything."""
        return get_args(self.plain) if get_origin(self.plain) is Literal else ()

    @property
    def words(self) -> tuple[str, ...]:
        """Words that it may be, among others."""
        return self.declared.words if isinstance(self.declared, Option) else ()

    def checked(self, value: object) -> Any:
        """The value as its type says. Raises UsageError with a sentence."""
        optional = NoneType in get_args(self.kind)
        if value is None and optional:
            return None
        if self.choices:
            return arguments.choice(self.name, value, self.choices, optional=optional)
        check = _CHECKS.get(self.plain)
        return value if check is None else check(self.name, value)


_CHECKS: dict[Any, Callable[[str, object], Any]] = {
    int: arguments.whole,
    float: arguments.number,
    bool: arguments.flag,
    str: arguments.text,
    Path: lambda name, value: Path(arguments.text(name, value)),
}


def parameters(owner: type) -> tuple[Parameter, ...]:
    """What a class declares, in order. Fields that are not annotated with an Option or Argument are none."""
    return _parameters(owner)


@cache  # to read the annotations of a class is slow, and a run asks several times
def _parameters(owner: type) -> tuple[Parameter, ...]:
    found = []
    for name, hint in get_type_hints(owner, include_extras=True).items():
        declared = next((one for one in get_args(hint)[1:] if isinstance(one, Option | Argument)), None)
        if get_origin(hint) is Annotated and declared is not None:
            found.append(Parameter(name, get_args(hint)[0], getattr(owner, name, ...), declared))
    return tuple(found)
