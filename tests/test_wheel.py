"""What a wheel holds: an installed program has the docs, worked specs, schema and completions of the repository."""

from __future__ import annotations

import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]


def files(*folders: str) -> set[str]:
    """The files below folders of the repository, with their places in a wheel."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in found if path.suffix != ".pyc"}


def test_the_wheel_is_whole(tmp_path: Path) -> None:
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    names = zipfile.ZipFile(built).namelist()
    held = {name for name in names if not name.partition("/")[0].endswith((".dist-info", ".data"))}
    assert any(name.endswith(".data/data/share/man/man1/scalecalc.1") for name in names)
    package = files("scalecalc")
    assert {"scalecalc/py.typed", "scalecalc/docs/theory.md"} <= package
    assert held == package | {f"scalecalc/{name}" for name in files("specs", "completions")}
    assert "scalecalc/specs/scalecalc.schema.json" in held
