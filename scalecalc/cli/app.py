"""The commands, put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from scalecalc import __version__
from scalecalc.cli.parser import typed
from scalecalc.cli.pipeline import run
from scalecalc.commands import COMMANDS

_MORE = "scalecalc explain WORD says what a word means."
_MORE_COLUMNS = "Columns: --columns help lists them, scalecalc explain COLUMN says more."


def application(names: Iterable[str]) -> typer.Typer:
    """The program with these commands; making only the one that is wanted is quicker."""
    app = typer.Typer(
        name="scalecalc",
        add_completion=False,  # it edits the user's shell configuration; `scalecalc completion` prints
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(epilog=_MORE)(_scalecalc)
    for name in names:
        app.command(name, epilog=_MORE_COLUMNS if COMMANDS[name].tabular else _MORE)(typed(COMMANDS[name], run))
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"scalecalc {__version__}")
        raise typer.Exit


def _scalecalc(
    version: Annotated[
        bool,
        typer.Option("--version", "-V", help="Print the version.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Exact scaling laws of ridge regression and random features.

    Examples:
      $ scalecalc example quickstart > spec.yaml
      $ scalecalc predict spec.yaml                # train and test error
      $ scalecalc predict spec.yaml -o curve.csv   # the same as a file
      $ scalecalc predict spec.yaml --plot         # drawn in the terminal
      $ scalecalc decompose spec.yaml --json       # where the error comes from
      $ scalecalc exponents spec.yaml              # how fast each term decays
      $ scalecalc example 05_venn_features | scalecalc simulate -  # is it right
      $ scalecalc check spec.yaml                  # is the spec valid
    """
