"""The command `check`."""

from __future__ import annotations

import sys
from pathlib import Path

from scalecalc.cli.computing import required_spec
from scalecalc.cli.options import CheckOptions, takes
from scalecalc.cli.overwriting import refuse_to_overwrite
from scalecalc.cli.streams import say
from scalecalc.cli.writing import (
    announce,
    chosen_columns,
    chosen_format,
    destination,
    selected,
    write_blocks,
)
from scalecalc.errors import DataError, ExitStatus, Problem, SpecError
from scalecalc.output.problems import render
from scalecalc.output.style import Style, is_terminal, style_of


@takes(CheckOptions)
def check(options: CheckOptions) -> int:
    """Whether specs are valid: every problem with its file, line and column.

    Exit status 0: all are valid; 1: some are not; 2: some could not be read.

    Examples:
      $ scalecalc check spec.yaml
      $ scalecalc check *.yaml --errors concise
      $ scalecalc check spec.yaml --json > problems.json
    """
    from scalecalc.api import load, problem_table

    sources = options.specs or [required_spec(None, "check")]
    columns = chosen_columns(options)
    form = chosen_format(options)
    found: list[Problem] = []
    read: list[Path] = []
    unreadable = False
    for source in sources:
        try:
            read += load(source, options.set, options.max_points, options.vary).data_files
        except SpecError as error:
            found += error.problems
            read += error.data_files
        except DataError as error:
            found.append(Problem(str(error), source))
            unreadable = True
    refuse_to_overwrite(options, sources, read)
    _tell(found, sources, options)
    if not (options.output == "-" and form == "table" and is_terminal(sys.stdout)):
        with destination(options.output) as out:
            write_blocks(selected(iter([problem_table(found)]), columns), out, form, options)
        announce(len(found), "problem", options)
    if unreadable:
        return ExitStatus.USAGE
    return ExitStatus.NOT_OK if found else ExitStatus.OK


def _tell(found: list[Problem], sources: list[str], options: CheckOptions) -> None:
    """Problems in full on standard error; that there are none, only to a person."""
    if found:
        style = style_of(sys.stderr, options.color) if sys.stderr else Style()
        say(render(found, options.errors, style))
    elif is_terminal(sys.stdout) and not options.quiet:
        count = len(sources)
        say(f"{sources[0]} is valid\n" if count == 1 else f"all {count} specs are valid\n")
