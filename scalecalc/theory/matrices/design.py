"""The random matrices of a problem: the weights of each layer, how samples are correlated, what is averaged.

A Design says which matrices there are; how large they are at a point (P, N_l) is said by the Points. The default is the
plain case: independent samples, Gaussian weights in every layer, linear features without noise, a single predictor.
"""

from __future__ import annotations

from typing import Literal

from scalecalc.record import record
from scalecalc.theory.activations.nonlinearity import Nonlinearity
from scalecalc.theory.correlations.correlation import Correlation
from scalecalc.theory.matrices.gaussian import GAUSSIAN
from scalecalc.theory.matrices.weights import Weights

Draws = Literal["features", "samples", "both"]


@record
class Ensemble:
    """The predictor is the average of several: what each of them draws for itself.

    How many there are is a coordinate of the points. overlap: the fraction of its samples that a member shares with
    another one, where each has its own (draws samples or both); members that share all of them have overlap 1.
    """

    draws: Draws
    overlap: float = 0.0


@record
class Design:
    """Everything random but for the sizes.

    weights: one entry per layer, the first acting on the data; empty means Gaussian in every layer there is.
    nonlinearity: noise or activation of the last layer's features.  correlation: of the samples, with label noise
    that is correlated in the same way.
    """

    weights: tuple[Weights, ...] = ()
    nonlinearity: Nonlinearity | None = None
    correlation: Correlation | None = None
    ensemble: Ensemble | None = None

    def layers(self, number: int) -> tuple[Weights, ...]:
        """The weights of so many layers."""
        return self.weights or (GAUSSIAN,) * number

    @property
    def white(self) -> bool:
        """Whether all weights are white."""
        return all(weights.white for weights in self.weights)

    @property
    def plain(self) -> bool:
        """Whether every matrix is white: independent samples, Gaussian layers, linear features."""
        return self.white and self.nonlinearity is None and self.correlation is None

    @property
    def always_noisy(self) -> bool:
        """Whether features have noise that no width makes small."""
        return self.nonlinearity is not None and self.nonlinearity.always > 0


PLAIN = Design()
