"""What was estimated, written as a spec."""

from __future__ import annotations

from dataclasses import replace
from math import isinf
from pathlib import Path

from scalecalc.empirical.levels import fitted_levels
from scalecalc.empirical.population.estimated import Estimated
from scalecalc.empirical.spec_file import Origin, Spec, levels_spec, power_law_spec


def written(path: Path, kind: str, found: Estimated, title: str) -> tuple[Spec, str]:
    """The spec for a file, and a sentence on it. kind: power_law, levels, or auto for a power law where that holds."""
    lawful = found.lawful if kind == "auto" else kind == "power_law"
    spec = _power_law(found, title) if lawful else _levels(found, title)
    what = "a power law" if lawful else "levels"
    told = f"{path} has {what} as a spec, at ridge 0 and for up to four times as many samples; predict takes it."
    return spec, told if lawful else f"{told} {_guess(found)}"


def _guess(found: Estimated) -> str:
    least = float(found.curves.kappa.min())
    return f"Errors that it gives at kappa below {least:.3g} are a guess: the samples show nothing there."


def _power_law(found: Estimated, title: str) -> Spec:
    return power_law_spec(
        found.fit.law, _origin(found, title, f"A power law, fitted with misfit {found.fit.misfit:.3g}")
    )


def _levels(found: Estimated, title: str) -> Spec:
    """Levels of the curves, at the kappa that centred data have as well."""
    curves = found.curves
    traces = replace(found.traces, inverse=1.0 / curves.kappa)
    levels = fitted_levels(traces, found.trace, None if isinf(curves.modes) else int(curves.modes))
    about = "Levels, fitted to the measured curves"
    if levels.tail is not None:
        about += f"; below {levels.tail.start:.3g} they go on as a power law, alpha {levels.tail.alpha:.3g}"
    return levels_spec(levels, _origin(found, title, about))


def _origin(found: Estimated, title: str, about: str) -> Origin:
    return Origin(
        title, round(found.curves.samples), 0.0, {"data": f"Estimated from {title or 'an array'}", "fit": about}
    )
