"""A spectrum with its target, in training or at test: laws of the rank, or entries."""

from __future__ import annotations

from math import inf, isfinite, isinf

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.shift.single import SingleModes
from scalecalc.theory.spectra import Entries, Spectrum
from scalecalc.theory.spectra.kind import LONGEST, sound
from scalecalc.theory.targets import Powers, Target
from scalecalc.theory.targets.kind import Place

_FEW = 8  # levels that are all worth a look


@record(eq=False)
class Side:
    """Eigenvalues and powers, as laws or else as entries.

    laws: of eigenvalues and powers, rank by rank.  entries, powers: where there are no laws.
    given: what the target gives one by one.
    """

    spectrum: Spectrum
    target: Target
    modes: float
    laws: tuple[Decay, Decay] | None = None
    entries: Entries | None = None
    powers: Powers | None = None
    given: Floats | None = None

    @property
    def trace(self) -> float:
        """Of unresolved modes."""
        return (0.0 if self.entries is None else self.entries.unresolved) + self.spectrum.left_out[0]

    @property
    def power(self) -> float:
        """In unresolved modes."""
        return self.hidden + self.spectrum.left_out[1]

    @property
    def hidden(self) -> float:
        """The target's power in modes that the spectrum leaves out by itself."""
        return 0.0 if self.powers is None else self.powers.unresolved

    def written_out(self) -> tuple[Entries, Floats]:
        """The entries and the power of each, of a law one per mode."""
        if self.laws is None:
            assert self.entries is not None and self.powers is not None  # there are either laws or these
            return self.entries, self.powers.power
        ranks = np.arange(1.0, self.modes + 1)
        eigenvalues, powers = self.laws
        return Entries(eigenvalues(ranks), np.ones_like(ranks)), powers(ranks)

    @property
    def rank_word(self) -> str:
        """What is counted by ranks."""
        if self.spectrum.by_degree:
            return "degree"
        several = self.entries is not None and bool(np.any(self.entries.multiplicity != 1))
        return "level" if several else "mode"

    @property
    def last(self) -> float:
        """The last rank, of those that begin at 1, or at 0 for degrees."""
        return self.modes if self.entries is None else float(len(self.entries) - self.spectrum.by_degree)

    @property
    def some_ranks(self) -> Floats:
        """Some that are worth a look: all of a few, or else powers of ten."""
        first = 0.0 if self.spectrum.by_degree else 1.0
        if self.rank_word != "mode":
            return np.arange(first, min(self.last, first + _FEW - 1) + 1)
        return np.array([rank for rank in (1.0, 10.0, 100.0) if rank <= self.last])

    def single(self, ranks: Floats) -> SingleModes:
        """The modes, or all modes of the levels, of these ranks, shape (r,). Raises UsageError for others."""
        first = 0.0 if self.spectrum.by_degree else 1.0
        for rank in ranks[(ranks < first) | (ranks > self.last)]:
            raise UsageError(
                f"there is no {self.rank_word} of rank {rank:.15g}; ranks go from {first:g} to {self.last:.15g}"
            )
        if self.laws is not None:
            return SingleModes(ranks, np.ones_like(ranks), *(law(ranks) for law in self.laws))
        entries, powers = self.written_out()
        which = (ranks - first).astype(np.intp)
        if self.spectrum.by_degree and entries.order is not None:
            which = np.argsort(entries.order)[which]
        count = entries.multiplicity[which]
        return SingleModes(ranks, count, entries.eigenvalue[which], powers[which] / count)

    def tells_modes_apart(self) -> bool:
        """Whether modes of one entry have different powers."""
        if self.entries is None or self.given is None:
            return False
        return self.target.tells_modes_apart(self.given, self.entries) and bool(np.any(self.entries.multiplicity != 1))

    def of_a_mode(self, which: NDArray[np.intp], single: bool) -> Floats:
        """The power of a mode of these entries.  single: whether they are those of modes 1, 2, ..., one by one."""
        entries, powers = self.written_out()
        if not (single and self.tells_modes_apart()):
            return np.asarray(powers[which] / entries.multiplicity[which])
        assert self.given is not None  # as it tells modes apart
        eigenvalue = entries.eigenvalue[which]
        return self.target.power_in(Entries(eigenvalue, np.ones_like(eigenvalue)), self.given).power


def side(spectrum: Spectrum, target: Target, place: Place, folder: Folder) -> Side | None:
    """What spectrum and target say of each other, or None when problems, old or found here, stand in the way."""
    report = place.report
    given = target.read(place, folder) if sound(report, place.target) else None
    if not sound(report, place.spectrum):
        return None
    law, modes = spectrum.law(), spectrum.count(place.spectrum, report)
    if law is not None:
        if given is None or modes is None:
            return None
        powers = target.law(law, modes)
        if powers is not None:
            return _by_law(Side(spectrum, target, modes, (law, powers)), place)
        if isinf(modes) or not target.fits(given, modes, modes, place) or not _short(modes, given, place):
            return None
    entries = spectrum.entries(place.spectrum, report, folder)
    if entries is None or given is None or not sound(report, place.target):
        return None
    return listed(spectrum, target, entries, given, place)


def listed(spectrum: Spectrum, target: Target, entries: Entries, given: Floats, place: Place) -> Side | None:
    """The same with these entries."""
    if not target.suits(entries, place) or not target.fits(given, len(entries), entries.rows or len(entries), place):
        return None
    with np.errstate(all="ignore"):
        powers = target.power_in(entries, given)
        total, trace = float(np.sum(powers.power)), float(np.sum(entries.multiplicity * entries.eigenvalue))
    if not isfinite(trace):
        message = f"the sum of the eigenvalues comes to {trace:g}, must be within the range of a double"
        place.report.at_key(place.spectrum, message)
    elif not isfinite(total):
        place.report.at_key(place.target, power_message(total))
    if not (isfinite(trace) and isfinite(total)):
        return None
    return Side(spectrum, target, float(np.sum(entries.multiplicity)), None, entries, powers, given)


def _by_law(found: Side, place: Place) -> Side | None:
    assert found.laws is not None  # the caller has made them
    scale = found.laws[1].scale
    if not 0 < scale < inf:
        place.report.at_key(place.target, power_message(scale))
        return None
    return found


def _short(modes: float, given: Floats, place: Place) -> bool:
    """Whether there are few enough modes to write them out, as are those a target gives one by one."""
    return bool(given.size) or writable(modes, place, "the target's power in each of")


def writable(modes: float, place: Place, what: str) -> bool:
    """Whether there are few enough modes to write them out; reports it if not."""
    if modes <= LONGEST:
        return True
    message = f"{what} {modes:.6g} modes is summed one by one, must be at most {LONGEST:,} modes"
    place.report.at_key(place.target, message)
    return False


def power_message(value: float) -> str:
    """What is wrong with a power that is no number with all its digits."""
    return f"the target's power comes to {value:g}, must be > 0 and within the range of a double"
