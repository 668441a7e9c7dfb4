"""The learning curve of this package's theory: ridge regression, or random features, on a power-law task."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.errors import DataError, UsageError
from scalecalc.fitting.laws.box import Box
from scalecalc.fitting.laws.law import Combined, Law, Slopes
from scalecalc.theory.points import Points
from scalecalc.theory.risk.evaluate import evaluate
from scalecalc.theory.spectra.power_law import PowerLaw
from scalecalc.wording import did_you_mean

_COLUMNS = ("samples", "width", "ridge")
_WITHOUT_NOISE = "generalization_error"  # the name of losses that leave the label noise out
_LOW, _HIGH = np.array([1.01, 0.02]), np.array([8.0, 3.0])  # of alpha and r
_FINE = 0.02  # half the width of the last box, relative


class Theory(Law):
    """scale * signal(alpha, r) + noise * gain(alpha, r) at samples P, width N and ridge lambda.

    Eigenvalues k^-alpha and target powers scale k^-(2 alpha r + 1), k = 1, 2, ...; noise is sigma^2. The curve is that
    of the test error, which contains sigma^2, unless the column is called generalization_error.

    It is exact at the nodes of a grid of (alpha, r), and interpolated between them: over all of it at first, then over
    ever smaller boxes around the optimum, until the interpolation is exact to rounding.
    """

    formula = "the test error of ridge regression on a power-law task"
    terms = 2
    parameters = ("scale", "noise", "alpha", "r")
    listed = ("alpha", "r", "noise", "scale")
    may_be_zero = frozenset({"ridge"})
    all_must_vary = False
    resources: ClassVar[frozenset[str] | None] = frozenset({"samples", "width"})

    @classmethod
    def check(cls, names: Sequence[str]) -> None:
        for name in names:
            if name not in _COLUMNS:
                hint = did_you_mean(name, _COLUMNS) or ","
                raise UsageError(f"the law theory has no x {name!r}{hint} must be one of {', '.join(_COLUMNS)}")
        if "samples" not in names:
            raise UsageError("the law theory takes the x samples, and width and ridge where there are such")

    def __init__(
        self,
        names: Sequence[str],
        logs: Floats,
        unit: float,
        raw: frozenset[str] = frozenset(),
        loss: str = "",
        box: Box | None = None,
    ) -> None:
        self._box = Box.around(_LOW, _HIGH, 12) if box is None else box
        self._with_noise = loss != _WITHOUT_NOISE
        self._given = (tuple(names), logs, unit, raw, loss)
        super().__init__(names, logs, unit, raw, loss)

    def shape_bounds(self) -> tuple[Floats, Floats]:
        return self._box.low, self._box.high

    def grid(self) -> Floats:
        return self._box.nodes[:: max(1, len(self._box.nodes) // 169)]

    def bases(self, eta: Floats, logs: Floats) -> Floats:
        """By the theory itself where eta are few."""
        if logs is self._logs or len(eta) > len(self._box.nodes):
            found = np.exp(self._box.values(eta, self._coefficients(logs)))
            return np.asarray(found.reshape(len(eta), 2, -1))
        return np.stack([self._solved(one, logs) for one in eta])

    @cached_property
    def _at_rows(self) -> Floats:
        return self._interpolated(self._logs)

    def slopes(self, theta: Floats, logs: Floats) -> Slopes:
        found = self._box.slopes(theta[:, 2:], self._coefficients(logs))
        h, d1, d2 = (part.reshape(*part.shape[:-1], 2, -1) for part in found)
        basis = np.exp(h)
        scaled = basis * theta[:, :2, None]
        gradient = np.concatenate([basis, (scaled[:, None] * d1).sum(axis=2)], axis=1)

        def curved(weights: Floats) -> Floats:
            found = np.zeros((len(theta), 4, 4))
            mixed = np.einsum("bn,btn,bitn->bti", weights, basis, d1)
            found[:, :2, 2:] = mixed
            found[:, 2:, :2] = mixed.transpose(0, 2, 1)
            found[:, 2:, 2:] = np.einsum("bn,btn,bitn,bjtn->bij", weights, scaled, d1, d1)
            found[:, 2:, 2:] += np.einsum("bn,btn,bijtn->bij", weights, scaled, d2)
            return found

        return Slopes(scaled.sum(axis=1), gradient, curved)

    def _coefficients(self, logs: Floats) -> Floats:
        if logs is self._logs:
            return self._at_rows
        return self._interpolated(logs)

    def _interpolated(self, logs: Floats) -> Floats:
        """Logs of signal and gain as coefficients of the box, shape (nodes, 2 n)."""
        solved = np.stack([self._solved(node, logs).ravel() for node in self._box.nodes])
        if not np.isfinite(solved).all():
            raise DataError(
                "the theory is infinite where samples and width are equal and the ridge is 0: leave them out"
            )
        return self._box.coefficients(np.log(np.maximum(solved, 1e-300)))

    def _solved(self, eta: Floats, logs: Floats) -> Floats:
        """Signal and gain by the theory, shape (2, n)."""
        alpha, r = eta.tolist()
        x = {name: np.exp(values) for name, values in zip(self.names, logs.T, strict=True)}
        ridge = x.get("ridge", np.zeros(len(logs)))
        widths = (x["width"],) if "width" in x else ()
        task = PowerLaw(alpha, 1.0, np.inf, 1 + 2 * alpha * r, 1.0)
        errors = evaluate(task, Points(x["samples"], widths, ridge, np.ones(len(logs)))).errors
        gain = errors.var_samples_noise + errors.var_samples_features_noise
        return np.stack([errors.generalization_error - gain, gain + self._with_noise])

    def refined(self, theta: Floats) -> Law | None:
        """A box half as wide as the spread of theta needs; None once that is so, and small."""
        box = self._box.closer(theta[:, 2:], _LOW, _HIGH, _FINE)
        return None if box is None else Theory(*self._given, box)

    def public(self, theta: Floats) -> Floats:
        return np.asarray(theta * np.array([self.unit, self.unit, 1.0, 1.0]))

    def inside(self, name: str, value: float) -> float:
        return value / self.unit if self.index(name) < self.terms else value

    def combined(self) -> Combined:
        """The exponent of the error in P without ridge and noise, r < 1."""
        return Combined("2 alpha r", frozenset({"alpha", "r"}), lambda theta: 2 * theta[:, 2] * theta[:, 3])

    def told(self) -> tuple[str, ...]:
        what = "the test error, with the label noise in it" if self._with_noise else "without the label noise"
        return (f"The losses are taken as {what}; eigenvalues are k^-alpha, target powers scale k^-(2 alpha r + 1).",)
