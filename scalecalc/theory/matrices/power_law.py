"""Weights whose row variances fall like a power of the row's number."""

from __future__ import annotations

from functools import lru_cache
from math import floor, inf, isclose, log2, pi
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.counts import Counts
from scalecalc.reading.fields.types import LARGEST_DECAY
from scalecalc.reading.fields.values import Number
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path
from scalecalc.record import record
from scalecalc.theory.leading import ONE, ZERO, Leading, log_law, number, same, ties
from scalecalc.theory.matrices.gaussian import GAUSSIAN, WhiteLaw, scaled_rows
from scalecalc.theory.matrices.law import LayerLaw
from scalecalc.theory.matrices.response import Matrix
from scalecalc.theory.matrices.row_sums import (
    continuum,
    counted,
    few,
    inverse_s_near_one,
    many,
    mean_inverse,
    near_one,
    square_sum,
)
from scalecalc.theory.matrices.structured import structured
from scalecalc.theory.matrices.weights import Weights
from scalecalc.theory.modes.nodes import Nodes
from scalecalc.theory.numerics.powersum import capacity_constant, power_sum
from scalecalc.theory.spectra.power_law import PowerLaw, decaying_nodes, smooth_from
from scalecalc.theory.traced import near

_WORDS = "with weights of kind power_law"
_OCTAVES = 16  # of kappa_F that nodes of endless rows are made for at once


class PowerLawWeights(Weights):
    """Gaussian weights of variance s_j/N in row j, s_j = j^-decay for j = 1..N."""

    kind: Literal["power_law"]
    decay: Annotated[
        float, Number(f"a number >= 0 and <= {LARGEST_DECAY} (0 is gaussian)", minimum=0, maximum=LARGEST_DECAY)
    ] = Field(description="the decay exponent of the row variances")

    def check_width(self, width: Counts, inputs: Counts | None, modes: float | None) -> None:
        """A width is a number of rows."""
        del inputs, modes
        if self.decay > 0:
            width.refuse(~np.isfinite(width.values), _WORDS, "finite, each row has its own variance")
            width.refuse_fractions(_WORDS, "an integer, each row has its own variance")

    def prepared(self, section: Path, report: Report, folder: Folder, notes: list[str]) -> Weights:
        del section, report, folder, notes
        return self if self.decay > 0 else GAUSSIAN

    def matrix(self, width: Floats, inputs: Floats) -> Matrix:
        del inputs
        return structured(width, self.nodes)

    def nodes(self, width: float) -> Nodes:
        """What stands for the row variances of a layer of N features."""
        return _nodes(self.decay, width)

    def mean_variance(self, width: Floats) -> Floats:
        return power_sum(self.decay, 1.0, width) / width

    @property
    def smooth_from(self) -> float:
        return smooth_from(self.decay)

    def law(self, width: Leading, inputs: Leading, at: float | None) -> LayerLaw:
        if width.amplitude == inf:
            return WhiteLaw(width, inputs, at)
        return PowerLawRowsLaw(width, inputs, at, self.decay)

    def law_notes(self, width: Leading, resolved: Leading) -> list[str]:
        """Where an exponent of the literature does not rule."""
        if 0.5 < self.decay < 1:
            return [_two_exponents(self.decay, width, resolved)]
        if self.decay < 1:
            return []
        text = f"Weights of decay {self.decay:g}: a larger width does not lower the variance due to the features"
        return [text + (" (but for a logarithm)." if self.decay == 1 else ".")]

    def draws(
        self, rng: np.random.Generator, shape: tuple[int, int, int], dtype: type[np.floating[Any]]
    ) -> np.ndarray[Any, Any]:
        return scaled_rows(rng.standard_normal(shape, dtype=dtype), self.row_variances(shape[-1]))

    def row_variances(self, width: int) -> Floats:
        return np.asarray(np.arange(1.0, width + 1) ** -self.decay)


@lru_cache(maxsize=4096)
def _nodes(decay: float, width: float) -> Nodes:
    return decaying_nodes(decay, 1.0, width)


def _two_exponents(a: float, width: Leading, resolved: Leading) -> str:
    """Both exponents of the features' variance in N: the exact one and the one of the published label."""
    few_learned, many_learned = 2 * (1 - a), (1 - a) / a
    turn, z = width.order * (1 - a), resolved.order
    where = "at" if isclose(z, turn, abs_tol=1e-9) else "below" if z < turn else "above"
    rules = {
        "below": f"here N^-{few_learned:.4g} rules",
        "above": f"here N^-{many_learned:.4g} rules",
        "at": "here df₁ stays at the knee, where both have the same order",
    }[where]
    return (
        f"Weights of decay a = {a:g}: the variance due to the features falls like N^-2(1-a) = N^-{few_learned:.4g} "
        f"while df₁ is below N^(1-a), in particular at fixed P, and like N^-(1-a)/a = N^-{many_learned:.4g}, the "
        f"published exponent (arXiv:2405.00592), above; {rules}."
    )


@record
class PowerLawRowsLaw(LayerLaw):
    """1/S = z kappa_F/N and Theta = q_F/(z - q_F), for s_j = j^-a.

    The sums become C_a kappa_F^(-1/a) (a > 1), N^(1-a)/((1-a) kappa_F) (a < 1) while z << N, and integrals over j/N
    where z ~ N.
    """

    decay: float

    def small(self, z: Leading | None = None) -> tuple[Leading, float]:
        """c and e of 1/S ~ c z^-e for 1 << z << N; `z` where c has a logarithm of N/z."""
        a, N = self.decay, self.width
        if self.at is not None and z is not None and near_one(a):
            value = inverse_s_near_one(a, N.at(self.at), z.at(self.at))
            e = max(0.0, a - 1)
            law = N.power(-min(a, 1.0))
            return law * Leading(value * z.at(self.at) ** e / law.at(self.at)), e
        if same(a, 1):
            return (log_law(N / z, self.at) if z is not None else ONE) / N, 0.0
        if a > 1:
            return Leading(capacity_constant(a) ** a) / N, a - 1
        return N.power(-a) * Leading(1 / (1 - a)), 0.0

    def mean(self) -> Leading:
        """The mean variance of the rows times N, sum_j s_j/N, which is 1/S at z -> 0."""
        a, N = self.decay, self.width
        if self.at is None and N.order == N.separation == 0:
            return Leading(float(power_sum(a, 1, round(N.amplitude)))) / N
        if same(a, 1):
            return log_law(N, self.at) / N
        return Leading(float(power_sum(a, 1, inf))) / N if a > 1 else self.small()[0]

    def inverse_s(self, z: Leading) -> Leading:
        filled = self.filled(z)
        if filled >= 1:
            return ZERO
        if self._countable(z):
            return Leading(z.amplitude * self._counted(z)[0]) / self.width
        if filled:
            K, _ = continuum(float(self.decay), filled)
            return Leading(filled * K) * self.width.power(-self.decay)
        if self._endless(z):
            return Leading(z.amplitude * self._counted(z)[0]) / self.width if self.decay > 1 else self.mean()
        return self.unfilled(z)

    def near(self, z: Leading) -> Leading:
        if self._countable(z):
            return Leading(mean_inverse(_nodes(float(self.decay), self.width.amplitude)))
        return self.width.power(-self.decay) * Leading(1 + self.decay)

    def fluctuation(self, z: Leading, z_q: Leading, slack: Leading) -> tuple[Leading, Leading]:
        if self.filled(z) >= 1:
            return z_q / self.width, slack / self.near(z)
        return z_q / z * self.theta(z), ONE

    def theta(self, z: Leading) -> Leading:
        """Theta, z < N."""
        filled = self.filled(z)
        if self._countable(z) or (self._endless(z) and self.decay > 1):
            return Leading(self._counted(z)[1])
        if filled:
            return Leading(continuum(float(self.decay), filled)[1])
        return self._small_theta(z)

    def unlearned(self, z: Leading) -> Leading:
        """Theta as z -> 0: q_F/z with s_j/(s_j + kappa_F) = s_j z/sum s."""
        a, N, trace = self.decay, self.width, self.mean() * self.width
        if self.at is None and N.order == N.separation == 0:
            square = Leading(float(power_sum(2 * a, 1, round(N.amplitude))))
        elif same(a, 0.5):
            square = log_law(N, self.at)
        elif a < 0.5:
            square = N.power(1 - 2 * a) * Leading(1 / (1 - 2 * a))
        else:
            square = Leading(float(power_sum(2 * a, 1, inf)))
        return z * square / trace / trace

    def knee(self) -> Leading | None:
        """z at which the two laws of Theta cross, for 1/2 < a < 1: z ~ N^(1-a)."""
        a = self.decay
        if not 0.5 < a < 1 or same(a, 0.5) or same(a, 1):
            return None
        ratio = many(a) / few(a)
        return Leading(ratio ** (a / (2 * a - 1))) * self.width.power(1 - a)

    def _countable(self, z: Leading) -> bool:
        """Whether z and N are numbers, so that the rows are to be counted."""
        return self._endless(z) and self.width.order == self.width.separation == 0

    def _endless(self, z: Leading) -> bool:
        """Whether z is a number on the way, so that it makes a difference that it is finite."""
        return self.at is None and near(z.order, 0, absolute=1e-12) and z.separation == 0 and z.logs == 0

    def _small_theta(self, z: Leading) -> Leading:
        """Theta for z << N."""
        a, N, finite = self.decay, self.width, self._endless(z)
        if same(a, 0.5):
            return z / N * Leading(0.25) * self._middle_log(z, finite)
        if a < 0.5:
            return z / N * Leading((1 - a) ** 2 / (1 - 2 * a))
        if same(a, 1):
            if finite:
                return Leading(pi**2 / 6) * z / log_law(N, None) / log_law(N, None)
            return ONE / log_law(N / z, self.at)
        if a > 1:
            return Leading(a - 1)
        few_learned = Leading(few(a)) * z * N.power(-2 * (1 - a))
        many_learned = Leading(many(a)) * (z / N).power((1 - a) / a)
        if self.at is not None:
            return min(few_learned, many_learned, key=lambda law: law.at(self.at or 1.0))
        turn = N.power(1 - a)
        if ties(z, turn):
            kappa = number(turn, z) / (1 - a)
            return Leading(square_sum(float(a), kappa)) / z
        return few_learned if number(z, turn) == 0 else many_learned

    def _middle_log(self, z: Leading, finite: bool) -> Leading:
        """The logarithm at a = 1/2: of N where kappa_F = 2 sqrt(N)/z is large, of (N/z)^2 where it is small."""
        root = self.width.power(0.5)
        below = z.at(self.at) < 2 * root.at(self.at) if self.at is not None else finite or number(z, root) == 0
        return log_law(self.width, self.at) if below else Leading(2.0) * log_law(self.width / z, self.at)

    def _counted(self, z: Leading) -> tuple[float, float]:
        """kappa_F and Theta with the rows counted, at a number z < N."""
        growing = self.width.order > 0 or self.width.separation > 0
        rows = PowerLaw(float(self.decay), 1.0, inf if growing else float(round(self.width.amplitude)), 2.0, 1.0)
        return counted(rows, z.amplitude, lambda lowest: _variances(rows, lowest))


def _variances(rows: PowerLaw, lowest: float) -> Nodes:
    """Nodes of rows for kappa_F >= lowest: all that there are, or the same ones for many kappa_F."""
    if np.isfinite(rows.modes):
        return _nodes(rows.alpha, rows.modes)
    return _endless_nodes(rows, floor(log2(lowest) / _OCTAVES))


@lru_cache(maxsize=64)
def _endless_nodes(rows: PowerLaw, step: int) -> Nodes:
    return rows.nodes(2.0 ** (_OCTAVES * step))
