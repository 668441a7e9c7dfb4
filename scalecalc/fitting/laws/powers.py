"""What laws of a floor and powers of x share: f = E + sum_t A_t exp(-sum_i a_i u_i), with u = log x from its centre."""

from __future__ import annotations

from abc import abstractmethod
from itertools import product

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.fitting.laws.law import LARGEST_EXPONENT, Law, Slopes

_STARTS = {1: 80, 2: 32, 3: 12, 4: 7}  # exponents tried of each x, by the number of x
_FEWEST_STARTS = 4
_USUAL_FALL = 2.0  # of the log of a term over the range of its x


class Powers(Law):
    """Each x has one exponent; `term_of` says in which term it is."""

    @property
    @abstractmethod
    def term_of(self) -> tuple[int, ...]:
        """The term, counted from 0 without the floor, that each x belongs to."""

    @property
    @abstractmethod
    def amplitudes(self) -> tuple[str, ...]:
        """The names of the terms' amplitudes."""

    @property
    def terms(self) -> int:
        return 1 + len(self.amplitudes)

    @property
    def parameters(self) -> tuple[str, ...]:
        return ("floor", *self.amplitudes, *(f"exponent_{name}" for name in self.names))

    def shape_bounds(self) -> tuple[Floats, Floats]:
        count = len(self.names)
        return np.zeros(count), np.full(count, LARGEST_EXPONENT)

    def grid(self) -> Floats:
        count = _STARTS.get(len(self.names), _FEWEST_STARTS)
        axes = [np.minimum(np.geomspace(0.1, 30.0, count) / span, LARGEST_EXPONENT) for span in self.span]
        return np.array(list(product(*axes)))

    def usual(self) -> list[Floats]:
        """All terms alike, each x with the same effect over its range."""
        return [np.concatenate([np.ones(self.terms), _USUAL_FALL / self.span])]

    def bases(self, eta: Floats, logs: Floats) -> Floats:
        return np.concatenate([np.ones((len(eta), 1, len(logs))), self._powers(eta, self._from_centre(logs))], axis=1)

    def slopes(self, theta: Floats, logs: Floats) -> Slopes:
        shifted, terms = self._from_centre(logs), self.terms
        powers = self._powers(theta[:, terms:], shifted)
        scaled = powers * theta[:, 1:terms, None]
        gradient = np.empty((len(theta), theta.shape[1], len(logs)))
        gradient[:, 0] = 1.0
        gradient[:, 1:terms] = powers
        for i, term in enumerate(self.term_of):
            np.multiply(scaled[:, term], -shifted[i], out=gradient[:, terms + i])

        def curved(weights: Floats) -> Floats:
            found = np.zeros((*theta.shape, theta.shape[1]))
            for i, term in enumerate(self.term_of):
                weighted = weights * gradient[:, terms + i]
                with np.errstate(divide="ignore", invalid="ignore"):
                    mixed = -np.einsum("bn,bn,n->b", weights, powers[:, term], shifted[i])
                found[:, 1 + term, terms + i] = found[:, terms + i, 1 + term] = mixed
                for j, other in enumerate(self.term_of):
                    if other == term:
                        found[:, terms + i, terms + j] = -weighted @ shifted[j]
            return found

        value = theta[:, :1] + scaled.sum(axis=1)
        return Slopes(value, gradient, curved)

    def public(self, theta: Floats) -> Floats:
        found = theta.copy()
        found[:, : self.terms] *= self.unit
        for i, term in enumerate(self.term_of):
            found[:, 1 + term] *= np.exp(theta[:, self.terms + i] * self._shift(i))
        return found

    def sums(self, values: Floats) -> tuple[Floats, Floats, Floats]:
        exponents = np.zeros((len(values), self.terms - 1, len(self.names)))
        for i, term in enumerate(self.term_of):
            exponents[:, term, i] = values[:, self.terms + i]
        return values[:, 0], values[:, 1 : self.terms], exponents

    def inside(self, name: str, value: float) -> float:
        return value / self.unit if self.index(name) < self.terms else value

    def _shift(self, i: int) -> float:
        """What is taken off log x. A given amplitude is one for raw x."""
        return 0.0 if self.amplitudes[self.term_of[i]] in self.raw else float(self.centre[i])

    def _from_centre(self, logs: Floats) -> Floats:
        """Shape (k, n)."""
        return np.ascontiguousarray((logs - [self._shift(i) for i in range(len(self.names))]).T)

    def _powers(self, eta: Floats, shifted: Floats) -> Floats:
        """Shape (b, terms - 1, n)."""
        found = np.zeros((len(eta), self.terms - 1, shifted.shape[1]))
        for i, term in enumerate(self.term_of):
            found[:, term] -= eta[:, i, None] * shifted[i]
        return np.exp(found, out=found)
