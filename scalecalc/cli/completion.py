"""The command `completion`: the scripts are made from the commands as Typer knows them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from scalecalc.cli.streams import standard_output
from scalecalc.errors import ExitStatus

Shell = Literal["bash", "zsh", "fish"]


def completion(
    shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh or fish.", show_default=False)],
) -> int:
    """A completion script for a shell, to be kept where the shell looks for it.

    Examples:
      $ scalecalc completion bash > scalecalc.bash   # then: source scalecalc.bash
      $ scalecalc completion zsh > _scalecalc        # in a folder of $fpath
      $ scalecalc completion fish > scalecalc.fish   # in ~/.config/fish/completions
    """
    standard_output().write(script(shell))
    return ExitStatus.OK


def script(shell: Shell) -> str:
    """The script for a shell; the files in completions/ are these."""
    from scalecalc.cli import shells
    from scalecalc.cli.app import application

    command = typer.main.get_command(application())
    context = command.make_context("scalecalc", [], resilient_parsing=True)
    return shells.SCRIPTS[shell](_tree(command, context))


def _tree(group: Any, context: Any) -> Any:
    """What the shells need to know of the commands and their parameters."""
    from scalecalc.cli.shells import Command

    commands = [_command(group.get_command(context, name), name, context) for name in group.list_commands(context)]
    return Command("scalecalc", "", _options(group, context), (), False, tuple(commands))


def _command(command: Any, name: str, parent: Any) -> Any:
    from scalecalc.cli.shells import Command

    context = command.make_context(name, [], parent=parent, resilient_parsing=True)
    arguments = [entry for entry in command.get_params(context) if entry.param_type_name == "argument"]
    return Command(
        name,
        _sentence(command.help),
        _options(command, context),
        tuple(choice for entry in arguments for choice in _choices(entry)),
        any("SPEC" in str(entry.metavar) for entry in arguments),
    )


def _options(command: Any, context: Any) -> Any:
    from scalecalc.cli.shells import Option

    return tuple(
        Option(
            tuple(sorted(entry.opts, key=len)),
            _sentence(entry.help),
            takes_value=not entry.is_flag,
            choices=_choices(entry),
            is_file=entry.metavar == "FILE",
            repeatable=entry.multiple,
        )
        for entry in command.get_params(context)
        if entry.param_type_name == "option" and not entry.hidden
    )


def _choices(parameter: Any) -> tuple[str, ...]:
    """The values of a parameter that has only some; Typer keeps them in one place or the other."""
    kind = getattr(parameter, "type_descriptor", None) or parameter.type
    return tuple(getattr(kind, "choices", None) or ())


def _sentence(text: str | None) -> str:
    """The first sentence, without its full stop."""
    return (text or "").strip().split("\n")[0].split("; ")[0].rstrip(".")
