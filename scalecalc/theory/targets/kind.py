"""What a kind of target is: the fields it has in a spec, the rules it keeps, and its power in each mode."""

from __future__ import annotations

from math import isinf

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.fields.types import Model
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path, path_text
from scalecalc.record import record
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.spectra.kind import Entries, Spectrum, sound


@record
class Place:
    """Where spectrum and target stand in a spec, and what is wrong there."""

    spectrum: Path
    target: Path
    report: Report

    def key(self, name: str) -> Path:
        """The path of a key of the target."""
        return (*self.target, name)

    def name(self, key: str = "") -> str:
        """The target, or a key of it, for a message."""
        return path_text((*self.target, key) if key else self.target)

    def good(self, *keys: str) -> bool:
        """Whether these keys of the target have no problem."""
        return sound(self.report, *(self.key(key) for key in keys))

    def written(self, part: Model, path: Path) -> bool:
        """Whether a part is the one written there, and does not stand in for one that has a problem as a whole."""
        return self.report.given((*path, "kind")).strip("'") == str(getattr(part, "kind", ""))


@record
class Powers:
    """The power of each entry, summed over its modes, shape (n,), that in unresolved modes, and notes."""

    power: Floats
    unresolved: float = 0.0
    notes: tuple[str, ...] = ()


class Target(Model):
    """A kind of target. A kind of one's own gives its fields, `kind` among them, and `power_in`."""

    kind: str

    def check(self, place: Place, spectrum: Spectrum) -> None:
        """Adds to the report every rule that it breaks; this one is kept by all that know no law."""
        check_finite(self, place, spectrum)

    def read(self, place: Place, folder: Folder) -> Floats | None:
        """The numbers that it gives one by one, none where a formula does; None with the problems reported."""
        return np.empty(0)

    def fits(self, given: Floats, levels: float, rows: float, place: Place) -> bool:
        """Whether it gives a number for each level, or row of a file, and reports it if not."""
        return True

    def law(self, spectrum: Decay, modes: float) -> Decay | None:
        """The law of its power, rank by rank, with eigenvalues that follow one; None where there is no such law."""
        return None

    def suits(self, entries: Entries, place: Place) -> bool:
        """Whether it makes sense with these eigenvalues; reports it if not."""
        return True

    def power_in(self, entries: Entries, given: Floats) -> Powers:
        """Its power in each entry; given: what `read` gave."""
        raise self.lacks("power_in")

    def tells_modes_apart(self, given: Floats, entries: Entries) -> bool:
        """Whether the modes of one entry have different powers, which `power_in` adds up."""
        return False

    def note(self, law: Decay) -> tuple[str, ...]:
        """What is to be said of the law."""
        return ()


def check_finite(target: Target, place: Place, spectrum: Spectrum) -> None:
    """Only what follows a law goes on forever."""
    modes = spectrum.count(place.spectrum, place.report)
    if modes is None or not isinf(modes) or not place.written(target, place.target):
        return
    message = (
        f"{place.name('kind')} is the kind of target, got {target.kind} for a spectrum with modes inf, "
        "must be power_law or exponential, or modes finite"
    )
    place.report.at_value(place.key("kind"), message)


def exactly_one(target: Target, first: str, second: str, what: str, place: Place) -> bool:
    """Whether one of two keys of the target that say the same is given; reports it if not."""
    given = [getattr(target, key) is not None for key in (first, second)]
    if all(given):
        message = f"{place.name()} has both {first} and {second}, which say the same, must be exactly one of the two"
        place.report.at_key(place.key(second), message)
    elif not any(given):
        message = f"missing key '{first}' or '{second}' in {place.name()}, {what}, must be exactly one of the two"
        place.report.at_value(place.key(first), message)
    return sum(given) == 1
