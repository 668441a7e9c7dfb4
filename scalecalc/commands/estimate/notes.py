"""What the tables of `estimate` say to people."""

from __future__ import annotations

from collections.abc import Iterator

from scalecalc.empirical.population.estimated import Estimated

_VAGUE = 0.3  # a standard error in units of the exponent, from which on it is not told
_CLEAR = 0.1  # of what is unlearned: noise that is not told from unlearned power has a larger standard error
_MOST = 1000.0  # chi^2 that is written out


def quantity_notes(found: Estimated) -> list[str]:
    """Whether the law holds, what is not identified, and what to do next."""
    return [*_misfit(found), *_identified(found), *_subsets(found), *_next(found)]


def curve_notes(found: Estimated) -> list[str]:
    """What the errors are, and whether the law holds."""
    return ["Standard errors are those of Gaussian data.", *_misfit(found), *_subsets(found)]


def _misfit(found: Estimated) -> Iterator[str]:
    misfit = _written(found.fit.misfit)
    if found.lawful:
        yield f"misfit {misfit}: the curves are those of a power law, as far as these samples can tell (up to about 2)."
    else:
        named, has, s = ("alpha, r and noise", "have", "") if found.curves.targeted else ("alpha", "has", "s")
        yield (
            f"misfit {misfit}, not below 2: the curves are not those of a power law, so the {named} of the closest one"
            f" {has} no interval and predict{s} little. The local exponents say how they bend."
        )


def _identified(found: Estimated) -> Iterator[str]:
    if not found.lawful or not found.curves.targeted:
        return
    law, (_, r, noise) = found.fit.law, found.fit.stderr
    if r > _VAGUE * law.r:
        yield f"r is not identified: its standard error is {r / law.r:.2g} of it."
    if noise > _CLEAR * found.curves.unlearned[0]:
        yield (
            "noise is not identified: power that is not learned looks the same. unlearned, the sum of both, is certain."
        )


def _subsets(found: Estimated) -> Iterator[str]:
    if not found.departures:
        return
    off = " and ".join(_written(one) for one in found.departures)
    parts = "Half and a quarter" if len(found.departures) > 1 else "Half"
    if found.collapses:
        yield f"{parts} of the samples show the same curves (chi^2 {off} per degree): the theory describes these data."
    else:
        yield (
            f"{parts} of the samples show other curves (chi^2 {off} per degree): the theory does not quite describe"
            " these data, and errors are larger than stated."
        )


def _next(found: Estimated) -> Iterator[str]:
    if found.curves.targeted:
        yield "Next: crossval finds the best ridge, forecast says what more samples would bring."
    else:
        yield "Next: with a target, also its exponent and its noise."


def _written(chi: float) -> str:
    """chi^2 per degree of freedom, as far as it is worth writing."""
    if chi >= _MOST:
        return f"above {_MOST:g}"
    return f"{chi:.2g}" if chi < 10 else f"{chi:.0f}"
