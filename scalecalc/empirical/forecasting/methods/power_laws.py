"""Power laws through the leave-one-out errors of parts of the samples, with and without an error that stays."""

from __future__ import annotations

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.forecasting.gather import Evidence, Gathered
from scalecalc.empirical.forecasting.limits import Shares
from scalecalc.empirical.forecasting.methods.method import Method, Outlook
from scalecalc.empirical.forecasting.policy import RidgePolicy
from scalecalc.record import record

_EXPONENTS = np.geomspace(0.02, 4.0, 80)  # of laws with an error that stays
_ROUNDS = 5  # of closer looks at the best exponents


@record
class PowerLaw:
    """floor + amplitude * P^-exponent."""

    amplitude: float
    exponent: float
    floor: float = 0.0

    def __call__(self, samples: Floats) -> Floats:
        return np.asarray(self.floor + self.amplitude * samples**-self.exponent)


def plain_law(sizes: Floats, curve: Floats) -> PowerLaw:
    """The power law through positive errors, least squares of the logarithms."""
    slope, height = np.polyfit(np.log(sizes), np.log(curve), 1, w=_weights(sizes))
    return PowerLaw(float(np.exp(height)), -float(slope))


def floored_law(sizes: Floats, curve: Floats) -> PowerLaw:
    """The power law with an error >= 0 that stays, least squares of relative differences."""
    scale, weights = sizes[-1], _weights(sizes) / curve
    exponents = _EXPONENTS
    for _ in range(_ROUNDS):
        powers = (sizes / scale) ** -exponents[:, None]
        floors, amplitudes = _both(powers * weights, weights, curve * weights)
        misfits = (((floors[:, None] + amplitudes[:, None] * powers - curve) * weights) ** 2).sum(axis=1)
        best = int(np.argmin(misfits))
        exponent, floor, amplitude = float(exponents[best]), float(floors[best]), float(amplitudes[best])
        exponents = np.linspace(exponents[max(best - 1, 0)], exponents[min(best + 1, len(exponents) - 1)], 41)
    return PowerLaw(amplitude * scale**exponent, exponent, floor)


def _both(powers: Floats, ones: Floats, wanted: Floats) -> tuple[Floats, Floats]:
    """Amounts >= 0 of the constant and of each power, shape (e,)."""
    pp, po, oo = (powers**2).sum(axis=1), powers @ ones, ones @ ones
    pw, ow = powers @ wanted, ones @ wanted
    apart = pp * oo - po**2
    floors = np.clip((ow * pp - pw * po) / apart, 0.0, ow / oo)
    return floors, np.maximum((pw - floors * po) / pp, 0.0)


def flattening_law(sizes: Floats, curve: Floats) -> PowerLaw:
    """The law c + a/P through the larger half of the sizes: curves with a fixed ridge end so, and none flattens sooner.

    Least squares of the errors.
    """
    part = slice(len(sizes) // 2, None)
    amplitude, floor = np.polyfit(1 / sizes[part], curve[part], 1)
    return PowerLaw(float(amplitude), 1.0, float(floor))


def _weights(sizes: Floats) -> Floats:
    """Sizes are evenly spaced, and every octave is to count alike."""
    return np.asarray(1 / np.sqrt(sizes))


def _plain(evidence: Evidence, samples: Floats) -> Floats:
    """By the plain law; 0 where some errors are 0, as those of a target that is 0 without some samples."""
    if not (evidence.curve > 0).all():
        return np.zeros_like(samples)
    return plain_law(evidence.sizes, evidence.curve)(samples)


class PowerLaws(Method):
    """The mean of the laws with and without an error that stays; what stays is hard to tell from part of the data."""

    name = "power laws"

    def outlook(self, gathered: Gathered, policy: RidgePolicy, samples: Floats) -> Outlook:
        """The plain law is the steadier one, and tells the statistical error."""
        whole, laws = gathered.whole, (plain_law, floored_law, flattening_law)
        plain, floored, flattening = (law(whole.sizes, whole.curve)(samples) for law in laws)
        low, high = np.minimum(plain, floored), np.maximum(plain, floored)
        others = np.array([_plain(one, samples) for one in gathered.others])
        return Outlook(
            (plain + floored) / 2,
            low,
            high,
            flattening,
            others,
            policy.known(samples),
            np.zeros(len(samples), dtype=bool),
        )

    def shares(self, gathered: Gathered, policy: RidgePolicy) -> Shares:
        del policy
        whole = gathered.whole
        return Shares.staying(float(whole.curve[-1]), floored_law(whole.sizes, whole.curve).floor, gathered.never)
