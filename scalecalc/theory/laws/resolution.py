"""What limits the resolution z along a path, and how far each limit lets it go, by the leading laws."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from math import inf

from scalecalc.theory.laws.growth import Growth, Scaling, growth
from scalecalc.theory.leading import ONE, Leading
from scalecalc.theory.matrices.design import PLAIN, Design
from scalecalc.theory.numerics.powersum import capacity_constant, power_sum
from scalecalc.theory.spectra.power_law import PowerLaw

# What keeps more modes from being learned. Feature noise acts through the samples, where zbar = P, or through the
# width, where u = s.
SAMPLES, RIDGE, MODES, NOTHING = "samples", "ridge", "modes", "nothing learned"
FEATURE_NOISE, WIDTH_NOISE = "feature noise", "width noise"
_SETTLING = 20  # iterations at most, for a result that depends on its own logarithms


def width_limit(layer: int) -> str:
    """Name of the limit set by the width of a layer, counted from 0."""
    return f"width {layer + 1}"


def resolution(task: PowerLaw, path: Scaling, design: Design = PLAIN, at: float | None = None) -> dict[str, Leading]:
    """The largest z that the samples, each width, the ridge and the feature noise allow, by name of the limit."""
    return bounds(growth(task, path, design, at))


def bounds(problem: Growth) -> dict[str, Leading]:
    bounds = {SAMPLES: problem.samples}
    bounds |= {width_limit(i): layer.width for i, layer in enumerate(problem.layers)}
    bounds[RIDGE] = _reached(problem, problem.ridge)
    if problem.tau.amplitude:
        bounds[FEATURE_NOISE] = _reached(problem, problem.tau / problem.samples)
        bounds[WIDTH_NOISE] = _reached(problem, problem.variance)
    return bounds


def _reached(problem: Growth, u: Leading) -> Leading:
    """The z at which kappa2 prod_l 1/S_l is u, if z is far below every width."""
    task = problem.task
    coefficient, exponent = problem.reduced()
    whole = Leading(task.scale * capacity_constant(task.alpha) ** task.alpha)
    power = 1 / (task.alpha + exponent)
    z = (whole * coefficient / u).power(power)
    for _ in range(_SETTLING):
        if not 0 < z.amplitude < inf:
            break
        before, (coefficient, _) = coefficient, problem.reduced(z)  # again, with the logarithms of N/z
        if coefficient == before:
            break
        z = (whole * coefficient / u).power(power)
    return z


def first_moments(task: PowerLaw, path: Scaling, design: Design = PLAIN, at: float | None = None) -> dict[str, Leading]:
    """The bounds z ~ sum eta/kappa2, by name, for a ridge, or noise that acts as one, above every eigenvalue.

    The sum is over infinitely many modes, as in the laws that these bounds are compared with.
    """
    problem = growth(task, path, design, at)
    trace = trace_law(replace(task, modes=inf))
    return {name: trace * mean_factor(problem) / u for name, u in lower_bounds_of_u(problem).items()}


def lower_bounds_of_u(problem: Growth) -> dict[str, Leading]:
    """The lower bounds of u: the ridge, and the feature noise through samples and width."""
    return {RIDGE: problem.ridge, FEATURE_NOISE: problem.tau / problem.samples, WIDTH_NOISE: problem.variance}


def trace_law(task: PowerLaw) -> Leading:
    return Leading(task.scale * float(power_sum(task.alpha, 1, task.modes)))


def mean_factor(problem: Growth) -> Leading:
    """prod_l 1/S_l at z -> 0."""
    return reduce(lambda a, b: a * b, (layer.mean() for layer in problem.layers), ONE)
