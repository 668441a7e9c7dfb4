"""From kinds to the test distribution: mode by mode beside training."""

from __future__ import annotations

from dataclasses import replace
from math import isinf

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path, path_text
from scalecalc.record import record
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.problem.said import SPECTRUM, TEST, Said
from scalecalc.theory.problem.side import Side, listed, power_message, writable
from scalecalc.theory.shift.by_rank import ByRank
from scalecalc.theory.shift.listed import Listed
from scalecalc.theory.shift.probe import Probe
from scalecalc.theory.spectra import Entries, Spectrum
from scalecalc.theory.spectra.kind import sound
from scalecalc.theory.targets import Target
from scalecalc.theory.targets.kind import Place

_TARGET: Path = (*TEST, "target")
_EACH = "the shift of each of"
_ROUNDING = 1e-12  # of numbers of modes


def check_test(said: Said, report: Report) -> None:
    """Adds to the report every rule that the test distribution breaks by itself."""
    test = said.test
    if test is None:
        return
    if test.spectrum is None and test.target is None and sound(report, TEST):
        message = "test is a distribution other than that of training, got nothing, must have a spectrum or a target"
        report.at_key(TEST, message)
    place = _place(said, report)
    if test.spectrum is not None:
        test.spectrum.check(place.spectrum, report)
        if said.nonlinearity is not None and said.nonlinearity.nonlinear and sound(report, TEST):
            message = (
                "test.spectrum with features.activation, whose slope and noise change with the inputs, must be left "
                "out (test.target may stand alone)"
            )
            report.at_key(place.spectrum, message)
    if test.target is not None:
        test.target.check(place, test.spectrum or said.spectrum)


def probe(said: Said, training: Side, report: Report, folder: Folder) -> Probe | None:
    """The test distribution, or None when problems, old or found here, stand in the way.

    Data files lie relative to the folder.
    """
    if said.test is None or not sound(report, TEST):
        return None
    target, place = said.test.target, _place(said, report)
    spectrum = said.test.spectrum or said.spectrum
    law, modes = spectrum.law(), spectrum.count(place.spectrum, report)
    if training.laws is not None and law is not None and modes is not None:
        given = None if target is None else target.law(law, modes)
        if target is None or given is not None:
            found = ByRank(*training.laws, law, given, modes)
            return Probe(found, *spectrum.left_out) if _sound_laws(found, training, place) else None
    if not _finite(training, spectrum, place):
        return None
    beside = _beside(spectrum, target, training, place, folder)
    return None if beside is None else _by_entry(beside, training, place)


def _place(said: Said, report: Report) -> Place:
    assert said.test is not None  # the caller has checked
    return Place(SPECTRUM if said.test.spectrum is None else (*TEST, "spectrum"), _TARGET, report)


def _as_many(modes: float, training: Side, place: Place) -> bool:
    """Whether there are as many modes as in training; reports it if not."""
    if modes == training.modes or abs(modes - training.modes) <= _ROUNDING * training.modes:
        return True
    message = (
        f"{path_text(place.spectrum)} is in the eigenbasis of training, mode by mode, got {modes:.15g} modes, "
        f"must be {training.modes:.15g}"
    )
    place.report.at_key(place.spectrum, message)
    return False


# --- laws of the rank


def _sound_laws(found: ByRank, training: Side, place: Place) -> bool:
    """Whether there are as many modes, and sums over them; reports it if not."""
    if not _as_many(found.modes, training, place):
        return False
    if found.given is None and isinf(found.modes) and not found.own.summable:
        message = (
            f"{path_text(place.spectrum)} with modes inf, got weights of training whose power eta'_k w_k^2 has no sum, "
            "must fall faster, or be beside a test.target"
        )
        place.report.at_key(place.spectrum, message)
    elif found.given is not None and not 0 < found.given.scale < np.inf:
        place.report.at_key(place.target, power_message(found.given.scale))
    else:
        return True
    return False


# --- entries


@record(eq=False)
class _Beside:
    """What there is at test, in the order of training: entries, and the target's side unless the weights are the same.

    law: of the powers, rank by rank, if they follow one.
    """

    spectrum: Spectrum
    entries: Entries
    side: Side | None
    law: Decay | None

    @property
    def targeted(self) -> bool:
        """Whether the weights are others than those of training."""
        return self.side is not None or self.law is not None

    @property
    def apart(self) -> bool:
        """Whether modes of one entry have different powers."""
        several = bool(np.any(self.entries.multiplicity != 1))
        return (self.law is not None and several) or (self.side is not None and self.side.tells_modes_apart())

    @property
    def hidden(self) -> float:
        """The target's power in modes that the spectrum leaves out by itself."""
        return 0.0 if self.side is None else self.side.hidden

    def powers(self, which: NDArray[np.intp], single: bool) -> Floats | None:
        """eta' w'^2 of a mode in each piece; `which` entry it is of; None for the weights of training."""
        if self.law is not None:
            return self.law(np.asarray(which + 1.0, dtype=float))
        if self.side is None:
            return None
        return self.side.of_a_mode(which, single)


def _finite(training: Side, spectrum: Spectrum, place: Place) -> bool:
    """Whether all modes can be written out; reports it if not."""
    if isinf(training.modes):
        message = (
            f"{path_text(TEST)} with modes inf, got a spectrum or target of a kind that is no law of the rank, "
            "must be of kind power_law or exponential, or modes finite"
        )
        place.report.at_key(TEST, message)
        return False
    modes = spectrum.count(place.spectrum, place.report)
    if modes is not None and not _as_many(modes, training, place):
        return False
    laws = training.laws is not None or spectrum.law() is not None
    return not laws or writable(training.modes, replace(place, target=TEST), _EACH)


def _beside(spectrum: Spectrum, target: Target | None, training: Side, place: Place, folder: Folder) -> _Beside | None:
    entries = _arranged(spectrum, training, place, folder)
    if entries is None or not _as_many(float(np.sum(entries.multiplicity)), training, place):
        return None
    if target is None:
        return _Beside(spectrum, entries, None, None)
    law = spectrum.law()
    powers = None if law is None else target.law(law, training.modes)
    if powers is not None:
        return _Beside(spectrum, entries, None, powers)
    given = target.read(place, folder)
    if given is None or not sound(place.report, place.target):
        return None
    found = listed(spectrum, target, entries, given, place)
    return None if found is None else _Beside(spectrum, entries, found, None)


def _arranged(spectrum: Spectrum, training: Side, place: Place, folder: Folder) -> Entries | None:
    """The entries in the order of training: by rank if they follow a law, and else as they are written."""
    known, _ = training.written_out()
    if place.spectrum == SPECTRUM:
        return known
    found = spectrum.entries(place.spectrum, place.report, folder)
    if found is None:
        return None
    eigenvalue, multiplicity = found.as_written()
    if known.order is None or spectrum.law() is not None or len(found) == 1:
        return replace(found, eigenvalue=eigenvalue, multiplicity=multiplicity, order=None)
    if len(found) == len(known):
        order = known.order
        return replace(found, eigenvalue=eigenvalue[order], multiplicity=multiplicity[order], order=order)
    message = (
        f"{path_text(place.spectrum)} has an entry beside each of training, whose rows are in no order, got "
        f"{len(found)}, must be {len(known)}"
    )
    place.report.at_key(place.spectrum, message)
    return None


def _by_entry(test: _Beside, training: Side, place: Place) -> Probe | None:
    """Both sides in pieces of equal modes, those of eigenvalue 0 in training at the end."""
    pieces = _pieces(test, training, place)
    if pieces is None:
        return None
    entries, _ = training.written_out()
    here, there = _entry_of(entries, pieces.ends), _entry_of(test.entries, pieces.ends)
    count, eta, other = np.diff(pieces.ends, prepend=0.0), entries.eigenvalue[here], test.entries.eigenvalue[there]
    power, given = training.of_a_mode(here, pieces.single), test.powers(there, pieces.single)
    positive = int(np.count_nonzero(eta))
    seen, unseen = slice(positive), slice(positive, None)
    if given is None and not _weights_known(bool(np.any((power * other)[unseen])), test, training, place):
        return None
    with np.errstate(all="ignore"):
        ratio = other[seen] / eta[seen]
        listing = Listed(eta[seen], count[seen], ratio, power[seen] * ratio, None if given is None else given[seen])
    trace, left = (
        float((count * other)[unseen].sum()),
        float((count * (power if given is None else given))[unseen].sum()),
    )
    hidden = training.hidden if given is None else test.hidden
    more = test.spectrum.left_out
    return Probe(listing, trace + test.entries.unresolved + more[0], left + hidden + more[1])


@record
class _Pieces:
    """Up to which mode each piece reaches, shape (n,), and whether each is a single mode."""

    ends: Floats
    single: bool


def _pieces(test: _Beside, training: Side, place: Place) -> _Pieces | None:
    """Pieces in which all modes are equal, at training and at test."""
    entries, _ = training.written_out()
    ends = np.union1d(np.cumsum(entries.multiplicity), np.cumsum(test.entries.multiplicity))
    mixed = test.targeted or ends.size > len(entries)
    if not test.apart and not (mixed and training.tells_modes_apart()):
        return _Pieces(ends, False)
    if training.modes != np.rint(training.modes):
        message = (
            f"{path_text(TEST)} beside a target whose power differs from mode to mode, got {training.modes:.15g} "
            "modes, must be a whole number"
        )
        place.report.at_key(TEST, message)
        return None
    if not writable(training.modes, replace(place, target=TEST), _EACH):
        return None
    return _Pieces(np.arange(1.0, training.modes + 1), True)


def _weights_known(null: bool, test: _Beside, training: Side, place: Place) -> bool:
    """Whether the weights of training are known wherever the test looks; reports it if not.

    null: whether there is power in modes of eigenvalue 0 in training, but not at test.
    """
    if not null and (place.spectrum == SPECTRUM or training.hidden == 0):
        return True
    message = (
        f"{path_text(place.spectrum)} reaches into modes that have target power but no eigenvalue in training, "
        "so that their weights are not known, must be beside a test.target"
    )
    place.report.at_key(place.spectrum, message)
    return False


def _entry_of(entries: Entries, ends: Floats) -> NDArray[np.intp]:
    """The entry in which each piece that ends there lies."""
    return np.minimum(np.searchsorted(np.cumsum(entries.multiplicity), ends), len(entries) - 1)
