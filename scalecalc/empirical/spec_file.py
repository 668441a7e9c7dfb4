"""What is known of measured data as a spec that other commands take: plain data in the shape of the YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isinf
from typing import Any

import numpy as np

from scalecalc.empirical.levels import Levels
from scalecalc.empirical.population.law import Law
from scalecalc.record import record

Spec = dict[str, Any]

_ABOUT = "x-about"  # no part of the problem, for whoever opens the file
_FEWEST = 10  # samples
_BEYOND = 4  # times the samples that there are
_PER_DECADE = 10
_NO_TARGET = "There were no targets: every direction matters alike, v_k = eta_k."


@record
class Origin:
    """title: of the data.  samples: n.  ridge: of the spec, >= 0.  about: sentences on the data and on what was done,
    each under a word.
    """

    title: str
    samples: int
    ridge: float
    about: Mapping[str, str]


def levels_spec(found: Levels, origin: Origin) -> Spec:
    """The spec of levels, in the order in which it is to be written."""
    targeted = bool(found.powers.any()) or found.noise > 0
    powers, hidden = (found.powers, found.unresolved_power) if targeted else (found.values, found.unresolved_trace)
    spectrum = {
        "kind": "levels",
        "values": found.values.tolist(),
        "multiplicities": found.multiplicities.tolist(),
        **({"unresolved": {"trace": found.unresolved_trace, "power": hidden}} if found.unresolved_trace > 0 else {}),
    }
    told = replace(
        origin, about={**origin.about, "tail": _tail(found), **({"noise": _noise(found)} if targeted else {})}
    )
    return _spec(spectrum, {"kind": "levels", "powers": powers.tolist()}, found.noise, told, targeted)


def _tail(found: Levels) -> str:
    """What there is below what was measured."""
    if found.tail is not None:
        return (
            f"Levels below {found.tail.start:.3g} go on by the last local exponent, alpha {found.tail.alpha:.3g}. They"
            " matter beyond the samples that were measured, and there they are a guess."
        )
    if found.unresolved_trace > 0:
        part = found.unresolved_trace / found.trace
        return f"{part:.2g} of the trace is below all levels, in modes too small to list, which are never learned."
    return "There are no modes but these."


def _noise(found: Levels) -> str:
    """How much of what is unlearned is known to be noise."""
    level = float(found.unlearned(np.array([found.resolved]))[0])
    return (
        "All power that these modes do not have counts as noise. The samples tell only that it and what is learned"
        f" below kappa {found.resolved:.3g} come to {level:.3g}; errors at smaller kappa, as of many more samples or a"
        " smaller ridge, are a guess."
    )


def power_law_spec(law: Law, origin: Origin) -> Spec:
    """The spec of a power law, in the order in which it is to be written. power 0: there are no targets."""
    modes = law.modes if isinf(law.modes) else int(law.modes)
    spectrum = {"kind": "power_law", "alpha": law.alpha, "scale": law.scale, "modes": modes}
    exponent = {"r": law.r, "scale": law.power} if law.power > 0 else {"decay": law.alpha, "scale": law.scale}
    return _spec(spectrum, {"kind": "power_law", **exponent}, max(law.noise, 0.0), origin, law.power > 0)


def _spec(spectrum: Spec, target: Spec, noise: float, origin: Origin, targeted: bool) -> Spec:
    about = dict(origin.about) if targeted else {**origin.about, "target": _NO_TARGET}
    title = "".join(one if one.isprintable() else "?" for one in origin.title)
    return {
        **({_ABOUT: about} if about else {}),
        **({"title": title} if title else {}),
        "spectrum": spectrum,
        "target": target,
        "noise": noise,
        "ridge": origin.ridge,
        "samples": {"from": _FEWEST, "to": _BEYOND * origin.samples, "per_decade": _PER_DECADE},
    }
