"""What gradient flow and descent make of a single mode, which a test distribution weighs.

The error on a test distribution of eigenvalues eta' and weights w + Delta, in the eigenbasis of training, is
    E' = sum_k eta'_k (Delta_k + w_k f_k)^2 + sum_k (eta'_k/eta_k) (F_k + S_k) + what noise of the features adds:
squared bias, variance of the features, variance of the samples. With nodes s_i and weights a_i of the contour,
s = eta/(eta+kappa2) and t = 1 - s, and D1, D g, W, Z as in `pairs`,
    f = sum_i a_i t_i,   F = sum_ij a_i a_j V_ij,   S = sum_ij a_i a_j gam_ij (C_ij + sigma^2),
    V = (D g/Z) k W s t'/D1,   P gam = s s' + [k D g + s_xi/kappa2'] s t'/D1.
Where neither features nor samples stand in the way, f is that of the mode itself, and F = S = 0.
Source: two ridges in the static error of `theory/shift`; noise of the features is a part of all inputs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

import numpy as np

from scalecalc.arrays import Bools, Complexes, Floats
from scalecalc.record import record
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.solver.stages import Stages
from scalecalc.theory.training.crossed import Crossed, crossed
from scalecalc.theory.training.descent import Clock
from scalecalc.theory.training.states import tiled
from scalecalc.theory.training.sums import ROUNDING, Sum, total

_BELOW = 0.05  # nodes of a test distribution serve kappa down to this times the smallest
_AT_ONCE = 256  # modes


@record
class InMode:
    """For modes of r eigenvalues: 1 - f, f, F and S; shape (2 n, r)."""

    learned: Sum
    left: Sum
    features: Sum
    samples: Sum


class ByMode(Protocol):
    """What n points make of any mode; everything twice, where the second half tells how exact the first is."""

    @property
    def found(self) -> Bools:
        """Whether all equations were solved, shape (2 n,)."""

    @property
    def kappa(self) -> Floats:
        """About where modes begin to be learned, shape (2 n,)."""

    @property
    def floor(self) -> float:
        """Nodes of modes must serve kappa down to this."""

    @property
    def noise(self) -> tuple[Sum, Sum]:
        """What noise of the features adds to the variances of features and samples, shape (2 n,) each."""

    def at(self, eigenvalue: Floats) -> InMode:
        """Modes of these eigenvalues, shape (r,)."""

    def unseen(self) -> tuple[Sum, Sum]:
        """F and S of a mode of eigenvalue eta -> 0, over eta; shape (2 n,) each."""


def by_mode(task: Task, setting: Stages, noise: Floats, clock: Clock) -> Iterator[tuple[Bools, ByMode]]:
    """Rows, and what these points make of any mode, until all have had their turn."""
    idle = np.full(len(noise), setting.tau is None)
    for layer in setting.layers:
        idle &= np.isinf(layer.count)
    alone = idle & np.isinf(setting.samples.size)
    if alone.any():
        yield alone, Alone(task, setting[alone], clock[alone])
    for rows in (~alone & plain & few for plain in (idle, ~idle) for few in (clock.few, ~clock.few)):
        if rows.any():
            some = replace(setting[rows], layers=(), order=()) if idle[rows].all() else setting[rows]
            yield rows, Together(crossed(task, tiled(some, 2), np.tile(noise[rows], 2), clock[rows].contour(1)))


@record
class Alone:
    """Each mode by itself: infinitely many samples, no features in the way."""

    task: Task
    setting: Stages
    clock: Clock

    @property
    def found(self) -> Bools:
        """Nothing is to be solved."""
        return np.ones(2 * len(self.setting.ridge), dtype=bool)

    @property
    def kappa(self) -> Floats:
        """The ridge, or 1 over the time."""
        return np.tile(np.maximum(self.setting.ridge, 1 / self.clock.time), 2)

    @property
    def floor(self) -> float:
        """Of the kappa of all points."""
        return max(_BELOW * float(self.kappa.min()), self.task.smallest_kappa)

    @property
    def noise(self) -> tuple[Sum, Sum]:
        """There are no features."""
        return self.unseen()

    def at(self, eigenvalue: Floats) -> InMode:
        """Ridge and time leave r + (1 - r) e^{-ht}, with r = lambda/h."""
        curvature = eigenvalue + self.setting.ridge[:, None]
        with np.errstate(invalid="ignore"):
            share = np.where(curvature > 0, eigenvalue / curvature, 0.0)
        learned = share * self.clock.learned(curvature)
        left = (1 - share) + share * self.clock.left(curvature)
        nothing = _exact(np.zeros_like(left))
        return InMode(_exact(learned), _exact(left), nothing, nothing)

    def unseen(self) -> tuple[Sum, Sum]:
        """Nothing varies."""
        nothing = np.zeros(2 * len(self.setting.ridge))
        return Sum(nothing, nothing), Sum(nothing, nothing)


class Together:
    """All modes at once, by the pairs of the ridges of a contour."""

    def __init__(self, given: Crossed) -> None:
        both, setting = given.pairs, given.upper.stages
        self._given = given
        one, other = given.upper.link, given.states.link
        kappa, there = one.kappa2[:, :, None], other.kappa2[:, None, :]
        size = setting.samples.size[:, None, None]
        weight = given.weight / both.slope
        test = weight * (given.error + given.level) / size
        features = kappa / there * both.steep / both.sums.Z * given.blurred
        self._plain = test * both.slope
        self._mixed = test * (kappa / there * both.steep)
        self._features = weight * features
        self._noise = np.zeros_like(weight), np.zeros_like(weight)
        if setting.tau is not None:
            tau = setting.tau[:, None, None]
            blur = np.where(np.isinf(setting.width), 0.0, setting.tau / setting.width)[:, None, None] / there
            self._mixed = self._mixed + test * blur
            kept, u = other.kept[:, None, :], one.u[:, :, None] * other.u[:, None, :]
            idle = tau * one.unused[:, :, None] * both.slope / u
            self._noise = weight * blur * given.blurred, test * blur * (both.sums.Z * kept + there * idle)

    @property
    def found(self) -> Bools:
        """Whether the states were found."""
        return self._given.upper.found

    @property
    def kappa(self) -> Floats:
        """At the node that is nearest to the real axis."""
        return np.asarray(np.abs(self._given.upper.link.kappa2[:, 0]))

    @property
    def floor(self) -> float:
        """Of all states."""
        return _BELOW * float(np.abs(self._given.upper.link.kappa2[self.found]).min(initial=np.inf))

    @property
    def noise(self) -> tuple[Sum, Sum]:
        """From the noise that is in all inputs."""
        return Sum.of(self._noise[0]), Sum.of(self._noise[1])

    def at(self, eigenvalue: Floats) -> InMode:
        """By sums over pairs, some modes after others."""
        parts = [self._at(eigenvalue[i : i + _AT_ONCE]) for i in range(0, max(1, eigenvalue.size), _AT_ONCE)]
        return InMode(*(_beside([getattr(part, name) for part in parts]) for name in InMode.__match_args__))

    def unseen(self) -> tuple[Sum, Sum]:
        """There s is eta/kappa2, and t is 1."""
        over = 1 / self._given.upper.link.kappa2[:, :, None]
        return Sum.of(self._features * over), Sum.of(self._mixed * over)

    def _at(self, eigenvalue: Floats) -> InMode:
        kappa = self._given.upper.link.kappa2[:, None, :]
        eta = eigenvalue[:, None]
        with np.errstate(all="ignore"):
            s, t = eta / (eta + kappa), kappa / (eta + kappa)
        other_s, other_t = (np.concatenate([one, np.conj(one)], axis=2) for one in (s, t))
        a = self._given.weights[:, None, :]
        return InMode(
            _single(a * s),
            _single(a * t),
            _paired(s, self._features, other_t),
            total([_paired(s, self._plain, other_s), _paired(s, self._mixed, other_t)]),
        )


def _exact(values: Floats) -> Sum:
    twice = np.concatenate([values, values])
    return Sum(twice, ROUNDING * twice)


def _single(terms: Complexes) -> Sum:
    return Sum(2 * terms.real.sum(axis=2), 2 * ROUNDING * np.abs(terms).sum(axis=2))


def _paired(one: Complexes, weight: Complexes, other: Complexes) -> Sum:
    """Of (2 n, r, m), (2 n, m, m') and (2 n, r, m')."""
    value = ((one @ weight) * other).sum(axis=2).real
    return Sum(2 * value, 2 * ROUNDING * ((np.abs(one) @ np.abs(weight)) * np.abs(other)).sum(axis=2))


def _beside(parts: list[Sum]) -> Sum:
    value, rounding = (
        np.concatenate([getattr(part, name) for part in parts], axis=1) for name in ("value", "rounding")
    )
    return Sum(value, rounding)
