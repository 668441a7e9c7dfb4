"""CorrGCV of draws of correlated samples."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.theory.correlations import Correlation
from scalecalc.theory.risk.corr_gcv import correction


def corr_gcv(correlation: Correlation | None, P: int, df1: Floats, free: Floats, gcv: Floats) -> Floats:
    """CorrGCV of each draw from its degrees of freedom, free = 1 - df1/P, and GCV; nan without correlation.

    df1, free: shape (draws,).  gcv, and the result: shape (draws, columns).
    """
    if correlation is None:
        return np.full_like(gcv, np.nan)
    k = correlation.eigenvalues(P)
    factors = [correction(k, *one) for one in zip(df1.tolist(), free.tolist(), strict=True)]
    return np.asarray(gcv * np.array(factors)[:, None])
