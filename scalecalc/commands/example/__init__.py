"""The command `example`: something worked to start from, in every installation.

`worked` says what an example is; `specs`, `runs` and `power_law_data` are its kinds; `shelf` has all of them, and
`lines` what to type.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

from scalecalc.commands.base import TextCommand
from scalecalc.errors import UsageError
from scalecalc.options import OUTPUT, Argument, Option


class Example(TextCommand):
    """A worked spec to start from, or data to try; without a name the list of them.

    Examples:
      $ scalecalc example
      $ scalecalc example quickstart
      $ scalecalc example quickstart | scalecalc predict -
      $ scalecalc example quickstart > my.yaml
      $ scalecalc example measured_spectrum --to try
      $ scalecalc example power_law_data --to try
    """

    name = "example"
    keeps = True

    wanted: Annotated[str | None, Argument("One of the list.", "NAME", "the list")] = None
    to: Annotated[
        Path | None,
        Option("Write it into this folder, with the files that it reads.", "DIR", panel=OUTPUT, shown="none"),
    ] = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if self.wanted is None and self.to is not None:
            raise UsageError(f"which example is to go into {self.to}? 'scalecalc example' lists them")

    @classmethod
    def words(cls) -> tuple[str, ...]:
        from scalecalc.commands.example.shelf import names

        return tuple(names())

    def text(self) -> str:
        from scalecalc.commands.example.shelf import found, listed

        if self.wanted is None:
            return listed()
        return found(self.wanted).text() if self.to is None else ""

    def aside(self) -> str:
        from scalecalc.commands.example.shelf import found

        if self.wanted is None:
            return ""
        one = found(self.wanted)
        return one.hint() if self.to is None else one.written(self.to)

    def keep(self) -> None:
        from scalecalc.commands.example.shelf import found
        from scalecalc.commands.example.written import write

        if self.wanted is not None and self.to is not None:
            write(found(self.wanted).files(), self.to)


def example(name: str | None = None, to: str | os.PathLike[str] | None = None) -> str:
    """The text of a worked spec or table, with its comments; without a name the list of all.

    to: a folder, which is made where it is missing; into it goes the example, with the files that it reads. The text
    then says what they are, and what to do with them.

    Raises UsageError for a name that is not known, for an example that is no text and has no folder, and for a folder
    with other files of these names.
    """
    question = Example(wanted=name, to=to)
    question.keep()
    return question.text() or question.aside()
