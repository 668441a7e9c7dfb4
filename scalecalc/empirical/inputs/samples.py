"""Features and targets as they are given, of equal length, before anything is made of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scalecalc.data.parts import Frame, Part
from scalecalc.empirical.inputs.given import STREAM, Given, columns_named, framed, is_file
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.wording import printable, quoted


@record(eq=False)
class Samples:
    """features: shape (n, d).  targets: parts of n rows each; none without a target.

    columns: the parts of the data that are targets; none where these were given on their own.  notes: on all of it.
    """

    features: Part
    targets: tuple[Part, ...]
    columns: tuple[str, ...]
    notes: tuple[str, ...]


def samples_in(
    data: Given,
    target: Given | None,
    columns: Sequence[str] = (),
    like: Sequence[str] | None = None,
) -> Samples:
    """The samples in these files or objects.

    columns: of the data that are targets where no target is given.  like: the names of the features of samples that
    were read before.  Raises SpecError, DataError and UsageError.
    """
    if isinstance(data, str) and isinstance(target, str) and data == target == STREAM:
        raise UsageError("data and target both come from standard input, must be one of them; or name a column")
    frame = framed(data, "the data")
    named = tuple(columns) if target is None else columns_named(frame, target, called(data) or "the data")
    targets = _targets(frame, named, target)
    features = frame.features(named, like, len(targets[0].table) if targets and targets[0].table.ndim else None)
    targets = tuple(_turned(part, len(features.table)) for part in targets)
    _refuse_odd_shapes(features, targets)
    notes = (*features.notes, *(note for part in targets for note in part.notes), *_on_both(named, target))
    return Samples(features, targets, named, tuple(dict.fromkeys(notes)))


def called(given: Given) -> str:
    """The name of a file; empty for an object."""
    return printable(Path(given).name) if isinstance(given, str | os.PathLike) else ""


def _targets(frame: Frame, named: Sequence[str], target: Given | None) -> tuple[Part, ...]:
    if named:
        return tuple(frame.part(name) for name in named)
    return () if target is None else (framed(target, "the target").whole(),)


def _turned(part: Part, samples: int) -> Part:
    """A single row of targets as a column."""
    single = part.table.ndim == 2 and part.table.shape == (1, samples)
    return replace(part, table=part.table.T) if single else part


def _refuse_odd_shapes(features: Part, targets: Sequence[Part]) -> None:
    n, d = features.table.shape
    if d == 0 or n == 0:
        raise features.refused(f"the data have {n:,} samples of {d:,} features, must have some of both")
    for part in targets:
        length = len(part.table) if part.table.ndim else 1
        if length == n:
            continue
        found = f"the data have {n:,} rows and the target {length:,}, must be equally many"
        if length == d:
            found += f"; the data have {d:,} columns: transpose them, so that a row is a sample"
        elif part.table.ndim == 2 and part.table.shape[1] == n:
            found += "; transpose the target, so that a row is a sample"
        elif length == n + 1 and part.table.ndim == 1:
            found += "; the first entry of the target may be the name of its column"
        elif length == n - 1:
            found += "; a first line of the target may have been taken for the name of its column"
        raise part.refused(found)


def _on_both(named: Sequence[str], target: Given | None) -> tuple[str, ...]:
    """A sentence where the target is the name of a column and of a file."""
    if not named or not isinstance(target, str) or not is_file(target):
        return ()
    return (f"{quoted(target)} is a column of the data and a file; the column is taken, ./{target} is the file.",)
