"""What a wheel holds: an installed program has the docs, worked specs, schema and completions of the repository."""

from __future__ import annotations

import os
import subprocess
import sys
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
    assert_it_needs_no_repository(built, tmp_path)


def assert_it_needs_no_repository(wheel: str, folder: Path) -> None:
    """From the wheel alone to a first answer, in a folder of one's own."""
    zipfile.ZipFile(wheel).extractall(folder / "installed")
    (folder / "mine").mkdir()
    for line in ("example measured_spectrum --to .", "predict measured_spectrum.yaml", "example runs"):
        command = [sys.executable, "-m", "scalecalc", *line.split()]
        path = {**os.environ, "PYTHONPATH": str(folder / "installed")}
        done = subprocess.run(command, cwd=folder / "mine", env=path, capture_output=True, text=True, check=True)
        assert bool(done.stdout) != ("--to" in line)
    assert {file.name for file in (folder / "mine").iterdir()} == {"measured_spectrum.yaml", "measured_spectrum.csv"}
