"""What the errors of `crossval` say, in sentences."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scalecalc.arrays import Floats
from scalecalc.commands.crossval.asked import Asked
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.validation.held_out import HeldOutErrors
from scalecalc.empirical.validation.own import OwnErrors
from scalecalc.empirical.validation.succession import Succession
from scalecalc.record import record

OK, ILL = "ok", "ill-conditioned"
ILL_MEANING = (
    "rounding errors would be more than 1e-6 of the numbers, which are left empty: "
    "the ridge is too small for the kernel"
)
_TRUSTED = 0.05  # the spread up to which GCV is to be trusted
_OFF = 0.05  # what GCV may be off
_ALIKE, _LITTLE = 4.0, 0.05  # standard errors from which on neighbouring rows are alike, and what does not matter
_MOST_TARGETS = 12  # that are told one by one


@record(eq=False)
class Found:
    """All that was found.  gcv: shape (r, g), with the correlation `rho` if there is one."""

    data: Dataset
    asked: Asked
    own: OwnErrors
    gcv: Floats
    held: HeldOutErrors | None
    succession: Succession
    rho: float | None

    @property
    def groups(self) -> int:
        """g, the number of curves."""
        return int(self.own.loo.shape[1])

    @cached_property
    def status(self) -> NDArray[np.object_]:
        sound = self.own.sound if self.held is None else self.own.sound & self.held.sound
        return np.where(sound, OK, ILL).astype(object)

    def alpha(self, ridge: float) -> str:
        return f"{ridge * len(self.data):.4g}"


def notes(found: Found) -> tuple[str, ...]:
    """The best ridges first, then what is to be minded."""
    best = _each(found) if found.asked.each else _best(found)
    return (*best, *_scikit(found), *_spread(found), *_alike(found), *_ill(found), *found.data.notes)


def _best(found: Found) -> list[str]:
    own, ridges = found.own, found.own.ridges
    at = _lowest(own.loo[:, 0])
    if at is None:
        return []
    loo, stderr = own.loo[:, 0], own.loo_stderr[:, 0]
    said = f"leave-one-out at λ = {ridges[at]:.4g} ({_about(loo[at], stderr[at])})"
    if (gcv := _lowest(found.gcv[:, 0])) is not None:
        said += f", {_name(found)} at λ = {ridges[gcv]:.4g} ({found.gcv[gcv, 0]:.4g})"
    if found.held is not None and (held := _lowest(found.held.mean[:, 0])) is not None:
        error = _about(found.held.mean[held, 0], found.held.stderr[held, 0])
        said += f", held-out error at λ = {ridges[held]:.4g} ({error})"
    told = [f"Lowest: {said}."]
    within = ridges[loo <= loo[at] + stderr[at]]
    if within.max() > ridges[at]:
        told.append(f"Leave-one-out is within a standard error of its lowest up to λ = {within.max():.4g}.")
    return told + _edge(ridges, [int(at)])


def _each(found: Found) -> list[str]:
    """The best ridge of each target by leave-one-out."""
    own, ridges = found.own, found.own.ridges
    at = [_lowest(curve) for curve in own.loo.T]
    if None in at:
        return []
    chosen = [one for one in at if one is not None]
    best = ridges[chosen]
    if len(chosen) > _MOST_TARGETS:
        low, middle, high = np.quantile(best, [0.0, 0.5, 1.0])
        said = f"between λ = {low:.4g} and {high:.4g}, half of the targets below {middle:.4g}; marked in the table"
    else:
        names = np.array(found.data.names, dtype=object)
        said = "; ".join(f"{', '.join(names[best == ridge])} at λ = {ridge:.4g}" for ridge in np.unique(best))
    return [f"Leave-one-out is lowest: {said}.", *_edge(ridges, chosen)]


def _edge(ridges: Floats, chosen: list[int]) -> list[str]:
    """A best ridge at an end of the range, where beyond there might be a better one; beyond 0 there is none."""
    ends = {float(ridge) for ridge in (ridges.min(), ridges.max()) if ridge > 0}
    reached = sorted(ends & {float(ridges[one]) for one in chosen})
    if not reached:
        return []
    said = " and ".join(f"{ridge:.4g}" for ridge in reached)
    return [f"The lowest leave-one-out error is at an end of the range, λ = {said}: beyond it may be lower ones."]


def _scikit(found: Found) -> list[str]:
    """How the ridges are called elsewhere."""
    said = f"scikit-learn's alpha is λ n = {len(found.data):,} λ"
    at = None if found.asked.each else _lowest(found.own.loo[:, 0])
    if at is not None:
        said += f", at the best ridge by leave-one-out {found.alpha(float(found.own.ridges[at]))}"
    if found.data.center:
        said += ", with an intercept, which has no penalty and is fitted anew without the sample that is left out"
    return [f"{said}."]


def _spread(found: Found) -> list[str]:
    """Where GCV is not to be trusted, and how far it is off."""
    own, ridges = found.own, found.own.ridges
    with np.errstate(invalid="ignore", divide="ignore"):
        off = own.gcv / own.loo - 1
        doubtful = own.spread > _TRUSTED
        wrong = doubtful & (np.abs(off) > _OFF).any(axis=1)
    if not wrong.any():
        return []
    at = np.unravel_index(int(np.argmax(np.where(wrong[:, None], np.abs(off), -1.0))), off.shape)
    return [
        f"GCV is not to be trusted at {np.count_nonzero(doubtful)} of {len(ridges)} ridges, λ ="
        f" {ridges[doubtful].min():.4g} to {ridges[doubtful].max():.4g}: some samples weigh more than others there, as"
        f" with near-duplicates (spread up to {own.spread[doubtful].max():.2g}). It is off from the exact leave-one-out"
        f" error by up to {100 * off[at]:+.0f} % (λ = {ridges[at[0]]:.4g}); take leave-one-out."
    ]


def _alike(found: Found) -> list[str]:
    """Correlated rows: what was done about them, or what to do."""
    seen = found.succession
    measured = f"{seen.correlation:.3g} ± {seen.stderr:.1g}"
    if found.rho is not None:
        source = f"as given; the rows say {measured}" if found.asked.rho is not None else f"estimated, {measured}"
        return [
            f"gcv is CorrGCV for rows of an AR(1) process with ρ = {found.rho:.4g} ({source}) and noise that is"
            " correlated alike; leave-one-out knows nothing of that, and is too low where ρ > 0."
        ]
    if not abs(seen.correlation) > max(_ALIKE * seen.stderr, _LITTLE):
        return []
    return [
        f"Each row is correlated with the next by {measured}. If the rows are in the order of time, leave-one-out and"
        " GCV tell too low errors, as neighbours of a sample are learned from: take the correlation ar1 for gcv, or"
        " hold out samples of another time. If the rows are sorted, their order does not matter."
    ]


def _ill(found: Found) -> list[str]:
    ill = found.own.ridges[found.status == ILL]
    if not ill.size:
        return []
    return [
        f"At λ {'= 0' if ill.max() == 0 else f'<= {ill.max():.4g}'} rounding leaves fewer than six digits where cells"
        " are empty, as the kernel matrix is singular, or what is left of it without some sample."
    ]


def _lowest(curve: Floats) -> int | None:
    return None if np.isnan(curve).all() else int(np.nanargmin(curve))


def _about(value: float, stderr: float) -> str:
    return f"{value:.4g} ± {stderr:.2g}"


def _name(found: Found) -> str:
    return "GCV" if found.rho is None else "CorrGCV"
