"""From the declared options of a command to the command line, by way of Typer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

import typer

from scalecalc.commands import COMMANDS
from scalecalc.commands.base import Command
from scalecalc.options import Argument, Option, Parameter
from scalecalc.settings import HELP, Settings, taken

ValueT = TypeVar("ValueT")
Run = Callable[[type[Command], Settings, dict[str, Any]], int]


class Manner:
    """How errors are told. Known to `main` as soon as the options for it are read, before any other."""

    color: Literal["auto", "always", "never"] = "auto"
    errors: Literal["full", "concise", "json"] = "full"
    debug: bool = False


def _remembered(context: typer.Context, parameter: typer.CallbackParam, value: ValueT) -> ValueT:
    """Note an option in the Manner that the context carries."""
    setattr(context.find_root().obj, str(parameter.name), value)
    return value


def _told(context: typer.Context, value: str | None) -> str | None:
    """`--columns help` says what columns there are, and stops: before anything else is asked for or read."""
    if value == HELP:
        from scalecalc.cli.columns import told
        from scalecalc.cli.streams import standard_output

        out = standard_output()
        out.write(told(COMMANDS[str(context.info_name)], out, context.find_root().obj.color))
        raise typer.Exit
    return value


def typed(command: type[Command], run: Run) -> Callable[..., int]:
    """A function whose parameters Typer sees as options, and whose docstring is the command's help.

    run: takes the command, the options of the command line itself, and those of the command.
    """

    def flat(**values: Any) -> int:
        general = {name: value for name, value in values.items() if name in Settings.__annotations__}
        own = {name: value for name, value in values.items() if name not in general}
        return run(command, Settings(**general), own)

    signature = [_signed(one) for one in taken(command)]
    flat.__doc__ = inspect.getdoc(command)
    flat.__signature__ = inspect.Signature(signature)  # type: ignore[attr-defined]
    flat.__annotations__ = {one.name: one.annotation for one in signature}
    return flat


def _signed(one: Parameter) -> inspect.Parameter:
    info = _argument(one.declared) if isinstance(one.declared, Argument) else _option(one, one.declared)
    default = [] if one.required and one.repeatable else inspect.Parameter.empty if one.required else one.default
    return inspect.Parameter(
        one.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[one.kind, info]
    )


def _argument(declared: Argument) -> Any:
    return typer.Argument(metavar=declared.metavar, help=declared.help, show_default=declared.shown or False)


def _option(one: Parameter, declared: Option) -> Any:
    manner, told = one.name in Manner.__annotations__, one.name == "columns"
    return typer.Option(
        one.flag,
        *([declared.short] if declared.short else []),
        help=declared.help,
        metavar=declared.metavar or None,
        envvar=declared.variable or None,
        min=declared.minimum,
        parser=declared.parse,
        show_default=declared.shown or True,
        rich_help_panel=declared.panel,
        callback=_remembered if manner else _told if told else None,
        is_eager=manner or told,
    )
