"""How the ridge is renormalized step by step: what each stage from lambda to kappa2 does to it, and to the error."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.record import record
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import Ingredients
from scalecalc.theory.solver.renormalize import Renormalized


@record
class Step:
    """One stage at n points; arrays of shape (n,).

    name: "samples", "feature noise" or "activation", and "features" or "layer 1", ...
    size: P, or the width.  resolved: the effective dimension that passes the stage.
    s_transform: S.  ridge: the ridge after the stage, S times the ridge before it.
    error_factor: the factor by which the stage multiplies the error. With the product f of the factors of all other
    stages, (bias^2 f + sigma^2) times the factor of the samples is the test error of a single predictor.
    """

    name: str
    size: Floats
    s_transform: Floats
    ridge: Floats
    resolved: Floats
    error_factor: Floats

    def where(self, rows: Bools, ridge: float, resolved: float, factor: float) -> Step:
        """The step with these values in some rows."""
        return replace(
            self,
            s_transform=np.where(rows, factor, self.s_transform),
            ridge=np.where(rows, ridge, self.ridge),
            resolved=np.where(rows, resolved, self.resolved),
            error_factor=np.where(rows, factor, self.error_factor),
        )


def steps_of(solution: Renormalized, points: Points, design: Design, parts: Ingredients[Floats]) -> tuple[Step, ...]:
    """lambda -> samples -> noise of the features -> last layer ... first layer -> kappa2.

    With d_l = dlog kappa2/dlog kappa of the ridge after the layers 1..l, B + (1 - d_l)(T - B) is the error with
    infinitely many samples and these layers alone.
    """
    link, gain, order = solution.link, solution.stages.gain, solution.stages.order
    ridges, inverses = [solution.kappa2], []
    rise, errors = np.zeros_like(parts.B), [parts.B]  # rise: 1/d_l - 1
    used_up = [solution.uses_up(layer) for layer in solution.stages.layers]
    for number in order:  # from kappa2 outwards
        response = link.layers[number]
        rise = rise + solution.sums.z_q * response.theta_numerator / response.theta_denominator
        ridges.append(ridges[-1] * response.inverse_s)
        inverses.append(np.where(used_up[number], 0.0, response.inverse_s))
        errors.append(parts.B + _rest(rise) * parts.T_B)
    factors = [outer / inner for inner, outer in pairwise(errors)]
    nothing = np.zeros(parts.B.shape, dtype=bool)
    for position, number in enumerate(order if solution.null_power == 0 else ()):
        factors[position] = np.where(used_up[number] & ~nothing, np.inf, factors[position])  # the bias is 0
        nothing = nothing | used_up[number]
    names = ["features"] if len(order) == 1 else [f"layer {number + 1}" for number in range(len(order))]
    z = solution.sums.z
    steps = [
        Step(names[i], points.widths[i], 1 / inverses[i], _shown(ridges[i], solution), z, factors[i])
        for i in reversed(range(len(order)))
    ]
    zbar = z + link.extra
    if parts.feature_noise is not None:
        assert design.nonlinearity is not None  # where else would noise come from
        name = design.nonlinearity.stage
        noisy = parts.B + _rest(rise, parts.feature_noise.lost) * parts.T_B
        s_transform = 1 / link.kept / gain
        steps.insert(0, Step(name, points.widths[-1], s_transform, _shown(link.u, solution), zbar, noisy / errors[-1]))
    margin = parts.free_samples + _drift(parts, rise)
    margin = np.where(solution.uses_up(solution.stages.samples), 0.0, margin)
    s_transform = np.where(solution.uses_up(solution.stages.samples), np.inf, 1 / link.samples.inverse_s)
    samples = Step("samples", points.samples, s_transform, _shown(solution.kappa1, solution), zbar, 1 / margin)
    return (samples, *steps)


def _rest(rise: Floats, lost: Floats | float = 0.0) -> Floats:
    """1 - d"""
    return np.where(np.isinf(rise), 1.0, (lost + rise) / (1 + rise))


def _shown(ridge: Floats, solution: Renormalized) -> Floats:
    return np.where(solution.vanishing, 0.0, ridge)


def _drift(parts: Ingredients[Floats], rise: Floats) -> Floats:
    """(zbar - q1)/P; rise: 1/d0 - 1 of the layers alone"""
    if parts.feature_noise is None:
        return parts.z_q_per_sample / (1 + rise)
    kept = parts.feature_noise.kept
    return kept * (kept * parts.z_q_per_sample / (1 + rise) + parts.feature_noise.extra)
