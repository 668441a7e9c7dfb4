"""The random matrices of a problem: how feature weights are drawn, how samples are correlated, what is averaged.

A Design says which matrices there are; how large they are at a point (P, N_l) is said by the Points, and what they do
to the ridge by their S-transforms (`matrices`). The default is the plain case: independent samples, Gaussian weights in
every layer, linear features without noise, a single predictor.
"""

from __future__ import annotations

from typing import Literal

from scalecalc.record import record
from scalecalc.theory.spectra.tasks import Modes

Draws = Literal["features", "samples", "both"]


@record
class Gaussian:
    """Independent Gaussian entries of variance 1/N."""


@record
class Orthogonal:
    """sqrt(M/N) times N orthonormal rows in M dimensions, M being what the layer acts on; N <= M."""


@record
class PowerLawRows:
    """Gaussian entries of variance s_j/N in row j, s_j = j^-decay, j = 1..N, not normalised; decay > 0."""

    decay: float


@record(eq=False)  # an array has no hash
class MeasuredRows:
    """Gaussian entries of variance s_j/N in row j, with the s_j of a file, whose number N is `rows.modes`."""

    rows: Modes


Weights = Gaussian | Orthogonal | PowerLawRows | MeasuredRows


@record
class AdditiveNoise:
    """Each feature of each sample, in training and test, has independent noise of this variance sigma_xi^2."""

    variance: float


@record
class Activation:
    """Features phi(F^T x), less their mean, by Gaussian equivalence; the pre-activations have variance Tr Sigma/N."""

    name: Literal["tanh", "relu", "erf"]


@record
class ActivationMoments:
    """Features mu1 F^T x + mustar xi: an activation given by its moments.

    mu1 = E phi'(h) (not 0), mustar2 = mustar^2 = E phi^2 - (E phi)^2 - mu1^2 E h^2 >= 0.
    """

    mu1: float
    mustar2: float


Nonlinearity = AdditiveNoise | Activation | ActivationMoments


@record
class Autoregressive:
    """Stationary AR(1) samples: correlation rho^|t-s| between samples t and s, -1 < rho < 1."""

    rho: float


@record
class PowerLawCorrelation:
    """Eigenvalues of the samples' correlation matrix k_t ~ t^-decay, t = 1..P, scaled to mean 1; decay > 0."""

    decay: float


@record(eq=False)  # an array has no hash
class MeasuredCorrelation:
    """Eigenvalues of the samples' correlation matrix distributed like these entries, which have mean 1."""

    eigenvalues: Modes


Correlation = Autoregressive | PowerLawCorrelation | MeasuredCorrelation


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

    @property
    def plain(self) -> bool:
        """Whether every matrix is white: independent samples, Gaussian layers, linear features."""
        white = all(isinstance(weights, Gaussian) for weights in self.weights)
        return white and self.nonlinearity is None and self.correlation is None


PLAIN = Design()
