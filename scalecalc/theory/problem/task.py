"""From kinds to the task the solver takes: what spectrum and target say of each other."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.report import Report
from scalecalc.record import record
from scalecalc.theory.modes.compress import compressed, compression_note
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.modes.tasks import Modes, Task
from scalecalc.theory.modes.unresolved import Unresolved
from scalecalc.theory.problem.said import SPECTRUM, TARGET, Said
from scalecalc.theory.problem.side import Side, side
from scalecalc.theory.spectra import Entries
from scalecalc.theory.targets.kind import Place


@record
class Built:
    """A task, notes about it, and what it was made of."""

    task: Task
    notes: tuple[str, ...]
    side: Side


def check_task(said: Said, report: Report) -> None:
    """Adds to the report every rule that spectrum and target break."""
    said.spectrum.check(SPECTRUM, report)
    said.spectrum.check_order(SPECTRUM, report)
    said.target.check(Place(SPECTRUM, TARGET, report), said.spectrum)


def build(said: Said, report: Report, folder: Folder) -> Built | None:
    """The task with notes, or None when problems, old or found here, stand in the way.

    Data files lie relative to the folder.
    """
    found = side(said.spectrum, said.target, Place(SPECTRUM, TARGET, report), folder)
    if found is None:
        return None
    task, notes = _listed(found) if found.laws is None else _by_law(found, found.laws[1])
    if found.trace > 0:
        task = Unresolved(task, found.trace, found.power - _null(found))
    return Built(task, notes, found)


def _by_law(found: Side, powers: Decay) -> tuple[Task, tuple[str, ...]]:
    task = found.spectrum.task(powers)
    assert task is not None  # what follows a law has a task
    return task, found.target.note(powers)


def _listed(found: Side) -> tuple[Task, tuple[str, ...]]:
    entries, power = found.written_out()
    positive = int(np.count_nonzero(entries.eigenvalue))
    null_power, null_modes = float(np.sum(power[positive:])), float(np.sum(entries.multiplicity[positive:]))
    null_power += _null(found)
    task = compressed(
        entries.eigenvalue[:positive], entries.multiplicity[:positive], power[:positive], null_power, null_modes
    )
    return task, tuple(_notes(found, entries, power, task, positive))


def _null(found: Side) -> float:
    """The target's power beyond a spectrum that leaves nothing else out."""
    return found.hidden if found.entries is None or found.entries.unresolved == 0 else 0.0


def _notes(found: Side, entries: Entries, power: Floats, task: Modes, positive: int) -> list[str]:
    assert found.powers is not None  # as there are entries
    notes = [*entries.notes, *found.powers.notes]
    if task.null_modes > 0:
        notes.append(_null_note(len(entries) - positive, task.null_power, float(np.sum(power))))
    if entries.measured or task.compression_error > 0:
        notes.append(compression_note("The spectrum", len(entries), "eigenvalues", task))
    return notes


def _null_note(count: int, power: float, total: float) -> str:
    if power == 0:
        return f"{count} entries have eigenvalue 0 and no target power; D counts their modes."
    return (
        f"{count} entries of eigenvalue 0 hold {power / total:.3g} of the target's power, which cannot be learned and "
        "acts as label noise; D counts their modes."
    )
