"""GCV of samples that are correlated as those of an AR(1) process are, with label noise correlated alike."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.validation.own import OwnErrors
from scalecalc.errors import UsageError
from scalecalc.theory.correlations.ar1 import AutoregressiveCorrelation
from scalecalc.theory.risk.corr_gcv import correction

_NAME = "ar1"


def rho_of(text: str) -> float | None:
    """The correlation of successive samples that `ar1:RHO` says; None for `ar1`. Raises UsageError for other texts."""
    name, colon, given = text.partition(":")
    if name != _NAME:
        raise UsageError(f"correlation {text}: must be {_NAME}, or {_NAME}:RHO such as {_NAME}:0.5")
    if not colon:
        return None
    try:
        rho = float(given)
    except ValueError:
        rho = np.nan
    if not -1 < rho < 1:
        raise UsageError(f"correlation {text}: RHO must be a number > -1 and < 1, such as {_NAME}:0.5")
    return rho


def corr_gcv(own: OwnErrors, samples: int, rho: float) -> Floats:
    """CorrGCV in place of GCV, shape (r, g)."""
    k = AutoregressiveCorrelation(kind="ar1", rho=rho).eigenvalues(samples)
    free = own.free.tolist()
    factors = [correction(k, samples * (1 - one), one) if one == one else np.nan for one in free]  # nan: no digits
    return np.asarray(own.gcv * np.array(factors)[:, None])
