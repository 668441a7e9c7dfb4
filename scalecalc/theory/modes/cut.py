"""Spectra written out, mode by mode, as far as they are drawn."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record

if TYPE_CHECKING:
    from scalecalc.theory.modes.tasks import Modes


@record
class Cut:
    """The first D modes of a spectrum and the rest: eigenvalues and powers of shape (D,).

    tail, tail_power: trace and target power of the other modes.  null_power: in modes of eigenvalue 0.
    """

    eigenvalue: Floats = field(repr=False)
    power: Floats = field(repr=False)
    tail: float
    tail_power: float
    null_power: float


def expanded(eigenvalue: Floats, multiplicity: Floats, power: Floats, modes: int) -> tuple[Floats, Floats]:
    """The first `modes` modes, largest first: their eigenvalues and powers, shape (modes,) each.

    Entries of whole multiplicity are repeated. Others stand for more modes than one can tell apart: mode j is the
    entry in which rank j - 1/2 falls, and the power of an entry without a mode goes to the one after it.
    """
    ends = np.cumsum(multiplicity)
    counts = np.diff(np.rint(np.minimum(ends, modes)), prepend=0.0).astype(int)
    short = modes - int(counts.sum())
    if short > 0:
        counts[-1] += short
    share = power * np.clip((modes - (ends - multiplicity)) / multiplicity, 0.0, 1.0)
    each = np.zeros_like(power)
    owed = 0.0
    for entry in np.nonzero(share + counts)[0]:
        owed += float(share[entry])
        if counts[entry]:
            each[entry], owed = owed / counts[entry], 0.0
    return np.repeat(eigenvalue, counts), np.repeat(each, counts)


def expanded_values(entries: Modes, size: int) -> Floats:
    """Values that stand for any number of them, as `size` values, largest first; shape (size,)."""
    each = size / float(entries.multiplicity.sum())
    nothing = np.zeros_like(entries.eigenvalue)
    return expanded(entries.eigenvalue, entries.multiplicity * each, nothing, size)[0]
