"""Several files into a folder, all or none."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from scalecalc.errors import UsageError
from scalecalc.output.destination import whole_binary_file


def write(files: dict[str, bytes], folder: Path) -> None:
    """Write files by their names, and make the folder.

    Raises UsageError, and writes nothing, where another file has one of the names, or where nothing can be written.
    """
    places = {folder / name: content for name, content in files.items()}
    for place, content in places.items():
        _refuse_another(place, content)
    for place in places:
        _make(place.parent)
    with ExitStack() as stack:
        opened = [(stack.enter_context(whole_binary_file(place)), content) for place, content in places.items()]
        for out, content in opened:
            out.write(content)


def _refuse_another(place: Path, content: bytes) -> None:
    try:
        if place.exists() and place.read_bytes() != content:
            raise UsageError(f"{place} is there already, with other content; take another folder")
    except OSError as error:
        raise UsageError(f"cannot write {place}: {(error.strerror or str(error)).lower()}") from error


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder {folder}: {(error.strerror or str(error)).lower()}") from error
