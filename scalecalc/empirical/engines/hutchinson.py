"""Measured data by random probes of a kernel matrix that is never held, each trace with its error.

Let A = K/n and let U be an orthonormal basis of about its largest eigenvectors. tr f(A) is the sum of u'f(A)u over U,
and the mean of z'f(A)z over probes z that are orthogonal to U, of random direction and |z|^2 = n - p (Hutchinson 1990,
with what varies most taken out first). As tr A and tr A^2 are known, so is by how much z'Az and z'A^2 z are off, and a
regression takes this off f. All quadratic forms come from one Lanczos run, at all ridges at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.engines.blocks import Products
from scalecalc.empirical.engines.lanczos import Krylov, Quadrature, lanczos
from scalecalc.empirical.traces import Traces
from scalecalc.record import record

DEFLATED = 32  # p: directions that are taken out
POWERS = 2  # how often they are multiplied by A to find them
PROBES = 32
STEPS = 100  # of the Lanczos process at most
RESOLVED = 1e-3  # relative error of a trace by steps that were not taken, above which a ridge is too small
_REACH = 1e-8  # the smallest ridge worth a further step, in units of the largest eigenvalue
_FINE = 1e-10  # relative error that is worth no further step


@record(eq=False)
class Probed:
    """Measured data by the quadratic forms of p directions, s probes and c targets.

    samples: n.  trace, squared_trace: of A.  run: of all vectors, in this order.  forms: their quadrature.
    deflated: p.  targets: c.
    """

    samples: int
    trace: float
    squared_trace: float
    run: Krylov
    forms: Quadrature
    deflated: int
    targets: int

    @property
    def largest(self) -> float:
        return float(self.forms.nodes.max())

    @property
    def smallest_ridge(self) -> float:
        """Below this, the traces are known only to more than a thousandth: more steps would be needed."""
        ridges = self.largest * np.geomspace(1e-14, 1.0, 281)
        return float(ridges[np.argmax(self._unresolved(ridges) <= RESOLVED)])

    def resolved(self) -> bool:
        """Whether no further step is worth while."""
        return bool(self._unresolved(np.array([_REACH * self.largest]))[0] <= _FINE)

    def at(self, ridges: Floats) -> Traces:
        found = np.array([self._at(ridge) for ridge in ridges]).reshape(-1, 4).T
        quadratic, error = self._quadratic(ridges)
        return Traces(ridges, found[0], found[1], quadratic, found[2], found[3], error)

    def _at(self, ridge: float) -> tuple[float, float, float, float]:
        """m and df1 at a ridge, and their errors."""
        inverse, inverse_error = self._trace(partial(_inverse, ridge))
        df1, df1_error = self._trace(partial(_learned, ridge))
        return inverse / self.samples, df1, inverse_error / self.samples, df1_error

    def _trace(self, function: Callable[[Floats], Floats]) -> tuple[float, float]:
        """tr f(A) and its error: by chance, and by steps that were not taken."""
        p, stop = self.deflated, len(self.run.norms) - self.targets
        middle, half = self.forms.between(function)
        mean, stderr = self._mean(middle[p:stop])
        return float(middle[:p].sum() + mean), float(np.hypot(stderr, half[:p].sum() + half[p:stop].mean()))

    def _mean(self, values: Floats) -> tuple[float, float]:
        """The mean over all probes that there may be, and its standard error, from those that there are."""
        first, second = self._powers
        p, stop = self.deflated, len(self.run.norms) - self.targets
        off = np.column_stack([first[p:stop], second[p:stop]])
        off -= [self.trace - first[:p].sum(), self.squared_trace - second[:p].sum()]
        off /= np.maximum(np.abs(off).max(axis=0), np.finfo(float).tiny)
        design = np.column_stack([np.ones(len(values)), off])
        inverse = np.linalg.pinv(design, rcond=1e-10)
        solution = inverse @ values
        variance = np.sum((values - design @ solution) ** 2) / max(1, len(values) - 3)
        return float(solution[0]), float(np.sqrt(variance) * np.linalg.norm(inverse[0]))

    @property
    def _powers(self) -> tuple[Floats, Floats]:
        """v'Av and v'A^2 v of all vectors."""
        squares = self.run.norms**2
        return squares * self.run.diagonal[:, 0], squares * (self.run.diagonal[:, 0] ** 2 + self.run.beside[:, 0] ** 2)

    def _quadratic(self, ridges: Floats) -> tuple[Floats, Floats]:
        """y'(A + lambda)^-1 y/n, shape (r, c, c), and the error of its trace, shape (r,)."""
        found = self.run.crossed(ridges)
        found = 0.5 * (found + found.transpose(0, 2, 1))
        targets = self.forms[slice(len(self.run.norms) - self.targets, None)]
        between = np.array([targets.between(partial(_inverse, ridge)) for ridge in ridges])
        own = np.arange(self.targets)
        found[:, own, own] = between[:, 0]
        return found / self.samples, between[:, 1].sum(axis=1) / self.samples

    def _unresolved(self, ridges: Floats) -> Floats:
        """The largest relative error of a trace by steps that were not taken, shape (r,)."""
        return np.array([max(self._errors(float(ridge))) for ridge in ridges])

    def _errors(self, ridge: float) -> list[float]:
        p, stop = self.deflated, len(self.run.norms) - self.targets
        parts = (slice(0, p), slice(p, stop), slice(stop, None))
        inverse = [self.forms[part].between(partial(_inverse, ridge)) for part in parts]
        df1 = [self.forms[part].between(partial(_learned, ridge)) for part in parts[:2]]
        weights = (1.0, 1.0 / max(1, stop - p))  # of the directions and of the probes
        found = []
        for forms in (inverse[:2], df1):
            middle, half = (sum(w * one[i].sum() for w, one in zip(weights, forms, strict=True)) for i in (0, 1))
            found.append(half / middle)
        return [*found, float(inverse[2][1].sum() / inverse[2][0].sum()) if inverse[2][0].any() else 0.0]


def _inverse(ridge: float, values: Floats) -> Floats:
    return np.asarray(1.0 / (values + ridge))


def _learned(ridge: float, values: Floats) -> Floats:
    return np.asarray(values / (values + ridge))


def vectors_of(targets: Floats | None) -> int:
    """How many vectors are multiplied by the matrix at once."""
    return DEFLATED + PROBES + (0 if targets is None else targets.shape[1])


def probed(products: Products, targets: Floats, *, probes: int = PROBES, steps: int = STEPS, seed: int = 0) -> Probed:
    """The traces of a matrix by its products. targets: shape (n, c)."""
    n = products.samples
    rng = np.random.default_rng(seed)
    p = min(DEFLATED, n // 4)
    top = rng.standard_normal((n, p))
    for _ in range(POWERS):
        top = np.linalg.qr(products.times(top))[0]
    chosen = rng.standard_normal((n, probes))
    chosen -= top @ (top.T @ chosen)
    chosen *= np.sqrt(n - p) / np.linalg.norm(chosen, axis=0)
    trace, squared_trace = products.trace(), products.squared_trace()

    def so_far(run: Krylov) -> Probed:
        return Probed(n, trace, squared_trace, run, run.quadrature(), p, targets.shape[1])

    starts = np.hstack([top, chosen, targets])
    return so_far(lanczos(products.times, starts, targets, steps, lambda run: so_far(run).resolved()))
