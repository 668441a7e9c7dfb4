"""The regimes in words: what limits the resolution, and which term is then the largest."""

from __future__ import annotations

from collections.abc import Iterable

from scalecalc.theory.laws.resolution import FEATURE_NOISE, MODES, NOTHING, SAMPLES, WIDTH_NOISE

THRESHOLD = "interpolation threshold"
LEARNED = "all modes learned"  # every term is 0
_FLAT = 1e-9  # a law of a smaller order is a constant


def regime_name(term: str, limits: Iterable[str], source: float | None = None, order: float | None = 0.0) -> str:
    """The regime in words.

    source: r of the task, where the law depends on whether the target is source or capacity limited; else None.
    order: the order of the term's law, E ~ X^order; None without a law.
    """
    limits = tuple(limits)
    adjectives = " and ".join(dict.fromkeys(_adjective(limit) for limit in _named(limits)))
    if NOTHING in limits:
        return "nothing learned" if not term.endswith("noise") else "noise mitigated by ridge"
    if term.endswith("noise"):
        return _noise_name(term, limits, adjectives, order)
    by_width = limited_by_width(limits)
    if term in ("var_features", "var_samples_features") and not by_width:
        return "feature variance" if SAMPLES in limits else f"feature variance, {adjectives} limited"
    name = f"{adjectives} limited"
    if source is None or MODES in limits:
        return name
    saturation = 0.5 if by_width and term in ("var_features", "var_samples_features") else 1.0
    return f"{name}, {'source' if source < saturation else 'capacity'}"


def limited_by_width(limits: Iterable[str]) -> bool:
    """Whether a width, or noise that acts through it, is among the limits."""
    return any(limit.startswith("width") for limit in limits)


def _named(limits: tuple[str, ...]) -> tuple[str, ...]:
    """The limits. Feature noise that acts through the width is named as width and as feature noise."""
    return tuple(part for limit in limits for part in (("width", FEATURE_NOISE) if limit == WIDTH_NOISE else (limit,)))


def _adjective(limit: str) -> str:
    special = {SAMPLES: "signal", MODES: "mode", FEATURE_NOISE: FEATURE_NOISE}
    return special.get(limit, limit.split()[0])


def _noise_name(term: str, limits: tuple[str, ...], adjectives: str, order: float | None) -> str:
    raised = FEATURE_NOISE in limits or (SAMPLES in limits and (order or 0.0) > _FLAT)
    if term == "var_samples_features_noise" and raised:
        return "noise raised by features"
    if SAMPLES in limits:
        return "noise plateau" if order is not None and abs(order) < _FLAT else "noise limited"
    if MODES in limits:
        return "noise mitigated by samples"
    return f"noise mitigated by {adjectives}"
