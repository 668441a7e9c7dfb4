"""All examples, by group and by name."""

from __future__ import annotations

import textwrap
from pathlib import Path

from scalecalc.commands.example.lines import USES
from scalecalc.commands.example.power_law_data import PowerLawData
from scalecalc.commands.example.runs import Runs
from scalecalc.commands.example.specs import Spec
from scalecalc.commands.example.worked import Worked
from scalecalc.errors import UsageError
from scalecalc.wording import did_you_mean, quoted

_WIDTH = 80
_PACKAGE = Path(__file__).parents[2]
_SAID = {
    "": "Specs",
    "dynamics": "Training time, single modes, and tests unlike the training",
    "paper": "Figures of arXiv:2405.00592",
    "literature": "Results of other papers",
}


def specs_folder() -> Path:
    """Where the worked specs are: in the package as it is installed, or beside it in a source tree."""
    installed = _PACKAGE / "specs"
    return installed if installed.is_dir() else _PACKAGE.parent / "specs"


def groups() -> dict[str, list[Worked]]:
    """All examples by their headings."""
    root = specs_folder()
    folders = [root, *sorted(folder for folder in root.iterdir() if folder.is_dir())]
    found: dict[str, list[Worked]] = {}
    for folder in folders:
        name = folder.relative_to(root).as_posix().removeprefix(".")
        found[_SAID.get(name, name)] = [Spec(path) for path in sorted(folder.glob("*.yaml"))]
    return found | {"Data": [PowerLawData(), Runs(root / "runs.csv")]}


def names() -> list[str]:
    """The names of all."""
    return [one.name for group in groups().values() for one in group]


def found(name: str) -> Worked:
    """The example of that name; it may be that of its file, in its folder. Raises UsageError where there is none."""
    every = {one.name: one for group in groups().values() for one in group}
    wanted = Path(name).stem
    if wanted not in every:
        raise UsageError(
            f"no example {quoted(name)}{did_you_mean(wanted, list(every))}; 'scalecalc example' lists them"
        )
    return every[wanted]


def listed() -> str:
    """The names, each with its title."""
    shelves = [f"{heading}:\n{_lines(group)}" for heading, group in groups().items()]
    return "\n".join([*shelves, USES])


def _lines(group: list[Worked]) -> str:
    width = max(len(one.name) for one in group) + 4
    return "".join(
        textwrap.fill(one.title, _WIDTH, initial_indent=f"  {one.name}".ljust(width), subsequent_indent=" " * width)
        + "\n"
        for one in group
    )
