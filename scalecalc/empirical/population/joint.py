"""A power law fitted to both curves at once, by generalized least squares with the fluctuations of the law itself.

Each step takes the fluctuations at the law so far and makes a Gauss-Newton step with them: at the end the law is where
its own fluctuations lead nowhere else. Residuals are whitened along the eigenvectors of their correlation; those of
tiny eigenvalues are differences of neighbours that only rounding and neglected orders of 1/n fill.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.population.covariance import Residuals, at_ridges, deviations, residuals
from scalecalc.empirical.population.curves import Curves
from scalecalc.empirical.population.law import Law, LawAt
from scalecalc.empirical.population.parameters import moved, slopes, units
from scalecalc.empirical.population.start import first_spectrum, with_target
from scalecalc.record import record

_KEPT = 1e-5  # eigenvalues of the correlation
_STEPS = 30
_DONE = 3e-3  # length of a last step, in standard errors: what follows is as small as its square
_LONGEST = 0.7  # step in a parameter
_FAR, _ROUGHLY = 3.0, 0.01  # chi^2 per degree of freedom, and a relative error
_HALVINGS = 12  # of a step that leads uphill
_LEAST_LEFT = 0.2  # of T + sigma^2 in one step
_RANK = 1e-8  # of the largest singular value: directions of parameters that move the curves by less move nothing
_MIXED = 1e-4  # part of such a direction that is more than rounding


@record(eq=False)
class Fit:
    """A fitted power law.

    stderr: of alpha, r and noise, without targets of alpha alone; inf where the curves do not tell it.
    misfit: chi^2 per degree of freedom.  deviations: of what was measured from the law's curves and their bias, in
    units of its own standard errors, shape (curves, r).  errors, band: these units, and the standard errors of the
    law's curves, shape (curves, r); all of the second curve are relative.
    at_ridges: standard errors of kappa, z and T + sigma^2 as measured, shape (3, r).
    """

    law: Law
    stderr: Floats
    misfit: float
    deviations: Floats
    errors: Floats
    band: Floats
    at_ridges: Floats


def fitted(curves: Curves) -> Fit:
    """The power law that fits the curves best, with its errors. The spectrum alone is where the joint fit starts."""
    spectrum = _settled(_Step(first_spectrum(curves).at(curves.kappa), curves.untargeted))
    if not curves.targeted:
        return spectrum.fit()
    step = _Step(with_target(spectrum.at.law, curves).at(curves.kappa), curves)
    if step.misfit > _FAR:  # without noise the curve may be so exact that only a narrow valley leads to its law
        step = _Step(_settled(replace(step, neglected=_ROUGHLY)).at, curves)
    return _settled(step).fit()


def _settled(step: _Step) -> _Step:
    """Where steps end."""
    for _ in range(_STEPS):
        at, length = step.taken()
        step = _Step(at, step.curves, step.neglected)
        if length < _DONE:
            break
    return step


@record(eq=False)
class _Step:
    """One step from a law, at the kappa of the curves."""

    at: LawAt
    curves: Curves
    neglected: float = 0.0

    @cached_property
    def residuals(self) -> Residuals:
        return residuals(self.curves, self.at, self.neglected)

    @cached_property
    def slopes(self) -> Floats:
        """Of the law's curves in its parameters, shape (size, parameters)."""
        return slopes(self.at, self.curves)

    @cached_property
    def whitening(self) -> Floats:
        """Of the residuals, shape (directions, size)."""
        return self.residuals.whitening(_KEPT)

    @cached_property
    def whitened(self) -> tuple[Floats, Floats]:
        """The slopes and the residuals, in units of independent errors: (directions, parameters) and (directions,)."""
        return self.whitening @ self.slopes, self.whitening @ self.residuals.values

    @cached_property
    def misfit(self) -> float:
        """chi^2 per degree of freedom; inf where the curves have no more directions than the law has parameters."""
        along, off = self.whitened
        freedom = len(off) - along.shape[1]
        return float(off @ off) / freedom if freedom > 0 else np.inf

    def taken(self) -> tuple[LawAt, float]:
        """The law after the step, and how long it is in standard errors as large as the misfit makes them."""
        along, off = self.whitened
        step = np.asarray(np.linalg.lstsq(along, off, rcond=1e-10)[0], dtype=np.float64)
        length = float(np.linalg.norm(along @ step) / np.sqrt(1.0 + self.misfit))
        step = step * min(1.0, _LONGEST / float(np.abs(step).max()))
        for _ in range(_HALVINGS):
            at = moved(self.at.law, step, self.curves).at(self.curves.kappa)
            if self._better(at):
                return at, length
            step = step / 2
        return self.at, 0.0

    def _better(self, at: LawAt) -> bool:
        """Whether what is unlearned stays positive, and chi^2 with the fluctuations so far does not rise."""
        if self.curves.targeted and at.unlearned[0] < _LEAST_LEFT * self.at.unlearned[0]:
            return False
        off = self.whitening @ (deviations(self.curves, at) - self.residuals.bias)
        return bool(off @ off <= self.whitened[1] @ self.whitened[1])

    def fit(self) -> Fit:
        """What there is to say of the law, when no step leads elsewhere."""
        covariance, variances = _covariance(self.whitened[0])
        which, sizes = units(self.at.law, self.curves)
        shape = (-1, len(self.curves.kappa))
        return Fit(
            law=self.at.law,
            stderr=np.sqrt(variances[which]) * sizes,
            misfit=self.misfit,
            deviations=(self.residuals.values / self.residuals.errors).reshape(shape),
            errors=self.residuals.errors.reshape(shape),
            band=np.sqrt(np.einsum("ij,jk,ik->i", self.slopes, covariance, self.slopes)).reshape(shape),
            at_ridges=at_ridges(self.curves, self.at, self.residuals),
        )


def _covariance(along: Floats) -> tuple[Floats, Floats]:
    """Of the parameters as far as the data know them, shape (p, p), and the variance of each, shape (p,).

    along: slopes in units of independent errors, shape (directions, p). What moves no curve counts as certain in the
    first, which is for errors of curves, and as unknown in the second: inf.
    """
    lengths = np.linalg.norm(along, axis=0)
    scales = np.where(lengths > 0, lengths, 1.0)
    _, values, directions = np.linalg.svd(along / scales)
    known = np.zeros(len(scales), dtype=bool)
    known[: len(values)] = values > _RANK * values[0]
    part = directions[known] / values[known[: len(values)], None] / scales
    mixed = np.abs(directions[~known]).max(axis=0, initial=0.0) > _MIXED
    covariance = part.T @ part
    return covariance, np.where(mixed, np.inf, np.diagonal(covariance))
