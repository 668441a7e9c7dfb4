"""Whether fewer samples show the same curves, as they must where the theory describes the data.

A part of the samples is measured at the ridges at which it would have the kappa of all samples. What is left of the
difference fluctuates as the part does, less what all samples do, of which the part is one.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalecalc.empirical.population.covariance import Residuals, residuals
from scalecalc.empirical.population.curves import Curves, curves_of
from scalecalc.empirical.population.law import Law
from scalecalc.empirical.traces import Measured

_KEPT = 1e-2  # eigenvalues of the correlation
_LEFT = 0.05  # of the directions of a part, at its smallest ridge


def departure(part: Measured, whole: Curves, law: Law, *, centred: bool) -> float:
    """How far a part of the samples shows other curves than all of them: chi^2 per degree of freedom.

    law: by which both fluctuate.  centred: whether means are taken off.
    """
    samples = part.samples - float(centred)
    shared = whole.where(whole.df1 < (1.0 - _LEFT) * samples)
    ridges = shared.kappa * (1.0 - shared.df1 / samples) * (samples / part.samples)
    few = replace(curves_of(part.at(ridges), part.samples, whole.modes, centred=centred), kurtosis=whole.kurtosis)
    mine, all_of_them = (residuals(one, law.at(one.kappa)) for one in (few, shared))
    difference = Residuals(mine.values - all_of_them.values, mine.covariance - all_of_them.covariance, mine.bias)
    off = difference.whitening(_KEPT) @ difference.values
    return float(np.mean(off * off))
