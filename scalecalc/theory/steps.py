"""How the ridge is renormalized step by step: what each stage from lambda to kappa2 makes of it, and of the error."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from scalecalc.theory.design import AdditiveNoise, Design
from scalecalc.theory.points import Bools, Floats, Points
from scalecalc.theory.renormalize import Renormalized
from scalecalc.theory.risk import Ingredients


@dataclass(frozen=True)
class Step:
    """One stage at n points; arrays of shape (n,).

    name: "samples", "feature noise" or "activation", and "features" or "layer 1", ...
    size: P, or the width.  resolved: the effective dimension that passes the stage.
    s_transform: the ridge before the stage times this is `ridge` after it.
    multiplies: the factor by which the stage multiplies the error: bias^2 times those of all layers, plus sigma^2,
    times that of the samples is the test error of a single predictor.
    """

    name: str
    size: Floats
    s_transform: Floats
    ridge: Floats
    resolved: Floats
    multiplies: Floats

    def where(self, rows: Bools, ridge: float, resolved: float, factor: float) -> Step:
        """The step with these values in some rows."""
        return replace(
            self,
            s_transform=np.where(rows, factor, self.s_transform),
            ridge=np.where(rows, ridge, self.ridge),
            resolved=np.where(rows, resolved, self.resolved),
            multiplies=np.where(rows, factor, self.multiplies),
        )


def steps_of(solution: Renormalized, points: Points, design: Design, parts: Ingredients[Floats]) -> tuple[Step, ...]:
    """lambda -> samples -> noise of the features -> last layer ... first layer -> kappa2.

    With d_l = dlog kappa2/dlog kappa of the ridge after the layers 1..l, B + (1 - d_l)(T - B) is the error of
    infinitely many samples with these layers alone.
    """
    link, gain, order = solution.link, solution.stages.gain, solution.stages.order
    ridges, inverses = [solution.kappa2], []
    slope, errors = np.ones_like(parts.B), [parts.B]  # slope: 1/d_l
    for number in order:  # from kappa2 outwards
        response = link.layers[number]
        slope = slope + solution.sums.z_q * response.pull / response.bottom
        ridges.append(ridges[-1] * response.inverse_s)
        inverses.append(response.inverse_s)
        errors.append(parts.B + (1 - 1 / slope) * parts.T_B)
    factors = [outer / inner for inner, outer in pairwise(errors)]
    names = ["features"] if len(order) == 1 else [f"layer {number + 1}" for number in range(len(order))]
    z = solution.sums.z
    steps = [
        Step(names[i], points.widths[i], 1 / inverses[i], _shown(ridges[i], solution), z, factors[i])
        for i in reversed(range(len(order)))
    ]
    zbar = z + link.extra
    if parts.feature_noise is not None:
        name = "feature noise" if isinstance(design.nonlinearity, AdditiveNoise) else "activation"
        noisy = parts.B + (1 - parts.feature_noise.kept / slope) * parts.T_B
        s_transform = link.u / link.kappa1 / gain
        steps.insert(0, Step(name, points.widths[-1], s_transform, _shown(link.u, solution), zbar, noisy / errors[-1]))
        slope = slope / parts.feature_noise.kept
    margin = parts.free_samples + _drift(parts, slope)
    s_transform = np.broadcast_to(1 / link.samples.inverse_s, z.shape)
    samples = Step("samples", points.samples, s_transform, _shown(solution.kappa1, solution), zbar, 1 / margin)
    return (samples, *steps)


def _shown(ridge: Floats, solution: Renormalized) -> Floats:
    return np.where(solution.vanishing, 0.0, ridge)


def _drift(parts: Ingredients[Floats], slope: Floats) -> Floats:
    """(zbar - q1)/P; slope: 1/d"""
    if parts.feature_noise is None:
        return parts.spread / slope
    kept = parts.feature_noise.kept
    return kept * (parts.spread / slope + parts.feature_noise.extra)
