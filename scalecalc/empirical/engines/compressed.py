"""Samples of few features as fewer samples: the triangle of a QR factorization, made tile by tile."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.rows import Rows

_TILE = 1024  # rows at once, at least
_TALL = 4  # rows at once, in units of the number of features: what was found so far is taken through with them


def compressed(rows: Rows, targets: Floats, tell: Callable[[float], None]) -> tuple[Floats, Floats, Floats]:
    """R, Q'y and the products of what is left of y, for X = QR with orthonormal Q.

    X of shape (n, d), y of shape (n, c) to shapes (k, d), (k, c) and (c, c), k = min(n, d). XX' is Q RR' Q'.
    tell: is told the share of the rows that are done.
    """
    d = rows.dimension
    found = np.empty((0, d + targets.shape[1]))
    for part, tile in rows.tiles(max(_TILE, _TALL * d)):
        found = np.asarray(np.linalg.qr(np.vstack([found, np.hstack([tile, targets[part]])]), mode="r"))
        tell(part.stop / len(rows))
    left = found[d:, d:]
    return found[:d, :d], found[:d, d:], left.T @ left
