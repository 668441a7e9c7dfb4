"""How every error changes with the ridge at fixed sizes: exact dlog/dlog lambda, for every random matrix.

All ingredients of the errors are functions of kappa2, so that
dlog/dlog lambda = (dlog/dlog kappa2) / (dlog lambda/dlog kappa2).
"""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.record import record
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.points import Points
from scalecalc.theory.risk.errors import Averaging, Errors, FeatureNoise, Ingredients, errors
from scalecalc.theory.risk.evaluate import ingredients
from scalecalc.theory.sloped import Sloped, held
from scalecalc.theory.solver.renormalize import Renormalized, renormalize
from scalecalc.theory.solver.sum_slopes import SumSlopes, sum_slopes


def ridge_slopes(task: Task, points: Points, design: Design = PLAIN) -> tuple[Errors[Sloped], Renormalized]:
    """Every error with its dlog/dlog lambda, shape (n,), and the solution behind it; lambda > 0."""
    with np.errstate(all="ignore"):
        solution = renormalize(task, points, design)
        change = sum_slopes(task.nodes(float(np.min(solution.kappa2))), solution.kappa2)
        speeds = _Speeds.of(solution)
        return _errors(_sloped(change, points, design, solution, speeds, speeds.ridge)), solution


def slopes_above_floor(
    change: SumSlopes, points: Points, design: Design, solution: Renormalized, delta: Floats
) -> Errors[Sloped]:
    """The same with dlog/dlog delta, where kappa2 = kappa_min + delta is given and lambda follows."""
    with np.errstate(all="ignore"):
        pace = solution.kappa2 / delta
        return _errors(_sloped(change, points, design, solution, _Speeds.of(solution), pace))


def _errors(parts: Ingredients[Sloped]) -> Errors[Sloped]:
    zero = np.zeros_like(parts.B.value)
    return errors(parts, held(zero), held(zero + 1.0))


@record
class _Speeds:
    """dlog/dlog kappa2 at n points; shape (n,).

    z, zbar: of the effective dimensions.  u, ridge: of u = kappa2/S of the layers and of lambda.
    """

    z: Floats
    zbar: Floats
    u: Floats
    ridge: Floats

    @classmethod
    def of(cls, solution: Renormalized) -> _Speeds:
        link = solution.link
        u = np.ones_like(link.z)
        for response, times in zip(link.layers, solution.stages.times, strict=True):
            u = u + times * link.z_q * response.theta_numerator / response.theta_denominator
        kept, zbar = link.kappa1 / link.u, link.z + link.extra
        fall = -(kept * link.z_q + link.extra * u) / zbar
        theta = zbar * link.samples.theta_numerator / link.samples.theta_denominator
        return cls(-link.z_q / link.z, fall, u, u / kept - theta * fall)


def _sloped(
    change: SumSlopes, points: Points, design: Design, solution: Renormalized, speeds: _Speeds, pace: Floats
) -> Ingredients[Sloped]:
    """The ingredients of the errors with their slopes over log X; pace = dlog X/dlog kappa2."""
    plain, link = ingredients(solution, points, design), solution.link
    samples, zbar = link.samples, link.z + link.extra

    def sloped(value: Floats, slope: Floats) -> Sloped:
        """A value with its dlog/dlog X, from its dlog/dlog kappa2 (`slope`)."""
        return Sloped(value, slope / pace)

    q, z_q = change.q / solution.sums.q, change.z_q / solution.sums.z_q
    weight = (samples.numerator_slope - samples.total_slope) * speeds.zbar
    return Ingredients(
        B=sloped(plain.B, change.B / solution.sums.B),
        T_B=sloped(plain.T_B, change.T_B / solution.sums.T_B),
        gamma2=sloped(plain.gamma2, q + weight),
        z_q_per_sample=sloped(plain.z_q_per_sample, z_q + weight),
        free_samples=sloped(plain.free_samples, (samples.denominator_slope - samples.total_slope) * speeds.zbar),
        noise=held(plain.noise),
        layers=[
            (sloped(a, z_q + response.numerator_slope * speeds.z), sloped(b, response.denominator_slope * speeds.z))
            for (a, b), response in zip(plain.layers, link.layers, strict=True)
        ],
        inverse_s=sloped(samples.inverse_s, -zbar * samples.theta_numerator / samples.theta_denominator * speeds.zbar),
        feature_noise=_noise(plain.feature_noise, solution, speeds, weight, pace),
        averaging=held_averaging(plain.averaging),
    )


def _noise(
    noise: FeatureNoise[Floats] | None, solution: Renormalized, speeds: _Speeds, weight: Floats, pace: Floats
) -> FeatureNoise[Sloped] | None:
    """kept = kappa1/u, lost = s/u, and extra = (zbar - z) w ~ (1 - z/N) w/u.

    weight: the slope of w, which is 1/P for independent samples.
    """
    if noise is None:
        return None
    link, width = solution.link, solution.stages.width
    unused = np.where(np.isinf(width), 0.0, link.z_q / (width * link.unused))
    return FeatureNoise(
        kept=Sloped(noise.kept, speeds.u * noise.lost / noise.kept / pace),
        lost=Sloped(noise.lost, -speeds.u / pace),
        extra=Sloped(noise.extra, (unused - speeds.u + weight) / pace),
    )


def held_averaging(how: Averaging[Floats] | None) -> Averaging[Sloped] | None:
    """The weights of an average, which do not change along the path."""
    if how is None:
        return None
    share, rest, others, overlap, apart = map(held, (how.share, how.rest, how.others, how.overlap, how.apart))
    return Averaging(share, rest, others, overlap, apart, how.same_features, how.same_samples)
