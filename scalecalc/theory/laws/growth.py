"""A problem on its way to infinity: every matrix of a design as a leading law in X."""

from __future__ import annotations

from functools import reduce
from math import inf

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.coordinates import PerCoordinate
from scalecalc.record import record
from scalecalc.theory.leading import ONE, ZERO, Leading, number
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.matrices.law import LayerLaw
from scalecalc.theory.numerics.powersum import power_sum
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import Averaging
from scalecalc.theory.spectra.power_law import PowerLaw


@record
class Scaling(PerCoordinate[Leading]):
    """How the coordinates grow with X. A count that is infinite has amplitude inf; ridge and noise may be zero."""

    @property
    def counts(self) -> tuple[Leading, ...]:
        return (self.samples, *self.widths)


def points_along(path: Scaling, x: Floats) -> Points:
    """The points of a path at any X, counts not rounded; shape (n,)."""

    def values(law: Leading) -> Floats:
        if law.amplitude in (0.0, inf):
            return np.full(x.shape, law.amplitude)
        return np.asarray(law.amplitude * x**law.order)

    return Points.of({name: values(law) for name, law in path.named().items()})


@record
class Growth:
    """What the equation and the errors are made of.

    lambda = (u - s)(1 - zbar/P), u = kappa2 prod_l 1/S_l(z), zbar = z + (s/u)(N - z)  with N of the last layer.
    ridge: lambda over mu1^2 of an activation.  tau: N s, the noise of all features together; variance: s.
    """

    task: PowerLaw
    samples: Leading
    layers: tuple[LayerLaw, ...]
    ridge: Leading
    noise: Leading
    tau: Leading
    variance: Leading
    averaging: Averaging[Leading] | None

    @property
    def width(self) -> Leading:
        """N of the last layer."""
        return self.layers[-1].width if self.layers else Leading(inf)

    @property
    def parts(self) -> tuple[object, ...]:
        """All that the equation is made of beside the task."""
        return self.samples, self.layers, self.ridge, self.tau, self.variance

    def reduced(self, z: Leading | None = None) -> tuple[Leading, float]:
        """c and e of prod_l 1/S_l ~ c z^-e while z is far below every width."""
        coefficient, exponent = ONE, 0.0
        for layer in self.layers:
            c, e = layer.small(z)
            coefficient, exponent = coefficient * c, exponent + e
        return coefficient, exponent


def growth(task: PowerLaw, path: Scaling, design: Design, at: float | None = None) -> Growth:
    """The laws of all matrices; `at` as in LayerLaw."""
    layers = _layers(task, path, design, at)
    tau, gain = _feature_noise(task, layers, design)
    variance = tau / layers[-1].width if layers else ZERO
    ridge = path.ridge / Leading(gain)
    return Growth(task, path.samples, layers, ridge, path.noise, tau, variance, _averaging(path, design))


def _layers(task: PowerLaw, path: Scaling, design: Design, at: float | None) -> tuple[LayerLaw, ...]:
    layers = []
    inputs = Leading(task.modes)
    for weights, width in zip(design.layers(len(path.widths)), path.widths, strict=True):
        beyond = number(width, inputs) > 1  # of D modes: the power law is taken as infinite
        layers.append(weights.law(width, Leading(inf) if beyond else inputs, at))
        inputs = width
    return tuple(layers)


def _feature_noise(task: PowerLaw, layers: tuple[LayerLaw, ...], design: Design) -> tuple[Leading, float]:
    """tau = N mustar^2/mu1^2 and mu1^2."""
    if design.nonlinearity is None:
        return ZERO, 1.0

    def total() -> Leading:
        trace = Leading(task.scale * float(power_sum(task.alpha, 1, task.modes)))
        return reduce(lambda a, b: a * b, (layer.mean() for layer in layers[:-1]), trace)

    return design.nonlinearity.law(layers[-1].width, total)


def _averaging(path: Scaling, design: Design) -> Averaging[Leading] | None:
    K, how = path.members, design.ensemble
    if how is None or K is None or K == ONE:
        return None
    share = ONE / K
    overlap = 1.0 if how.draws == "features" else how.overlap
    return Averaging(
        share=share,
        rest=Leading(1 - number(share, ONE)),
        others=Leading(max(0.0, 1 - 2 * number(share, ONE))),
        overlap=Leading(overlap),
        apart=Leading(1 - overlap),
        same_features=how.draws == "samples",
        same_samples=how.draws == "features",
    )
