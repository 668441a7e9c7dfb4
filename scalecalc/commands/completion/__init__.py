"""The command `completion`: static scripts, so that a TAB starts no Python, from the commands and their options.

`program` says what there is to complete, in the terms of `described` and `values`; `bash`, `zsh` and `fish` write it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from scalecalc.commands.base import TextCommand
from scalecalc.options import Argument

Shell = Literal["bash", "zsh", "fish"]


class Completion(TextCommand):
    """A completion script for a shell, to be kept where the shell looks for it.

    Examples:
      $ scalecalc completion bash > scalecalc.bash   # then: source scalecalc.bash
      $ scalecalc completion zsh > _scalecalc        # in a folder of $fpath
      $ scalecalc completion fish > scalecalc.fish   # in ~/.config/fish/completions
    """

    name = "completion"

    shell: Annotated[Shell, Argument("bash, zsh or fish.", "SHELL")]

    def text(self) -> str:
        return completion(self.shell)


def completion(shell: Shell) -> str:
    """A script that completes the commands and options in a shell: bash, zsh or fish.

    Commands that were registered are among them. Raises UsageError for another shell.
    """
    from scalecalc.commands.completion.bash import bash
    from scalecalc.commands.completion.fish import fish
    from scalecalc.commands.completion.program import program
    from scalecalc.commands.completion.zsh import zsh

    return {"bash": bash, "zsh": zsh, "fish": fish}[Completion(shell=shell).shell](program())
