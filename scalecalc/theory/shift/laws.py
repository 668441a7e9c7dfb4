"""The laws of errors on a test distribution whose eigenvalues fall as a power of the rank.

The formula of `response` on leading powers. With x = kappa/scale, its sums over modes are moments of powers of the rank
(`laws/ingredients`), or numbers where kappa does not tend to 0.
"""

from __future__ import annotations

import numpy as np

from scalecalc.theory.laws.asymptotics import Asymptotics
from scalecalc.theory.laws.ingredients import moment
from scalecalc.theory.leading import ONE, ZERO, Leading
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.modes.nodes import mode_sums
from scalecalc.theory.risk.errors import shares_of
from scalecalc.theory.shift.probe import PowerShift, Probe
from scalecalc.theory.shift.response import ShiftedError, averaged
from scalecalc.theory.spectra.power_law import PowerLaw
from scalecalc.theory.traced import near

_FAR = 1e16  # times the largest eigenvalue: sums over modes are their first moments there


def shifted_laws(task: PowerLaw, test: Probe, laws: Asymptotics) -> ShiftedError[Leading] | None:
    """The leading laws of the error on a test distribution along the path of `laws`; None without a simple law.

    Source: distribution shift by the deterministic equivalents of `response`, with sums as in arXiv:2405.00592.
    """
    parts, shift = laws.parts, test.listing.power_law
    if shift is None or parts.kappa is None:
        return None
    bias2, q, z_q = _shift_sums(task, test, shift, parts.kappa)
    alone, mixed, each = averaged(parts, ZERO, ONE)
    shares = shares_of(parts, ZERO, ONE)
    return ShiftedError(
        bias2,
        each * parts.T_B * (shares.layers * z_q + shares.noise),
        alone * parts.gamma2 * q + mixed * (shares.all * parts.z_q_per_sample * z_q + shares.noise_per_sample),
    )


def _shift_sums(task: PowerLaw, test: Probe, shift: PowerShift, kappa: Leading) -> tuple[Leading, Leading, Leading]:
    """B', q'/q and (z' - q')/(z - q)."""
    if kappa.order < 0 and not near(kappa.order, 0, absolute=1e-12):
        alike = Decay(1.0)
        q, z_q = (moment(shift.ratio, j, task, kappa) / moment(alike, j, task, kappa) for j in (0, 1))
        return moment(shift.own, 2, task, kappa) if shift.change is None else Leading(shift.change), q, z_q
    rises = kappa.order > 0 and not near(kappa.order, 0, absolute=1e-12)
    at = np.array([_FAR * task.largest if rises else kappa.amplitude])
    own, there = mode_sums(task.nodes(float(at[0])), at), test.sums(at)
    numbers = (there.B[0], there.q[0] / own.q[0], there.z_q[0] / own.z_q[0])
    return Leading(float(numbers[0])), Leading(float(numbers[1])), Leading(float(numbers[2]))
