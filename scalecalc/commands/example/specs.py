"""The worked specs, which are files."""

from __future__ import annotations

import re
from pathlib import Path

from scalecalc.api import load
from scalecalc.commands.example.lines import WRITTEN
from scalecalc.commands.example.worked import Worked, placed


class Spec(Worked):
    """A spec in a file, which may read other files beside or below it."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self._path = path
        self._text = path.read_text(encoding="utf-8")
        self.title = _first(r"^title: *(.*?) *$", self._text).strip("'\"")

    def text(self) -> str:
        return self._text.replace("$schema=../", "$schema=./", 1)  # where `scalecalc schema` is kept beside it

    def files(self) -> dict[str, bytes]:
        read = {file.relative_to(self._path.parent).as_posix(): file.read_bytes() for file in self._data()}
        return {self._path.name: self.text().encode()} | read

    def next(self, folder: Path) -> str:
        line = _first(r"^# +(scalecalc .*?) *$", self._text) or f"scalecalc predict {self._path.name}"
        return line.replace(self._path.name, placed(folder, self._path.name), 1)

    def hint(self) -> str:
        data = [file.name for file in self._data()]
        if not data:
            return ""
        return f"{self.name} reads {', '.join(data)}; '{WRITTEN.format(name=self.name)}' writes both\n"

    def _data(self) -> list[Path]:
        if "path:" not in self._text:  # no need to read it as a spec, which takes as long as all the rest
            return []
        return sorted(set(load(self._path).data_files))


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    return found[1] if found else ""
