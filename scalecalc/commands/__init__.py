"""The commands, one module each: what it takes, the rows it answers with, its picture, its help, its Python function.

`COMMANDS` has the classes by name; the public functions, the command line, the help and the completions come from it.
`base` has what a command is, and `pictures` what several pictures share. What the command line adds to the options of
all is in `scalecalc.settings`. The mathematics of the tables is in `results`, that of `simulate` in
`simulation`, that of `fit` in `fitting`.
A module here imports nothing heavy before it is asked to compute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalecalc.registry import Registry

if TYPE_CHECKING:
    from scalecalc.commands.base import Command

COMMANDS: Registry[Command] = Registry(
    "scalecalc.commands",
    (
        *("predict", "decompose", "exponents", "regimes", "flow", "modes", "optimize", "phase"),
        *("simulate", "estimate", "crossval", "forecast", "fit", "explore", "explain", "example"),
        *("check", "schema", "completion"),
    ),
)
