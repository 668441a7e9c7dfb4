"""A spec with the data files that it names: as it is drawn, shown and written down."""

from __future__ import annotations

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


def csv(columns: dict[str, list[float]]) -> bytes:
    """Named columns as a .csv file."""
    rows = [",".join(columns), *(",".join(map(repr, row)) for row in zip(*columns.values(), strict=True))]
    return ("\n".join(rows) + "\n").encode()
