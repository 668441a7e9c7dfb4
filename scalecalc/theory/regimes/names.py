"""The regimes in words: what limits the resolution, and which term is then the largest."""

from __future__ import annotations

from collections.abc import Iterable

from scalecalc.theory.laws.resolution import FEATURE_NOISE, MODES, NOTHING, SAMPLES, WIDTH_NOISE

THRESHOLD = "interpolation threshold"
TRAINING_LIMITED = "training limited"
FEATURE_VARIANCE = "feature variance"
STEP_NOISE = "noise floor"
LEARNED = "all modes learned"  # every term is 0
# What the parts of a name mean; the name of a regime consists of them.
MEANING = {
    "signal limited": "The samples limit how many directions are learned, z = P, and the signal that is missed "
    "is the error (bias, or Var_X). More samples help.",
    "ridge limited": "The explicit ridge limits how many directions are learned. More samples do not lower the "
    "bias; a smaller ridge does.",
    "width limited": "The width of the random features limits how many directions are learned, z = N. A wider "
    "model helps, more samples do not.",
    "feature noise limited": "The noise of the features, or the nonlinear part of an activation, acts like a "
    "ridge tau/P and limits how many directions are learned.",
    "mode limited": "There are finitely many directions, and all of them can be learned.",
    "source": "The target is rough, r < 1 (r < 1/2 where the width limits and variance due to the features is the "
    "largest error): r stands in the exponent.",
    "capacity": "The target is so smooth, r >= 1 (r >= 1/2 where the width limits and variance due to the features is "
    "the largest error), that a smoother one would not help: r does not stand in the exponent.",
    TRAINING_LIMITED: "The training time limits how many directions are learned: those of curvature above 1/t. Longer "
    "training helps, more samples or a wider model do not.",
    FEATURE_VARIANCE: "The samples limit what is learned, but the largest error comes from the random draw of "
    "the features. Wider models, or averages over models with other features, help; more samples hardly do.",
    "noise plateau": "The fit follows the label noise, and the error stays at a constant, sigma^2 (alpha - 1) "
    "for a power-law spectrum without ridge. A larger ridge helps, more samples do not.",
    "noise limited": "Label noise that is fitted along is the largest error; said where it is no constant, or "
    "no law is known.",
    "noise mitigated": "Label noise is the largest error, but it is averaged out as samples are added, because "
    "something else keeps z below P: the ridge, the width, the noise of the features, the training time, or that there "
    "are more samples than directions.",
    "noise raised by features": "Label noise is the largest error, and features that are noisy or nearly too "
    "few amplify it.",
    THRESHOLD: "The error is infinite all along, as it is without ridge where P = N, or where P = D with label noise.",
    LEARNED: "There are finitely many directions, all of them are learned, and the error is 0.",
    "sample variance": "The training time limits what is learned, but the largest error comes from the random draw of "
    "the samples, as the target is so smooth, r > 1. More samples help, and so does longer training.",
    "gradient noise": "The largest error is what the noise of the gradient has left of earlier errors. Larger batches "
    "and smaller learning rates help.",
    STEP_NOISE: "Every step follows the label noise of its own samples, and with a constant learning rate the error "
    "stays at sigma^2 (A - 1). Larger batches and smaller learning rates help, longer training does not.",
    "nothing learned": "The ridge is above every eigenvalue, so that the error is all of the target's power.",
}
_FLAT = 1e-9  # a law of a smaller order is a constant


def parts(name: str) -> tuple[str, ...]:
    """The parts of which MEANING speaks: `width and ridge limited, source` has three."""
    found: list[str] = []
    for part in name.split(", "):
        if part.startswith("noise mitigated by"):
            found.append("noise mitigated")
        elif part.endswith(" limited"):
            found += [f"{one} limited" for one in part.removesuffix(" limited").split(" and ")]
        else:
            found.append(part)
    return tuple(found)


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
        return FEATURE_VARIANCE if SAMPLES in limits else f"{FEATURE_VARIANCE}, {adjectives} limited"
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
