"""A spec with the data files that it names: as it is drawn, shown and written down."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import yaml

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@dataclass(frozen=True)
class Case:
    """A whole spec. files: the content of each data file, by its path beside the spec."""

    spec: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return yaml.dump(self.spec, Dumper=_DUMPER, sort_keys=False, allow_unicode=True)

    def write(self, folder: Path) -> Path:
        """The path of the spec, with its files beside it."""
        return write(folder, self.text.encode(), self.files)

    def with_(self, **changes: object) -> Case:
        """The case with some keys of its spec replaced."""
        return Case({**self.spec, **changes}, self.files)


def write(folder: Path, text: bytes, files: dict[str, bytes]) -> Path:
    """A spec of that text with these files beside it, alone in the folder."""
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    path = folder / "spec.yaml"
    path.write_bytes(text)
    return path


def npy(values: list[float]) -> bytes:
    """The values as a .npy file."""
    out = BytesIO()
    np.save(out, np.array(values, dtype=float))
    return out.getvalue()


def npz(columns: dict[str, list[float]]) -> bytes:
    """Named columns as a .npz file."""
    out = BytesIO()
    np.savez(out, **{name: np.array(values, dtype=float) for name, values in columns.items()})
    return out.getvalue()


@dataclass(frozen=True)
class Style:
    """How a table is written as text."""

    separator: str = ","
    mark: str = "."
    encoding: str = "utf-8"
    end: str = "\n"
    packed: bool = False


def csv(columns: dict[str, list[float]], style: Style = Style()) -> bytes:
    """Named columns as a text table."""
    rows = zip(*columns.values(), strict=True)
    lines = [style.separator.join(repr(value).replace(".", style.mark) for value in row) for row in rows]
    content = "".join(line + style.end for line in [style.separator.join(columns), *lines]).encode(style.encoding)
    return gzip.compress(content, mtime=0) if style.packed else content
