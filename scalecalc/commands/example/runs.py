"""A table of measured losses."""

from __future__ import annotations

from pathlib import Path

from scalecalc.commands.example.lines import FITTED
from scalecalc.commands.example.worked import Worked, placed


class Runs(Worked):
    """Losses of made-up runs, for `fit`."""

    name = "runs"
    title = "Losses of 24 runs of several sizes, for fit"

    def __init__(self, path: Path) -> None:
        self._path = path

    def text(self) -> str:
        return self._path.read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        return {self._path.name: self._path.read_bytes()}

    def next(self, folder: Path) -> str:
        return FITTED.format(runs=placed(folder, self._path.name))
