"""The error of trained weights along a path: the leading law of each part, and what rules it.

What is learned is limited by the time, z ~ C (scale t)^(1/alpha), or by what limits the ridge solution. Where the time
is the smaller, the parts are those of `population` and `data`; where it is the larger, the error is that of the ridge
solution (arXiv:2405.00592), times what the noise of the gradient makes of it. The rule t = P^l, N = P^q of theory over
time is this comparison.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from math import inf, nan
from typing import TYPE_CHECKING

from scalecalc.record import record
from scalecalc.theory.laws.asymptotics import Asymptotics, asymptotics
from scalecalc.theory.laws.growth import Scaling
from scalecalc.theory.laws.resolution import SAMPLES
from scalecalc.theory.leading import ONE, ZERO, Leading, outgrows, same, ties
from scalecalc.theory.matrices.design import Design
from scalecalc.theory.numerics.powersum import capacity_constant
from scalecalc.theory.rates.data import DATA, LABEL_NOISE, early
from scalecalc.theory.rates.population import EARLY_WIDTH, GRADIENT_NOISE, NOISE_FLOOR, TRAINING, WIDTH
from scalecalc.theory.rates.term import Term
from scalecalc.theory.regimes.names import FEATURE_VARIANCE, STEP_NOISE, THRESHOLD, TRAINING_LIMITED
from scalecalc.theory.regimes.ruling import law_regime, leaders_of, ruling_regime
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.spectra.power_law import PowerLaw

if TYPE_CHECKING:
    from scalecalc.theory.methods import Method

_SHARE = 0.01  # of the leading amplitude: less is no part of what dominates
_REGIMES = {  # of the parts while the time rules
    TRAINING: TRAINING_LIMITED,
    WIDTH: f"{FEATURE_VARIANCE}, {TRAINING_LIMITED}",
    DATA: f"sample variance, {TRAINING_LIMITED}",
    LABEL_NOISE: "noise mitigated by training",
    GRADIENT_NOISE: "gradient noise",
}

Exact = Callable[[], float]  # the error where everything that grows is infinite


@record
class Part:
    """A part of the error: its leading law, of amplitude nan where that is not known, and what rules it."""

    law: Leading
    regime: str


@record
class PathLaws:
    """The parts of the error by name, but for those that are negligible beside every power."""

    parts: dict[str, Part]

    @property
    def total(self) -> Leading:
        return reduce(lambda found, part: found + part.law, self.parts.values(), ZERO)

    @property
    def leaders(self) -> list[str]:
        """The parts that have the order of the total and a share in its amplitude that counts, the largest first."""
        total = self.total
        tied = {name: part.law.amplitude for name, part in self.parts.items() if ties(part.law, total)}
        counting = [name for name, amplitude in tied.items() if not amplitude < _SHARE * total.amplitude]
        return sorted(counting, key=lambda name: -tied[name])

    @property
    def regime(self) -> str:
        """What rules the error: the regimes of the parts that lead, each named once."""
        return " and ".join(dict.fromkeys(self.parts[name].regime for name in self.leaders))


@record
class _Setting:
    method: Method
    task: PowerLaw
    path: Scaling
    clock: Leading
    end: Asymptotics
    exact: Exact


def path_laws(method: Method, task: PowerLaw, design: Design, path: Scaling, exact: Exact) -> PathLaws | None:
    """The laws as X -> infinity, for alpha > 1 and r > 0 with D = inf; None where there is no simple law.

    exact: gives the error where everything that grows is infinite. It is asked where that is not 0.
    """
    setting = _set(method, task, design, path, exact)
    if setting is None:
        return None
    task, clock, end = setting.task, setting.clock, setting.end
    reached = (clock * Leading(task.scale)).power(1 / task.alpha) * Leading(capacity_constant(task.alpha))
    if clock.amplitude == inf or (clock.order > 0 and _constant(end.resolved)):
        return _late(setting)
    if not design.plain:
        return None
    if outgrows(reached, end.resolved):
        return _late(setting)
    if ties(reached, end.resolved):
        return _held(setting) if _constant(reached) else _tied(setting)
    return _early(setting)


def before_and_after(
    method: Method, task: PowerLaw, design: Design, path: Scaling, exact: Exact
) -> tuple[PathLaws, PathLaws] | None:
    """The laws while the time rules and those when it does not any more, along the time; else as `path_laws`."""
    setting = _set(method, task, design, path, exact)
    if setting is None or not design.plain:
        return None
    both = _early(setting), _late(setting)
    return None if both[0] is None or both[1] is None else (both[0], both[1])


def _set(method: Method, task: PowerLaw, design: Design, path: Scaling, exact: Exact) -> _Setting | None:
    task = replace(task, modes=inf)
    end = asymptotics(task, replace(path, time=None, steps=None), design)
    duration = path.steps if path.time is None else path.time
    if end is None or duration is None or duration.order < 0:
        return None
    return _Setting(method, task, path, duration * Leading(method.pace), end, exact)


def _constant(law: Leading) -> bool:
    return same(law.order, 0.0) and not same(law.amplitude, inf)


def _path(setting: _Setting) -> dict[str, Leading]:
    """What terms are powers of. Variances of several layers add: 1/N = sum 1/N_l."""
    inverse = reduce(lambda total, width: total + ONE / width, setting.path.widths, ZERO)
    return {"samples": setting.path.samples, "width": inverse.power(-1.0), "time": setting.clock}


def _held(setting: _Setting) -> PathLaws:
    """Nothing that limits the error moves: it is a constant."""
    error, end = setting.exact(), setting.end
    settled = error < 2 * float(end.errors.generalization_error.amplitude)
    regime = ruling_regime(end, leaders_of(end), setting.task) if settled else TRAINING_LIMITED
    return PathLaws({TRAINING: Part(Leading(error), regime)})


def _early(setting: _Setting) -> PathLaws | None:
    """The time rules."""
    task, path, noise = setting.task, _path(setting), setting.path.noise
    terms = setting.method.population(task, 1.0)
    if terms is None:
        return None
    parts = {one.name: one.law(path) for one in terms}
    parts[WIDTH] = parts.pop(EARLY_WIDTH, _rough_width(task).law(path))
    if NOISE_FLOOR in parts:
        parts[LABEL_NOISE] = parts.pop(NOISE_FLOOR) * noise
    if not setting.method.fresh:
        added = [(one.name, one.law(path) * (noise if one.name == LABEL_NOISE else ONE)) for one in early(task, 1.0)]
        for name, law in added:
            parts[name] = parts.get(name, ZERO) + law
    if _constant(setting.clock):
        parts = {name: replace(law, amplitude=nan) for name, law in parts.items() if law.order < 0 and law.amplitude}
        parts = {TRAINING: Leading(setting.exact()), **parts}
    regimes = _REGIMES | ({LABEL_NOISE: STEP_NOISE} if setting.method.fresh else {})
    return PathLaws({name: Part(law, regimes[name]) for name, law in parts.items() if law.amplitude})


def _rough_width(task: PowerLaw) -> Term:
    """The variance of the features at early times for r <= 1/2, of relative size t^(1/alpha)/N."""
    logs = {"time": 1.0} if same(task.source, 0.5) else {}
    return Term(WIDTH, nan, {"width": -1.0, "time": 1 / task.alpha - 2 * task.source}, logs)


def _tied(setting: _Setting) -> PathLaws | None:
    """The time limits what is learned as much as something else does. The amplitudes are not known."""
    found = _early(setting)
    if found is None:
        return None
    also = ruling_regime(setting.end, leaders_of(setting.end), setting.task)
    return PathLaws(
        {
            name: Part(
                replace(part.law, amplitude=nan), f"{part.regime} and {also}" if name == TRAINING else part.regime
            )
            for name, part in found.parts.items()
        }
    )


def _late(setting: _Setting) -> PathLaws | None:
    """Everything has relaxed: the ridge solution."""
    return _late_fresh(setting) if setting.method.fresh else _solution(setting.end, setting.task)


def _solution(end: Asymptotics, task: PowerLaw) -> PathLaws:
    laws: dict[str, Leading] = {term: getattr(end.errors, term) for term in TERMS}
    parts: dict[str, Part] = {}
    for name, terms in _groups(SAMPLES in end.limits).items():
        law = reduce(lambda a, b: a + b, (laws[term] for term in terms))
        largest = next(term for term in terms if ties(laws[term], law) or laws[term].amplitude == law.amplitude)
        if law.amplitude:
            parts[name] = Part(law, THRESHOLD if law.amplitude == inf else law_regime(largest, end, task))
    return PathLaws(parts)


def _groups(by_samples: bool) -> dict[str, tuple[str, ...]]:
    """Which terms of the ridge solution are due to what. What is missed is due to what limits the resolution."""
    missed, features = ("bias2", "var_samples"), ("var_features", "var_samples_features")
    noise = ("var_samples_noise", "var_samples_features_noise")
    if by_samples:
        return {DATA: missed, WIDTH: features, LABEL_NOISE: noise}
    return {WIDTH: (*missed, *features), LABEL_NOISE: noise}


def _late_fresh(setting: _Setting) -> PathLaws | None:
    """The error of infinitely many samples, made larger by the noise of the gradient."""
    terms = setting.method.population(setting.task, 1.0)
    if terms is None:
        return None
    regime = ruling_regime(setting.end, leaders_of(setting.end), setting.task)
    flow, noise = setting.end.errors.generalization_error, setting.path.noise
    if _constant(setting.end.resolved):
        factor = (setting.exact() + noise.amplitude) / (flow.amplitude + noise.amplitude)
        laws = {WIDTH: flow * factor, LABEL_NOISE: noise * (factor - 1)}
    else:
        known = {one.name: one.law(_path(setting)) for one in terms}
        laws = {WIDTH: known[WIDTH], LABEL_NOISE: known.get(NOISE_FLOOR, ZERO) * noise}
    regimes = {WIDTH: regime, LABEL_NOISE: STEP_NOISE}
    return PathLaws({name: Part(law, regimes[name]) for name, law in laws.items() if law.amplitude})
