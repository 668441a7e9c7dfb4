"""Orthogonal weights: orthonormal rows, which know how many dimensions there are."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from typing import Any, Literal

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.reading.counts import Counts
from scalecalc.reading.text.source import path_text
from scalecalc.record import record
from scalecalc.theory.leading import ONE, ZERO, Leading, number
from scalecalc.theory.matrices.gaussian import GAUSSIAN
from scalecalc.theory.matrices.law import LayerLaw
from scalecalc.theory.matrices.response import Level, Matrix, Response, Rows
from scalecalc.theory.matrices.weights import Weights

_WORD = "with weights orthogonal"


class OrthogonalWeights(Weights):
    """Orthonormal rows."""

    plain_word = True
    equal_features = feels_inputs = wide_is_idle = True

    kind: Literal["orthogonal"]

    def check_width(self, width: Counts, inputs: Counts | None, modes: float | None) -> None:
        """No more rows than what the layer acts on has dimensions, at any point."""
        if modes is not None:
            width.refuse(width.values > modes, _WORD, f"at most {modes:.15g}, the number of modes D")
        if inputs is None:
            return
        # Two laws go together along the samples; else every width meets every other.
        most = inputs.values if width.lawful and inputs.lawful else inputs.values.min()
        wider = width.values > most
        if wider.any():
            index = int(np.argmax(wider))
            other = int(np.argmax(inputs.values < width.values[index]))
            message = (
                f"{path_text(width.path)} {_WORD}, got {width.point(index)}, "
                f"must be at most the width of the layer before, {path_text(inputs.path)}, {inputs.point(other)}"
            )
            width.at(index, message)

    def matrix(self, width: Floats, inputs: Floats) -> Matrix:
        """S = (1 - z/M)/(1 - z/N) and Theta = z/(N - z) - z/(M - z)."""
        return OrthogonalRows(width, inputs)

    def mean_variance(self, width: Floats) -> Floats:
        return np.ones_like(width)

    def law(self, width: Leading, inputs: Leading, at: float | None) -> LayerLaw:
        return OrthogonalLaw(width, inputs, at)

    def draws(
        self, rng: np.random.Generator, shape: tuple[int, int, int], dtype: type[np.floating[Any]]
    ) -> np.ndarray[Any, Any]:
        """sqrt(M/N) times N orthonormal rows in M dimensions, uniformly distributed (Haar), as columns."""
        numbers = rng.standard_normal(shape, dtype=dtype)
        q, r = np.linalg.qr(numbers)
        sign = np.where(np.diagonal(r, axis1=-2, axis2=-1) < 0, -1.0, 1.0)
        return np.asarray(q * (sign * sqrt(shape[1] / shape[2])).astype(numbers.dtype)[:, None, :])

    def row_variances(self, width: int) -> Floats:
        return np.ones(width)

    @property
    def on_endless_inputs(self) -> Weights:
        return GAUSSIAN


@record
class OrthogonalRows:
    """sqrt(M/N) times N orthonormal rows in M dimensions. With N = M nothing changes, and N does not limit z."""

    count: Floats
    inputs: Floats
    highest: float = 1.0
    lowest: float = 1.0

    @property
    def size(self) -> Floats:
        return np.where(self.count == self.inputs, np.inf, self.count)

    @property
    def steepest(self) -> Floats:
        with np.errstate(divide="ignore"):
            return np.where(self.count == self.inputs, 1.0, 1 / self._missing)

    @property
    def _ratio(self) -> Floats:
        """N/M"""
        with np.errstate(invalid="ignore"):
            return np.where(np.isinf(self.inputs), 0.0, self.count / self.inputs)

    @property
    def _missing(self) -> Floats:
        """1 - N/M"""
        with np.errstate(invalid="ignore"):
            return np.where(np.isinf(self.inputs), 1.0, (self.inputs - self.count) / self.inputs)

    def __getitem__(self, rows: Rows) -> OrthogonalRows:
        return OrthogonalRows(self.count[rows], self.inputs[rows])

    def response(self, z: Floats, free: Floats, near: Floats | None = None, level: Level | None = None) -> Response:
        del near, level
        limits = self.count != self.inputs
        unused = self._missing + self._ratio * free  # 1 - z/M
        numerator = np.where(limits, self._missing / unused / self.count, 0.0)
        slope = np.where(np.isinf(self.inputs), 0.0, -z / self.inputs / unused)
        return Response(
            inverse_s=np.where(limits, free / unused, 1.0),
            theta_numerator=numerator,
            theta_denominator=np.where(limits, free, 1.0),
            numerator_slope=np.where(limits, -slope, 0.0),
            denominator_slope=np.where(limits, -z / (self.count * free), 0.0),
            total=np.where(limits, z * numerator + free, 1.0),
            reach=unused,
            reach_slope=slope,
        )

    def steepness(self, at: Response, start: Response, change: Floats) -> Floats:
        del change
        return np.where(self.count == self.inputs, 0.0, self._missing / self.count / at.reach / start.reach)

    def equations(self, z: Floats, free: Floats, at: Response, level: Level) -> Iterator[tuple[Floats, Floats]]:
        """(1/S) [(1 - N/M) + (N/M) (1 - z/N)] = 1 - z/N"""
        del z, level
        limits = self.count != self.inputs
        unused = self._missing + self._ratio * free
        yield np.where(limits, at.inverse_s * unused, at.inverse_s), np.where(limits, free, 1.0)


@record
class OrthogonalLaw(LayerLaw):
    """1/S = (1 - z/N)/(1 - z/M)."""

    def inverse_s(self, z: Leading) -> Leading:
        if self._idle:
            return ONE
        filled = self.filled(z)
        return Leading((1 - filled) / (1 - number(z, self.inputs))) if filled < 1 else ZERO

    def near(self, z: Leading) -> Leading:
        del z
        return Leading(1 / (1 - number(self.width, self.inputs)))

    def fluctuation(self, z: Leading, z_q: Leading, slack: Leading) -> tuple[Leading, Leading]:
        per_feature = z_q / self.width
        if self._idle:
            return ZERO, ONE
        if self.filled(z) >= 1:
            return per_feature, slack / self.near(z)
        left = 1 - number(z, self.inputs)
        return per_feature * Leading((1 - number(self.width, self.inputs)) / left**2), slack

    @property
    def _idle(self) -> bool:
        """Whether it changes nothing: as many features as inputs."""
        return number(self.width, self.inputs) > 1 - 1e-12
