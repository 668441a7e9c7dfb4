"""The commands, one module each: what it takes, the rows it answers with, its picture, its help, its Python function.

`COMMANDS` has the classes by name; the public functions, the command line, the help and the completions come from
it. `base` has what a command is, `settings` what the command line adds to its options, `pictures` what several pictures
share. The mathematics of the tables is in `results`, and of `simulate` in `simulation`; what is found there is lent a
name and a description here. A module here imports nothing heavy before it is asked to compute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalecalc.registry import Registry

if TYPE_CHECKING:
    from scalecalc.commands.base import Command

COMMANDS: Registry[Command] = Registry(
    "scalecalc.commands",
    ("predict", "decompose", "exponents", "regimes", "flow", "simulate", "check", "schema", "completion"),
)
