"""The asymptotic laws along a trajectory, and in words what a reader must know of them."""

from __future__ import annotations

from dataclasses import replace
from math import isclose
from typing import TYPE_CHECKING

from scalecalc.coordinates import WIDTH, quantity
from scalecalc.record import record
from scalecalc.results.trajectories import Trajectory
from scalecalc.theory.laws.asymptotics import Asymptotics, asymptotics
from scalecalc.theory.laws.growth import Scaling
from scalecalc.theory.laws.ridge_law import RidgeLaw, optimal_ridge_law
from scalecalc.theory.spectra.power_law import PowerLaw

if TYPE_CHECKING:
    from scalecalc.spec import Study


@record
class TrajectoryLaws:
    """The laws along a trajectory, and its path with the law of the optimal ridge where that is asked for."""

    laws: Asymptotics
    path: Scaling


def trajectory_laws(study: Study, task: PowerLaw, trajectory: Trajectory) -> tuple[TrajectoryLaws | None, list[str]]:
    """The laws along the trajectory, with the optimal ridge where that is asked for, or None and the reason."""
    design = study.design
    if design.correlation is not None:
        return None, [
            "Correlated samples have no asymptotic law here: stationary correlations such as AR(1) leave every "
            "exponent as it is for independent samples and change amplitudes; the local exponent and the estimate are "
            "exact (arXiv:2408.04607)."
        ]
    if not trajectory.optimal:
        laws = asymptotics(task, trajectory.path, design)
        if laws is None:
            return None, _no_law_notes(study)
        return TrajectoryLaws(laws, trajectory.path), _weight_notes(study, trajectory, laws)
    found = optimal_ridge_law(task, trajectory.path, design)
    if found is None:
        return None, ["The optimal ridge has no power law here: no law at all, or a logarithm in what it balances."]
    path = replace(trajectory.path, ridge=found.ridge)
    return TrajectoryLaws(found.laws, path), [
        _ridge_note(trajectory, found),
        *_weight_notes(study, trajectory, found.laws),
    ]


def sweep_notes(study: Study, trajectory: Trajectory) -> list[str]:
    """What is to be said once for all trajectories."""
    axes, along = study.grid.named(), trajectory.along
    swept = [name for name, axis in axes.items() if quantity(name) == WIDTH.name and axis.swept]
    if quantity(along) == WIDTH.name and len(swept) > 1:
        held = ", ".join(name for name in swept if name != along)
        return [f"Several widths are swept: along {along}, the last of them, with {held} held."]
    return []


def _no_law_notes(study: Study) -> list[str]:
    if study.design.always_noisy and any(
        axis.values is not None and axis.values[0] == float("inf") for axis in study.grid.widths
    ):
        return ["Infinitely many noisy features are nothing but noise: no asymptotic law."]
    return ["Along this path a count shrinks or every mode is learned: no asymptotic law."]


def _ridge_note(trajectory: Trajectory, found: RidgeLaw) -> str:
    symbol = trajectory.followed.symbol
    source = "(balance of the terms; Cui et al. 2021, arXiv:2405.00592)"
    error = found.laws.errors.generalization_error
    tied = found.ridge if found.ridge.amplitude else found.below
    if found.ridge.amplitude:
        text = f"Optimal ridge λ* ~ {tied.amplitude:.4g} · {symbol}^{tied.order:.4g} {source}"
        if isclose(error.order, 0, abs_tol=1e-12) and not tied.order:
            text = f"Optimal ridge λ* → {tied.amplitude:.4g}"
        if trajectory.path.noise.amplitude == 0:
            text += "; without noise, no ridge at all has the same exponent"
        return f"{text}."
    why = "without noise, " if trajectory.path.noise.amplitude == 0 else ""
    return (
        f"Optimal ridge: {why}the leading law is that of no ridge, for every λ that falls faster than "
        f"{symbol}^{tied.order:.4g}."
    )


def _weight_notes(study: Study, trajectory: Trajectory, laws: Asymptotics) -> list[str]:
    """Where weights have an exponent in the literature that does not rule here."""
    pairs = zip(study.design.weights, trajectory.path.widths, strict=False)
    return [note for weights, width in pairs for note in weights.law_notes(width, laws.resolved)]
