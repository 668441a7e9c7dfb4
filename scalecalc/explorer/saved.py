"""The state as a file: the text of the original with the values changed in it, or else the whole spec written anew."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path as FilePath

from scalecalc.errors import SpecError, UsageError
from scalecalc.explorer.state import State
from scalecalc.output.destination import whole_file
from scalecalc.output.formats.yaml_ import dumped
from scalecalc.reading.overrides import overridden
from scalecalc.reading.text.compose import compose
from scalecalc.reading.text.source import Node, Source
from scalecalc.spec.model import grammar


def save(state: State, path: FilePath, *, replace: bool = False) -> None:
    """Write the spec, whole or not at all.

    Raises UsageError for a file that exists, unless it may be replaced, for one that the spec reads, and where the path
    cannot be written.
    """
    if path.resolve() in (file.resolve() for file in state.study.data_files):
        raise UsageError(f"the spec reads {path}; give the name of another file")
    if path.exists() and not replace:
        raise UsageError(f"{path} exists")
    with whole_file(path) as out:
        out.write(text_of(state, path.parent))


def text_of(state: State, folder: FilePath) -> str:
    """The spec as YAML, for a file in that folder: with the comments of the original where all changes are of values.

    Data files are named relative to the spec, so that in another folder their whole paths are written.
    """
    original = FilePath(state.name)
    near = folder.resolve() == original.parent.resolve() or not state.study.data_files
    if near:
        with suppress(OSError, UnicodeError, SpecError):
            changed = _changed(original.read_text(encoding="utf-8"), state.overrides)
            if changed is not None:
                return changed
    return dumped(state.study.resolved)


def _changed(text: str, overrides: tuple[str, ...]) -> str | None:
    """The text with each value replaced where it stands; None where that does not say what the overrides say."""
    root, problems = compose(Source("", text))
    lines = text.splitlines(keepends=True)
    places = []
    for override in overrides:
        key, _, value = override.partition("=")
        node = _scalar(root, key.split("."))
        if node is None:
            return None
        places.append((node.place.line - 1, node.place.column - 1, node.place.length, value))
    for line, column, length, value in sorted(places, reverse=True):
        lines[line] = lines[line][:column] + value + lines[line][column + length :]
    written, more = compose(Source("", "".join(lines)))
    meant, others = overridden(root, overrides, grammar().laws)
    same = not (problems or more or others) and written.data() == meant.data()
    return "".join(lines) if same else None


def _scalar(root: Node, names: list[str]) -> Node | None:
    """The scalar at a key that stands in one line of the text."""
    node: Node | None = root
    for name in names:
        node = None if node is None else node.child(int(name) if isinstance(node.value, list) else name)
    return None if node is None or isinstance(node.value, list | dict) else node
