"""Quadratic forms v'f(A)v of a large matrix A >= 0, by the Lanczos process, each between two bounds.

k steps from v give a tridiagonal T. Its eigenvalues, with |v|^2 times the squared first components of its eigenvectors
as weights, are the nodes of the Gauss quadrature for v'f(A)v. For f = 1/(x + lambda) this is what k steps of conjugate
gradients give, for all lambda at once, and a lower bound. A node that is put at the lower end of the spectrum (Radau)
makes it an upper bound (Golub and Meurant 2010, chapters 6 and 7). Rounding spoils the orthogonality of the Lanczos
vectors, but neither the quadrature nor, in practice, the bounds (Strakos and Tichy 2002).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.definite import not_negative
from scalecalc.record import record

_ASK = 20  # steps between questions whether they are enough
_BELOW = 1e-13  # how far below 0 the spectrum may reach by rounding, in units of its largest eigenvalue


@record(eq=False)
class Quadrature:
    """Nodes and weights, shape (b, k), and those with one more node, below the spectrum, shape (b, k + 1)."""

    nodes: Floats
    weights: Floats
    more_nodes: Floats
    more_weights: Floats

    def between(self, function: Callable[[Floats], Floats]) -> tuple[Floats, Floats]:
        """The middle of the two bounds and half their distance, shape (b,); `function` is 1/(x + lambda), or affine."""
        one = np.einsum("bk,bk->b", self.weights, function(self.nodes))
        other = np.einsum("bk,bk->b", self.more_weights, function(self.more_nodes))
        return 0.5 * (one + other), 0.5 * np.abs(one - other)

    def __getitem__(self, part: slice) -> Quadrature:
        """Of some of the vectors."""
        return Quadrature(self.nodes[part], self.weights[part], self.more_nodes[part], self.more_weights[part])


@record(eq=False)
class Krylov:
    """k steps of the Lanczos process from b vectors v, each for itself.

    norms: |v|, shape (b,).  diagonal, beside: of T, shape (b, k); the last of `beside` leads out of T.
    met: the products of c given vectors with the Lanczos vectors of the last c vectors v, shape (k, c, c).
    """

    norms: Floats
    diagonal: Floats
    beside: Floats
    met: Floats

    def quadrature(self) -> Quadrature:
        """For each of the vectors. Raises DataError where A has eigenvalues below 0."""
        below = -_BELOW * max(float(np.abs(self.diagonal).max() + self.beside.max()), np.finfo(float).tiny)
        more = np.column_stack([self.diagonal, self._last(below)])
        powers = self.norms[:, None] ** 2
        (nodes, first), (more_nodes, more_first) = (
            _eigen(self.diagonal, self.beside[:, :-1]),
            _eigen(more, self.beside),
        )
        weights, more_weights = powers * first[:, 0] ** 2, powers * more_first[:, 0] ** 2
        return Quadrature(not_negative(nodes), weights, np.maximum(more_nodes, 0.0), more_weights)

    def _last(self, below: float) -> Floats:
        """The last diagonal element that gives T, one larger, the eigenvalue `below`."""
        pivots = self.diagonal[:, 0] - below
        for k in range(1, self.diagonal.shape[1]):
            pivots = self.diagonal[:, k] - below - self.beside[:, k - 1] ** 2 / pivots
        return np.asarray(below + self.beside[:, -1] ** 2 / pivots)

    def crossed(self, ridges: Floats) -> Floats:
        """u'(A + lambda)^-1 v of the given vectors u and the last c vectors v, shape (r, c, c)."""
        c = self.met.shape[2]
        last = slice(len(self.norms) - c, None)
        values, vectors = _eigen(self.diagonal[last], self.beside[last, :-1])
        shrunk = vectors[:, 0] / (values + ridges[:, None, None])
        steps = np.einsum("ckm,rcm->rck", vectors, shrunk) * self.norms[last, None]
        return np.asarray(np.einsum("kuc,rck->ruc", self.met, steps))


def _eigen(diagonal: Floats, beside: Floats) -> tuple[Floats, Floats]:
    """Of tridiagonal matrices, shape (b, k)."""
    k = diagonal.shape[1]
    whole = np.zeros((len(diagonal), k, k))
    at = np.arange(k)
    whole[:, at, at] = diagonal
    whole[:, at[1:], at[:-1]] = beside  # eigh reads what is below the diagonal
    values, vectors = np.linalg.eigh(whole)
    return values, vectors


def lanczos(
    times: Callable[[Floats], Floats], starts: Floats, given: Floats, steps: int, enough: Callable[[Krylov], bool]
) -> Krylov:
    """At most so many steps from the columns of `starts`, shape (n, b), whose last ones belong to `given`, (n, c).

    times: the product with A.  enough: is asked now and then whether to stop.
    """
    norms = np.linalg.norm(starts, axis=0)
    vectors, before, beside = _over(starts, norms), np.zeros_like(starts), np.zeros(len(norms))
    last = slice(len(norms) - given.shape[1], None)
    diagonals: list[Floats] = []
    besides: list[Floats] = []
    met: list[Floats] = []
    for step in range(steps):
        met.append(given.T @ vectors[:, last])
        new = times(vectors) - beside * before
        diagonals.append(np.einsum("nb,nb->b", vectors, new))
        new -= diagonals[-1] * vectors
        beside = np.linalg.norm(new, axis=0)
        # What is left is rounding when the process has found all that there is along v.
        beside[beside <= 1e-14 * (np.max(diagonals, axis=0) + np.max([beside, *besides], axis=0))] = 0.0
        besides.append(beside)
        before, vectors = vectors, _over(new, beside)
        found = Krylov(norms, np.transpose(diagonals), np.transpose(besides), np.array(met))
        if step % _ASK == _ASK - 1 and enough(found):
            break
    return found


def _over(vectors: Floats, norms: Floats) -> Floats:
    return np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
