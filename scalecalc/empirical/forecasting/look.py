"""What a part of the samples says of ridge regression on it, and of the population."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.forecasting.limits import Never
from scalecalc.empirical.forecasting.population import Population
from scalecalc.empirical.gram import gram
from scalecalc.empirical.levels import fitted_levels
from scalecalc.empirical.population.curves import curves_of, informative
from scalecalc.empirical.traces import Spectral
from scalecalc.empirical.validation.own import OwnErrors, own_errors
from scalecalc.empirical.validation.sides import by_features, side
from scalecalc.errors import UsageError
from scalecalc.record import record


@record(eq=False)
class Seen:
    """One part of the samples.

    errors: of ridge regression on it.  population, never: that it shows and what is never learned, when asked for.
    """

    errors: OwnErrors
    population: Callable[[], Population]
    never: Callable[[float], Never]


class Looking:
    """Looks at parts of a dataset, whose kernel matrix is computed once, or never where there are few features.

    Raises UsageError where all samples are alike.
    """

    def __init__(self, data: Dataset) -> None:
        matrix = None if by_features(data) else gram(replace(data, center=False))
        self._modes = data.modes
        self._data = data if matrix is None else replace(data, rows=None, kernel=None, matrix=matrix)
        self.trace = self._trace(matrix)
        if not self.trace > 0:
            raise UsageError("the kernel matrix is 0: all samples are alike, and there is nothing to learn from them")

    def __call__(self, chosen: NDArray[Any], ridges: Floats) -> Seen:
        """At these samples, with these ridges > 0."""
        eigen = side(self._data.part(chosen)).eigen
        left = len(eigen) - self._data.center  # directions beside the mean's
        spectrum = Spectral(left, eigen.values, eigen.coordinates, eigen.outside.T @ eigen.outside)
        return Seen(own_errors(eigen, ridges), partial(self._population, spectrum), partial(self._never, spectrum))

    def _population(self, spectrum: Spectral) -> Population:
        ridges, modes = informative(spectrum, self._modes)
        levels = fitted_levels(spectrum.at(ridges), spectrum.trace, int(modes) if isfinite(modes) else None)
        return Population.of(levels, complete=modes < spectrum.samples)

    def _never(self, spectrum: Spectral, noise: float) -> Never:
        """noise: of the population."""
        ridges, modes = informative(spectrum, self._modes)
        return Never.of(curves_of(spectrum.at(ridges), spectrum.samples, modes), noise)

    def _trace(self, matrix: NDArray[Any] | None) -> float:
        """tr K/n."""
        if matrix is not None:
            return float(np.trace(matrix) / len(matrix) - (matrix.mean() if self._data.center else 0.0))
        assert self._data.explicit is not None  # there is one of the two
        features = self._data.explicit.taken(slice(None))
        return float(((features - features.mean(axis=0) * self._data.center) ** 2).sum() / len(features))
