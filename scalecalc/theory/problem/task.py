"""From kinds to the task the solver takes: what spectrum and target say of each other."""

from __future__ import annotations

from math import inf, isfinite, isinf

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.report import Report
from scalecalc.theory.modes.compress import compressed, compression_note
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.modes.unresolved import Unresolved
from scalecalc.theory.problem.said import SPECTRUM, TARGET, Said
from scalecalc.theory.spectra import Entries
from scalecalc.theory.spectra.kind import LONGEST, sound
from scalecalc.theory.targets import Powers
from scalecalc.theory.targets.kind import Place

Built = tuple[Task, tuple[str, ...]]  # a task, and notes about it


def check_task(said: Said, report: Report) -> None:
    """Adds to the report every rule that spectrum and target break."""
    said.spectrum.check(SPECTRUM, report)
    said.target.check(Place(SPECTRUM, TARGET, report), said.spectrum)


def build(said: Said, report: Report, folder: Folder) -> Built | None:
    """The task with notes, or None when problems, old or found here, stand in the way.

    Data files lie relative to the folder.
    """
    place = Place(SPECTRUM, TARGET, report)
    given = said.target.read(place, folder) if sound(report, TARGET) else None
    if not sound(report, SPECTRUM):
        return None
    law, modes = said.spectrum.law(), said.spectrum.count(SPECTRUM, report)
    if law is not None:
        if given is None or modes is None:
            return None
        powers = said.target.law(law, modes)
        if powers is not None:
            return _by_law(said, powers, report)
        if isinf(modes) or not said.target.fits(given, modes, modes, place) or not _short(modes, given, report):
            return None
    return _listed(said, given, place, folder)


def _short(modes: float, given: Floats, report: Report) -> bool:
    """Whether there are few enough modes to write them out, as are those a target gives one by one."""
    if modes <= LONGEST or given.size:
        return True
    message = f"the target's power in each of {modes:.6g} modes is summed one by one, must be at most {LONGEST:,} modes"
    report.at_key(TARGET, message)
    return False


def _by_law(said: Said, powers: Decay, report: Report) -> Built | None:
    if not 0 < powers.scale < inf:
        report.at_key(TARGET, _range_message(powers.scale))
        return None
    task = said.spectrum.task(powers)
    assert task is not None  # what follows a law has a task
    return _beside_unresolved(said, task, 0.0, 0.0), said.target.note(powers)


def _listed(said: Said, given: Floats | None, place: Place, folder: Folder) -> Built | None:
    report = place.report
    entries = said.spectrum.entries(SPECTRUM, report, folder)
    if entries is None or given is None or not sound(report, TARGET):
        return None
    if not said.target.suits(entries, place):
        return None
    if not said.target.fits(given, len(entries), entries.rows or len(entries), place):
        return None
    with np.errstate(all="ignore"):
        powers = said.target.power_in(entries, given)
        total, trace = float(np.sum(powers.power)), float(np.sum(entries.multiplicity * entries.eigenvalue))
    if not isfinite(trace):
        report.at_key(SPECTRUM, f"the sum of the eigenvalues comes to {trace:g}, must be within the range of a double")
    elif not isfinite(total):
        report.at_key(TARGET, _range_message(total))
    return _task(said, entries, powers) if isfinite(trace) and isfinite(total) else None


def _task(said: Said, entries: Entries, powers: Powers) -> Built:
    positive, power = int(np.count_nonzero(entries.eigenvalue)), powers.power
    null_power, null_modes = float(np.sum(power[positive:])), float(np.sum(entries.multiplicity[positive:]))
    trace, hidden = entries.unresolved, powers.unresolved
    if trace == 0:
        null_power += hidden
    task = compressed(
        entries.eigenvalue[:positive], entries.multiplicity[:positive], power[:positive], null_power, null_modes
    )
    notes = [*entries.notes, *powers.notes]
    if null_modes > 0:
        notes.append(_null_note(len(entries) - positive, null_power, float(np.sum(power))))
    if entries.measured or task.compression_error > 0:
        notes.append(compression_note("The spectrum", len(entries), "eigenvalues", task))
    return _beside_unresolved(said, task, trace, hidden), tuple(notes)


def _beside_unresolved(said: Said, task: Task, trace: float, power: float) -> Task:
    """The task with what spectrum and target leave out of it, and what the spec adds."""
    if (more := said.spectrum.unresolved) is not None:
        trace, power = trace + more.trace, power + more.power
    return Unresolved(task, trace, power) if trace > 0 else task


def _range_message(value: float) -> str:
    return f"the target's power comes to {value:g}, must be > 0 and within the range of a double"


def _null_note(count: int, power: float, total: float) -> str:
    if power == 0:
        return f"{count} entries have eigenvalue 0 and no target power; D counts their modes."
    return (
        f"{count} entries of eigenvalue 0 hold {power / total:.3g} of the target's power, which cannot be learned and "
        "acts as label noise; D counts their modes."
    )
