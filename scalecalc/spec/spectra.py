"""Spectra entry by entry: eigenvalues with their multiplicities, written out, generated, or measured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scalecalc.spec.datafiles import open_columns
from scalecalc.spec.model import (
    FileSpectrum,
    FileTarget,
    IsotropicSpectrum,
    LevelsSpectrum,
    PowerLawSpectrum,
    Spec,
)
from scalecalc.spec.report import Report
from scalecalc.spec.values import LARGEST_COUNT
from scalecalc.theory.points import Floats


@dataclass(frozen=True)
class Entries:
    """A spectrum in n entries.

    eigenvalue: shape (n,), non-increasing, zeros only at the end.  multiplicity: modes per entry, shape (n,).
    """

    eigenvalue: Floats
    multiplicity: Floats

    def __len__(self) -> int:
        return len(self.eigenvalue)

    def ranks(self) -> tuple[Floats, Floats]:
        """The first and last rank, counted from 1, of the modes of each entry."""
        last = np.cumsum(self.multiplicity)
        return np.concatenate([[1.0], last[:-1] + 1]), last


def entries(spec: Spec, report: Report, base: Path) -> Entries | None:
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
    return _measured(spectrum, spec, report, base)


def _measured(spectrum: FileSpectrum, spec: Spec, report: Report, base: Path) -> Entries | None:
    names = [name for name in (spectrum.column, spectrum.multiplicity) if name is not None]
    columns = open_columns(("spectrum",), spectrum, names, report, base)
    if columns is None:
        return None
    values = columns.values[0]
    multiplicity = columns.values[1] if spectrum.multiplicity is not None else np.ones_like(values)
    problems = columns.problems(0, values < 0, _negative)
    rises = np.zeros(len(values), dtype=bool)
    np.greater(values[1:], values[:-1], out=rises[1:])
    if np.count_nonzero(rises) and not np.any(values[1:] < values[:-1]):
        rises[2:] = False
        problems += columns.problems(0, rises, _ascending)
    elif rises.any():
        problems += columns.problems(0, rises, _unsorted)
    if not _zeros_allowed(spec, report):
        problems += columns.problems(0, values == 0, _zero)
    elif not values.any():
        problems += columns.problems(
            0, np.arange(len(values)) == 0, lambda _: "all eigenvalues are 0, some must be > 0"
        )
    if spectrum.multiplicity is not None:
        good = (multiplicity >= 1) & (multiplicity <= LARGEST_COUNT) & (multiplicity == np.rint(multiplicity))
        problems += columns.problems(1, ~good, _bad_multiplicity)
    report.add(*problems)
    return None if problems else Entries(values, multiplicity)


def _zeros_allowed(spec: Spec, report: Report) -> bool:
    """Whether the target says what power modes of eigenvalue 0 have; given the benefit of the doubt."""
    if not report.good(("target",)):
        return True
    return isinstance(spec.target, FileTarget) and spec.target.column_is == "power"


def _negative(value: float) -> str:
    return f"a negative eigenvalue, got {value:.6g}, must be > 0 (leave out what is round-off around 0)"


def _ascending(_: float) -> str:
    return "the eigenvalues are in ascending order, must be in decreasing order (turn the file round)"


def _unsorted(value: float) -> str:
    return f"larger than the eigenvalue before it, got {value:.6g}, must be in decreasing order"


def _zero(_: float) -> str:
    return (
        "an eigenvalue 0, must be > 0 (zeros at the end are possible with a target of kind file with "
        "column_is: power, which says how much of the target lies there)"
    )


def _bad_multiplicity(value: float) -> str:
    return f"a multiplicity, got {value:.6g}, must be an integer >= 1 (up to 1e60)"
