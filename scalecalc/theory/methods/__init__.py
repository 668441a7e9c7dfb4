"""Methods of training, in place of the ridge solution: one file a kind, its fields in a spec and what it answers.

`method` says what every kind answers, `METHODS` which kinds there are. `evaluate` gives the errors of a batch of
points, `decompose` their terms, `by_mode` those on a test distribution and in single modes. The mathematics is in
`theory/training`.
"""

from scalecalc.reading.fields.kinds import Kinds
from scalecalc.theory.methods.flow import GradientFlow
from scalecalc.theory.methods.gradient_descent import GradientDescent
from scalecalc.theory.methods.method import Method
from scalecalc.theory.methods.sgd import OnePassSGD

METHODS: Kinds[Method] = Kinds(GradientFlow, GradientDescent, OnePassSGD, stand_in="flow", key="method")

__all__ = ["METHODS", "Method"]
