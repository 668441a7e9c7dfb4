"""Spectra entry by entry: eigenvalues with their multiplicities, written out, generated, or measured."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.datafiles import open_columns
from scalecalc.reading.fields.values import LARGEST_COUNT
from scalecalc.reading.report import Report
from scalecalc.record import record
from scalecalc.spec.model import (
    FileSpectrum,
    IsotropicSpectrum,
    LevelsSpectrum,
    PowerLawSpectrum,
    Spec,
)

_ROUND_OFF = 1e-14  # of an eigenvalue, relative to the number of them and the largest


@record
class Entries:
    """A spectrum in n entries.

    eigenvalue: shape (n,), non-increasing, zeros only at the end.  multiplicity: modes per entry, shape (n,).
    order: which row of a file each entry is, shape (n,), None where they stand in this order.  notes: about the file.
    """

    eigenvalue: Floats
    multiplicity: Floats
    order: NDArray[np.intp] | None = None
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.eigenvalue)

    def ordered(self, rows: Floats) -> Floats:
        """What stands beside the eigenvalues, row by row, in the order of the entries."""
        return rows if self.order is None else rows[self.order]

    def ranks(self) -> tuple[Floats, Floats]:
        """The first and last rank, counted from 1, of the modes of each entry."""
        last = np.cumsum(self.multiplicity)
        return np.concatenate([[1.0], last[:-1] + 1]), last


def entries(spec: Spec, report: Report, folder: Folder) -> Entries | None:
    """The spectrum's entries, or None with the problems reported when its file does not hold a spectrum.

    An isotropic spectrum is one entry, levels are one each, a file has one per row, a power law with finitely
    many modes one per mode: the caller makes sure that there are not too many.
    """
    spectrum = spec.spectrum
    if isinstance(spectrum, IsotropicSpectrum):
        return Entries(np.array([spectrum.scale]), np.array([spectrum.modes]))
    if isinstance(spectrum, LevelsSpectrum):
        values = np.array(spectrum.values)
        multiplicities = spectrum.multiplicities
        return Entries(values, np.ones_like(values) if multiplicities is None else np.array(multiplicities))
    if isinstance(spectrum, PowerLawSpectrum):
        with np.errstate(under="ignore"):
            values = spectrum.scale * np.arange(1.0, spectrum.modes + 1) ** -spectrum.alpha
        return Entries(values, np.ones_like(values))
    return _measured(spectrum, report, folder)


def _measured(spectrum: FileSpectrum, report: Report, folder: Folder) -> Entries | None:
    names = [name for name in (spectrum.column, spectrum.multiplicity) if name is not None]
    columns = open_columns(("spectrum",), spectrum, names, report, folder)
    if columns is None:
        return None
    values = columns.values[0]
    least = -_ROUND_OFF * len(values) * float(np.max(values))
    problems = columns.problems(0, (values < 0) & (values < least), lambda value: _negative(value, np.max(values)))
    if not problems and np.max(values) <= 0:
        problems += columns.problems(0, np.arange(len(values)) == 0, lambda _: "no eigenvalue is > 0, some must be")
    multiplicity = np.ones_like(values)
    if spectrum.multiplicity is not None:
        multiplicity = columns.values[1]
        good = (multiplicity >= 1) & (multiplicity <= LARGEST_COUNT) & (multiplicity == np.rint(multiplicity))
        problems += columns.problems(1, ~good, _bad_multiplicity)
    report.add(*problems)
    return None if problems else _sorted(values, multiplicity, columns.notes)


def _sorted(values: Floats, multiplicity: Floats, notes: tuple[str, ...]) -> Entries:
    """The largest first, and what is round-off around 0 as 0."""
    if (values < 0).any():
        count, lowest = np.count_nonzero(values < 0), values.min()
        notes += (f"{count} eigenvalues below 0, the lowest {lowest:.3g}, are round-off and set to 0.",)
        values = np.maximum(values, 0.0)
    if np.all(values[1:] <= values[:-1]):
        return Entries(values, multiplicity, notes=notes)
    order = np.argsort(-values, kind="stable")
    notes += ("The rows of the spectrum are sorted, largest eigenvalue first, and those of the target with them.",)
    return Entries(values[order], multiplicity[order], order, notes)


def _negative(value: float, largest: float) -> str:
    beside = f" beside {largest:.6g}" if largest > 0 else ""
    return f"a negative eigenvalue, got {value:.6g}{beside}, more than round-off around 0, must be >= 0"


def _bad_multiplicity(value: float) -> str:
    return f"a multiplicity, got {value:.6g}, must be an integer >= 1 (up to 1e60)"
