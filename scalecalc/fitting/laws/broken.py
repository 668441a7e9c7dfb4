"""The broken power law: one exponent goes over into another at a break."""

from __future__ import annotations

from itertools import product

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.fitting.laws.law import LARGEST_EXPONENT, Law, Plain, Slopes
from scalecalc.fitting.laws.power import Power

_SHARPNESS = (0.01, 3.0)


class Broken(Law):
    """floor + amplitude x^-c0 (1 + (x / d)^(1/f))^(-c1 f): exponent c0 before the break d, c0 + c1 after it.

    Source: Caballero et al., arXiv:2210.14891. f is the sharpness: the smaller, the sharper.
    """

    formula = "floor + amplitude x^-c0 (1 + (x/d)^(1/f))^(-c1 f)"
    most_columns = 1
    more = "a break"
    terms = 2

    @property
    def parameters(self) -> tuple[str, ...]:
        (x,) = self.names
        return ("floor", "amplitude", f"exponent_{x}_1", f"exponent_{x}_2", f"break_{x}", "sharpness")

    @property
    def listed(self) -> tuple[str, ...]:
        (x,) = self.names
        return ("floor", "amplitude", f"break_{x}", f"exponent_{x}_1", f"exponent_{x}_2", "sharpness")

    def shape_bounds(self) -> tuple[Floats, Floats]:
        """Of c0, c1, log d and log f. A break outside the rows would be no break."""
        reach = self.span[0]
        return (
            np.array([0.0, -LARGEST_EXPONENT, -reach, np.log(_SHARPNESS[0])]),
            np.array([LARGEST_EXPONENT, LARGEST_EXPONENT, reach, np.log(_SHARPNESS[1])]),
        )

    def grid(self) -> Floats:
        reach = self.span[0]
        slopes = np.minimum(np.geomspace(0.1, 20.0, 9) / reach, LARGEST_EXPONENT)
        changes = np.concatenate([-slopes[::2], slopes])
        breaks = np.linspace(-0.4, 0.4, 7) * reach
        grid = np.array(list(product(slopes, changes, breaks, np.log([0.05, 0.3, 1.0]))))
        return np.asarray(grid[(grid[:, 0] + grid[:, 1]) > 0])

    def bases(self, eta: Floats, logs: Floats) -> Floats:
        powers = np.exp(self._log_power(eta, logs)[0])
        return np.stack([np.ones_like(powers), powers], axis=1)

    def slopes(self, theta: Floats, logs: Floats) -> Slopes:
        logarithm, first, second = self._log_power(theta[:, 2:], logs)
        power = np.exp(logarithm)
        scaled = theta[:, 1, None] * power
        gradient = np.concatenate([np.ones_like(power)[:, None], power[:, None], scaled[:, None] * first], axis=1)

        def curved(weights: Floats) -> Floats:
            found = np.zeros((*theta.shape, theta.shape[1]))
            mixed = np.einsum("bn,bin->bi", weights * power, first)
            found[:, 1, 2:] = found[:, 2:, 1] = mixed
            found[:, 2:, 2:] = (first * (weights * scaled)[:, None]) @ first.transpose(0, 2, 1)
            found[:, 2:, 2:] += np.einsum("bn,ijbn->bij", weights * scaled, second)
            return found

        return Slopes(theta[:, :1] + scaled, gradient, curved)

    def _log_power(self, eta: Floats, logs: Floats) -> tuple[Floats, Floats, Floats]:
        """h = -c0 u - c1 f log(1 + e^((u - b) / f)), shape (b, n), and its derivatives in (c0, c1, b, log f).

        Shapes (b, 4, n) and (4, 4, b, n).
        """
        u = logs[:, 0] - self._shift
        c0, c1, b, f = (eta[:, i, None] for i in range(4))
        f = np.exp(f)
        w = (u - b) / f
        soft = np.logaddexp(0.0, w)
        step = np.exp(w - soft)  # derivative of soft
        bump = step * np.exp(-soft)
        bend = f * (soft - w * step)  # derivative of f soft in log f
        u = np.broadcast_to(u, w.shape)
        first = np.stack([-u, -f * soft, c1 * step, -c1 * bend], axis=1)
        second = np.zeros((4, 4, *w.shape))
        second[1, 2] = second[2, 1] = step
        second[1, 3] = second[3, 1] = -bend
        second[2, 2] = -c1 * bump / f
        second[2, 3] = second[3, 2] = -c1 * w * bump
        second[3, 3] = -c1 * (bend + f * w * w * bump)
        return -c0 * u - c1 * f * soft, first, second

    def public(self, theta: Floats) -> Floats:
        found = theta.copy()
        found[:, :2] *= self.unit
        found[:, 1] *= np.exp(theta[:, 2] * self._shift)
        found[:, 4] = np.exp(theta[:, 4] + self._shift)
        found[:, 5] = np.exp(theta[:, 5])
        return found

    def plainer(self) -> Plain | None:
        """The power law without a break; a second exponent that is held is not put in question."""
        if self.parameters[3] in self.raw:
            return None
        given = self.raw & {"floor", "amplitude"}
        return Plain(Power(self.names, self._logs, self.unit, given), "power", (0, 1, 2))

    def inside(self, name: str, value: float) -> float:
        place = self.index(name)
        if place < self.terms:
            return value / self.unit
        return np.log(value) - self._shift * (place == 4) if place >= 4 else value

    @property
    def _shift(self) -> float:
        """What is taken off log x. A given amplitude is one for raw x."""
        return 0.0 if "amplitude" in self.raw else float(self.centre[0])
