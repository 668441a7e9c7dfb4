"""The spec as pydantic models: each field declared once, with what it is, what it may be, and its default."""

from functools import cache
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from scalecalc.reading.fields.kinds import Kinds, OneOf
from scalecalc.reading.fields.types import (
    LARGEST_ALPHA,
    LARGEST_DECAY,
    ColumnName,
    DataPath,
    ModeCount,
    Model,
    ModesOrInf,
    NonNegative,
    Positive,
    Ridge,
    Samples,
    Strength,
)
from scalecalc.reading.fields.values import Allowed, Number, Text
from scalecalc.reading.grammar import Grammar
from scalecalc.reading.ignored import PATTERN
from scalecalc.spec.randomness import Ensemble, Features, Layer
from scalecalc.theory.correlations import CORRELATIONS, Correlation

# --- spectrum


class PowerLawSpectrum(Model):
    """eta_k = scale * k^-alpha for k = 1..modes."""

    kind: Literal["power_law"]
    alpha: Annotated[
        float,
        Number(
            f"a number > 0 and <= {LARGEST_ALPHA} (> 1 when modes is inf)",
            minimum=0,
            exclusive=True,
            maximum=LARGEST_ALPHA,
        ),
    ] = Field(description="the decay exponent of the eigenvalues")
    scale: Positive = Field(default=1.0, description="the largest eigenvalue")
    modes: ModesOrInf = Field(description="the number of modes D")


class IsotropicSpectrum(Model):
    """All eigenvalues equal."""

    kind: Literal["isotropic"]
    modes: ModeCount = Field(description="the number of modes D")
    scale: Positive = Field(default=1.0, description="the eigenvalue of all modes")


class LevelsSpectrum(Model):
    """A few distinct eigenvalues, each many times."""

    kind: Literal["levels"]
    values: Annotated[
        list[NonNegative], Field(min_length=1), Allowed("a list of numbers >= 0 in decreasing order, the first > 0")
    ] = Field(description="the eigenvalue of a level")
    multiplicities: Annotated[
        Annotated[list[ModeCount], Field(min_length=1)] | None, Allowed("a list of integers >= 1, one per level")
    ] = Field(default=None, description="the number of modes of a level (default 1)")


class FileSpectrum(Model):
    """Measured eigenvalues, in any order."""

    kind: Literal["file"]
    path: DataPath = Field(description="the file of eigenvalues, relative to the spec")
    column: ColumnName = Field(default=None, description="the column of eigenvalues")
    multiplicity: ColumnName = Field(default=None, description="the column with the number of modes of each eigenvalue")


# --- target


class PowerLawTarget(Model):
    """v_k = eta_k w_k^2 = scale * k^-(2 alpha r + 1)."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["r"]}, {"required": ["decay"]}]})

    kind: Literal["power_law"]
    r: Annotated[
        float | None,
        Number(f"a number > 0 and <= {LARGEST_ALPHA}", minimum=0, exclusive=True, maximum=LARGEST_ALPHA),
    ] = Field(default=None, description="the source exponent, v_k = scale * k^-(2 alpha r + 1)")
    decay: Annotated[
        float | None,
        Number(f"a number >= 0 and <= {LARGEST_DECAY} (> 1 when modes is inf)", minimum=0, maximum=LARGEST_DECAY),
    ] = Field(default=None, description="the decay exponent of the target power v_k (instead of r)")
    scale: Positive = Field(default=1.0, description="v_1, or what the sum of `normalize` is set to")
    normalize: Literal["none", "weights", "power"] = Field(
        default="none",
        description="the sum that is set to scale: none, weights (sum w_k^2) or power (sum v_k)",
    )


_PerLevel = Annotated[
    Annotated[list[NonNegative], Field(min_length=1)] | None, Allowed("a list of numbers >= 0, one per level")
]


class IsotropicTarget(Model):
    """All w_k^2 equal."""

    kind: Literal["isotropic"]
    total: Positive = Field(default=1.0, description="the sum of all w_k^2")


class LevelsTarget(Model):
    """One weight or power per level of the spectrum."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["weights"]}, {"required": ["powers"]}]})

    kind: Literal["levels"]
    weights: _PerLevel = Field(default=None, description="w_k^2 of each mode of the level")
    powers: _PerLevel = Field(default=None, description="v_k of each mode of the level (instead of weights)")


class FileTarget(Model):
    """A measured target, one row per row (level, mode) of the spectrum."""

    kind: Literal["file"]
    path: DataPath = Field(description="the file of target coefficients, relative to the spec")
    column: ColumnName = Field(default=None, description="the column of target coefficients")
    column_is: Literal["power", "weight"] = Field(
        description="what the file holds: power (v_k = eta_k w_k^2) or weight (w_k^2)"
    )


# --- the whole


Spectrum = PowerLawSpectrum | IsotropicSpectrum | LevelsSpectrum | FileSpectrum
Target = PowerLawTarget | IsotropicTarget | LevelsTarget | FileTarget
SPECTRA: Kinds[Model] = Kinds(PowerLawSpectrum, IsotropicSpectrum, LevelsSpectrum, FileSpectrum, stand_in="isotropic")
TARGETS: Kinds[Model] = Kinds(PowerLawTarget, IsotropicTarget, LevelsTarget, FileTarget, stand_in="isotropic")


class Spec(Model):
    """A learning problem and the grid of points at which it is evaluated."""

    model_config = ConfigDict(
        json_schema_extra={"patternProperties": {PATTERN: {"description": "ignored: a place for anchors"}}}
    )

    title: Annotated[str | None, Text(empty=True)] = Field(default=None, description="the title of the table")
    spectrum: Annotated[
        Spectrum,
        OneOf(SPECTRA),
        Allowed("a mapping such as {kind: power_law, alpha: 1.5, modes: inf}"),
    ] = Field(description="the eigenvalues eta_k of the data covariance or kernel")
    target: Annotated[Target, OneOf(TARGETS), Allowed("a mapping such as {kind: power_law, r: 0.4}")] = Field(
        description="the target's power v_k = eta_k w_k^2 in each mode"
    )
    noise: Strength = Field(default=0.0, description="the variance sigma^2 of the label noise")
    ridge: Ridge = Field(description="the ridge lambda of (1/P) sum (y - f)^2 + lambda |v|^2")
    samples: Samples = Field(description="the number of training samples P")
    features: Annotated[Features | None, Allowed("a mapping such as {width: 1000}")] = Field(
        default=None, description="the random features, left out for ridge regression"
    )
    correlation: Annotated[
        Annotated[Correlation, OneOf(CORRELATIONS)] | None, Allowed("a mapping such as {kind: ar1, rho: 0.5}")
    ] = Field(default=None, description="the correlation of the samples, left out for independent samples")
    ensemble: Annotated[Ensemble | None, Allowed("a mapping such as {members: 10}")] = Field(
        default=None, description="the predictors that are averaged, left out for a single one"
    )


def grammar() -> Grammar[Spec]:
    """What may stand where in a spec, with the kinds that are registered now."""
    return _grammar(Kinds.registrations)


_OWN = Kinds.registrations  # by the package itself


@cache
def _grammar(registrations: int) -> Grammar[Spec]:
    if registrations > _OWN:
        for model in (Layer, Features, Spec):
            model.model_rebuild(force=True)
    return Grammar.of(Spec)
