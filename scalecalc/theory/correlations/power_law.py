"""Samples whose correlation matrix has eigenvalues that fall like a power."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.reading.counts import Counts
from scalecalc.reading.fields.types import LARGEST_DECAY
from scalecalc.reading.fields.values import Number
from scalecalc.theory.correlations.correlation import Correlation
from scalecalc.theory.modes.nodes import Nodes
from scalecalc.theory.numerics.powersum import power_sum
from scalecalc.theory.spectra.power_law import decaying_nodes, smooth_from

_WORDS = "with a correlation of kind power_law"


class PowerLawCorrelation(Correlation):
    """Eigenvalues t^-decay of the correlation matrix, t = 1..P, scaled to mean 1."""

    kind: Literal["power_law"]
    decay: Annotated[
        float,
        Number(f"a number > 0 and <= {LARGEST_DECAY}", minimum=0, exclusive=True, maximum=LARGEST_DECAY),
    ] = Field(description="the decay exponent of the eigenvalues of the correlation matrix")

    def check_samples(self, samples: Counts) -> None:
        samples.refuse(~np.isfinite(samples.values), _WORDS, "finite")
        samples.refuse_fractions(_WORDS, "an integer")

    def nodes(self, samples: float) -> Nodes:
        return _nodes(self.decay, samples)

    @property
    def smooth_from(self) -> float:
        return smooth_from(self.decay)

    def eigenvalues(self, samples: int) -> Floats:
        values = np.arange(1.0, samples + 1) ** -self.decay
        return np.asarray(values / values.mean())


@lru_cache(maxsize=4096)
def _nodes(decay: float, samples: float) -> Nodes:
    return decaying_nodes(decay, samples / float(power_sum(decay, 1.0, samples)), samples)
