"""Nonlinearities of the features: activations, one class each, and noise that is added to features.

`nonlinearity` says what every one answers, `ACTIVATIONS` which ones a spec may name.
"""

from scalecalc.reading.fields.kinds import Kinds
from scalecalc.reading.fields.types import Model
from scalecalc.theory.activations.erf import Erf
from scalecalc.theory.activations.moments import Moments
from scalecalc.theory.activations.noise import AdditiveNoise
from scalecalc.theory.activations.nonlinearity import Nonlinearity
from scalecalc.theory.activations.relu import Relu
from scalecalc.theory.activations.tanh import Tanh

ACTIVATIONS: Kinds[Model] = Kinds(Tanh, Relu, Erf, Moments, stand_in="tanh", implied="moments")

__all__ = ["ACTIVATIONS", "AdditiveNoise", "Nonlinearity"]
