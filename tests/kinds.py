"""Random matrices, nonlinearities and correlations by short names, as tests make them."""

from __future__ import annotations

from scalecalc.theory.activations import ACTIVATIONS
from scalecalc.theory.activations.activation import Activation
from scalecalc.theory.activations.moments import Moments
from scalecalc.theory.activations.noise import AdditiveNoise
from scalecalc.theory.correlations import CORRELATIONS, Correlation
from scalecalc.theory.correlations.file import FileCorrelation
from scalecalc.theory.matrices import GAUSSIAN, WEIGHTS, Weights
from scalecalc.theory.matrices.file import FileWeights
from scalecalc.theory.modes.tasks import Modes

__all__ = ["GAUSSIAN", "AdditiveNoise"]

ORTHOGONAL = WEIGHTS.make("orthogonal")


def power_rows(decay: float) -> Weights:
    return WEIGHTS.make("power_law", decay=decay)


def measured_rows(rows: Modes) -> Weights:
    return FileWeights.of(rows)


def activation(name: str) -> Activation:
    made = ACTIVATIONS.make(name)
    assert isinstance(made, Activation)
    return made


def moments(mu1: float, mustar2: float) -> Moments:
    """Of any sign of mu1, which a spec may not have."""
    return Moments.model_construct(mu1=mu1, mustar2=mustar2)


def ar1(rho: float) -> Correlation:
    return CORRELATIONS.make("ar1", rho=rho)


def power_correlation(decay: float) -> Correlation:
    return CORRELATIONS.make("power_law", decay=decay)


def measured_correlation(entries: Modes) -> Correlation:
    return FileCorrelation.of(entries)
