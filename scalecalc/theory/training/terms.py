"""Where the error of gradient flow and gradient descent comes from.

Predictors with two ridges s, s' may share the samples, the features, both or nothing. The mean product of their errors
is, with V, Q and the ridges as in `pairs`,
    C(s, s') = [sig + sigma^2 gam]/(1 - gam)                        both,
    sig                                                             the features,
    [k k' V + sigma^2 Q/P]/(1 - Q/P)                                the samples,
    k k' V                                                          nothing.
For s = s' the differences of these are the six static terms of arXiv:2405.00592; the double sums over the contour are
those of training. Nothing is shared by the modes of the mean predictor, so that the squared bias is a sum over them,
    sum v f^2,   f = sum_i a_i k_i/(eta + k_i) = f0 + sum_i a_i [k_i/(eta + k_i) - p_i/(eta + p_i)],   p = lambda + s,
where f0 is what training on the whole distribution leaves of a mode.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalecalc.arrays import Bools, Complexes, Floats, Indices
from scalecalc.record import record
from scalecalc.theory.modes.tasks import Task
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.solver.stages import Stages
from scalecalc.theory.training.contour import Contour
from scalecalc.theory.training.crossed import excess
from scalecalc.theory.training.descent import Clock, left_of_modes, unresolved, without_features
from scalecalc.theory.training.pairs import Pairs, Sums, pairs, sums
from scalecalc.theory.training.states import States, follow, tiled
from scalecalc.theory.training.sums import ROUNDING, Sum


@record
class Terms:
    """The terms of E_g by name, and how far they may be off; shape (n,) each."""

    value: dict[str, Floats]
    doubt: dict[str, Floats]

    @classmethod
    def blank(cls, size: int) -> Terms:
        """For results to be put in."""
        value, doubt = np.zeros((2, len(TERMS), size))
        return cls(dict(zip(TERMS, value, strict=True)), dict(zip(TERMS, doubt, strict=True)))

    def put(self, rows: Bools | Indices, part: Terms) -> None:
        """The terms of some rows into those of all."""
        for name in TERMS:
            self.value[name][rows] = part.value[name]
            self.doubt[name][rows] = part.doubt[name]


def terms(task: Task, setting: Stages, noise: Floats, clock: Clock) -> Terms:
    """The terms after training, shape (n,)."""
    result, plain = Terms.blank(len(noise)), without_features(setting)
    for rows in (rows & few for rows in (plain, ~plain) for few in (clock.few, ~clock.few)):
        if rows.any():
            some = replace(setting[rows], layers=(), order=()) if plain[rows].all() else setting[rows]
            result.put(rows, _terms(task, some, noise[rows], clock[rows]))
    return result


def _terms(task: Task, setting: Stages, noise: Floats, clock: Clock) -> Terms:
    contour, twice = clock.contour(1), tiled(setting, 2)
    upper = follow(task, twice, contour.node + twice.ridge[:, None])
    states, null = upper.mirrored(), upper.nodes.null_power
    given = sums(upper, upper, mirrored=True)
    a, b = contour.weight, np.concatenate([contour.weight, np.conj(contour.weight)], axis=1)
    weight = a[:, :, None] * b[:, None, :]
    shared = of_pairs(given, pairs(upper, states, given), twice, np.tile(noise, 2), null)
    found = {name: Sum.of(weight * part) for name, part in shared.items()}
    found["bias2"] = _bias2(upper, contour, left_of_modes(upper.nodes, setting.ridge, clock))
    compared = {name: one.compared() for name, one in found.items()}
    compared["bias2"].value[:] += null
    return Terms({k: one.value for k, one in compared.items()}, {k: one.rounding for k, one in compared.items()})


def of_pairs(given: Sums, both: Pairs, setting: Stages, noise: Floats, null: float) -> dict[str, Complexes]:
    """The variances for all pairs of ridges, shape (n, m, m'). null: the power of the target that is never learned."""
    B, gam2, level = given.V + null, given.Q / setting.samples.size[:, None, None], noise[:, None, None]
    free2 = both.free + both.lag  # 1 - Q/P
    more = both.lag / both.free / free2  # 1/(1 - gam) - 1/(1 - Q/P)
    return {
        "var_features": both.features,
        "var_samples": B * gam2 / free2,
        "var_samples_features": both.features * both.gam / both.free + B * more,
        "var_samples_noise": level * gam2 / free2,
        "var_samples_features_noise": level * more,
    }


def _bias2(states: States, contour: Contour, alone: Floats) -> Sum:
    """The squared bias in modes that can be learned. alone: f0, shape (n, nodes)."""
    eta = states.nodes.eigenvalue
    change = (states.s * excess(states))[..., None] * eta / (eta + states.link.kappa2[..., None])
    change = contour.weight[..., None] * change / (eta + states.s[..., None])
    doubt = 2 * ROUNDING * np.abs(change).sum(axis=1) + ROUNDING * np.tile(alone, (2, 1))
    f = np.tile(alone, (2, 1)) + 2 * change.real.sum(axis=1)
    power = states.nodes.power
    rounding = (2 * np.abs(f) * doubt + doubt**2) @ np.abs(power) + unresolved(states.nodes)
    return Sum(f**2 @ power, rounding)
