"""The spec as pydantic models: each field declared once, with what it is, what it may be, and its default."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from scalecalc.spec.scalars import out_of_range
from scalecalc.spec.values import INFINITY, LARGEST_COUNT, Allowed, LawText, Number, Text

# Far beyond any use, and near enough for k^-alpha, k^-decay to be worth a double's exponent range.
LARGEST_ALPHA = 100
LARGEST_DECAY = 1000

Positive = Annotated[float, Number("a number > 0", minimum=0, exclusive=True)]
NonNegative = Annotated[float, Number("a number >= 0", minimum=0)]
ModeCount = Annotated[float, Number("an integer >= 1 (up to 1e60)", minimum=1, maximum=LARGEST_COUNT, whole=True)]
ModesOrInf = Annotated[
    float,
    Number("an integer >= 1 (up to 1e60) or inf", minimum=1, maximum=LARGEST_COUNT, whole=True, infinite=True),
]
FiniteCount = Annotated[float, Number("a number >= 1 (up to 1e60)", minimum=1, maximum=LARGEST_COUNT)]
Count = Annotated[float, Number("a number >= 1 (up to 1e60) or inf", minimum=1, maximum=LARGEST_COUNT, infinite=True)]


class Model(BaseModel):
    """What all parts of a spec have in common: strict types, no unknown keys, no changes afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


# --- sweeps


class Range(Model):
    """A range of values, both ends included."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["points"]}, {"required": ["per_decade"]}]})

    start: NonNegative = Field(alias="from", description="the first value")
    stop: NonNegative = Field(alias="to", description="the last value")
    points: Annotated[float | None, Number("an integer >= 2", minimum=2, whole=True)] = Field(
        default=None, description="the number of points"
    )
    per_decade: Annotated[float | None, Number("a number > 0", minimum=0, exclusive=True)] = Field(
        default=None, description="the number of points per factor of ten (instead of points)"
    )
    spacing: Literal["log", "linear"] = Field(default="log", description="the spacing of the points")


class CountRange(Range):
    """A range of counts, both ends included; its points are rounded to integers, repeats merged."""

    start: FiniteCount = Field(alias="from", description="the first value")
    stop: FiniteCount = Field(alias="to", description="the last value")


def _shape(value: object) -> str:
    """Which way of writing a sweep a value is, so that problems are about that way alone."""
    if isinstance(value, dict | Range):
        return "range"
    if isinstance(value, list):
        return "list"
    number = not isinstance(value, str) or INFINITY.fullmatch(value) or out_of_range(value)
    return "number" if number else "law"


def _shape_without_law(value: object) -> str:
    shape = _shape(value)
    return "number" if shape == "law" else shape


Samples = Annotated[
    Annotated[Count, Tag("number")]
    | Annotated[list[Count], Field(min_length=1), Tag("list")]
    | Annotated[CountRange, Tag("range")],
    Discriminator(_shape_without_law),
    Allowed("a number >= 1 (up to 1e60) or inf, a list of them, or a range such as {from: 10, to: 1e6, points: 31}"),
]
Width = Annotated[
    Annotated[Count, Tag("number")]
    | Annotated[list[Count], Field(min_length=1), Tag("list")]
    | Annotated[CountRange, Tag("range")]
    | Annotated[str, LawText("P", "0.5 * P^0.7"), Tag("law")],
    Discriminator(_shape),
    Allowed(
        "a number >= 1 (up to 1e60) or inf, a list of them, a range such as {from: 10, to: 1e4, points: 16}, "
        "or a law in P such as '0.5 * P^0.7'"
    ),
]
Strength = Annotated[
    Annotated[NonNegative, Tag("number")]
    | Annotated[list[NonNegative], Field(min_length=1), Tag("list")]
    | Annotated[Range, Tag("range")]
    | Annotated[str, LawText("PN", "1e-3 * P^-1"), Tag("law")],
    Discriminator(_shape),
    Allowed(
        "a number >= 0, a list of them, a range such as {from: 1e-6, to: 1, points: 7}, or a law such as '1e-3 * P^-1'"
    ),
]

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
    values: Annotated[list[Positive], Field(min_length=1), Allowed("a list of numbers > 0 in decreasing order")] = (
        Field(description="the eigenvalue of a level")
    )
    multiplicities: Annotated[
        Annotated[list[ModeCount], Field(min_length=1)] | None, Allowed("a list of integers >= 1, one per level")
    ] = Field(default=None, description="the number of modes of a level (default 1)")


DataPath = Annotated[str, Text("the path of a .csv or .npy file")]
ColumnName = Annotated[str | None, Text("the name of a column of the .csv file")]


class FileSpectrum(Model):
    """Measured eigenvalues, largest first."""

    kind: Literal["file"]
    path: DataPath = Field(description="the file of eigenvalues, relative to the spec")
    column: ColumnName = Field(default=None, description="the column of eigenvalues (.csv only)")
    multiplicity: ColumnName = Field(
        default=None, description="the column with the number of modes of each eigenvalue (.csv only)"
    )


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


class IsotropicTarget(Model):
    """All w_k^2 equal."""

    kind: Literal["isotropic"]
    total: Positive = Field(default=1.0, description="the sum of all w_k^2")


class LevelsTarget(Model):
    """One weight per level of the spectrum."""

    kind: Literal["levels"]
    weights: Annotated[list[NonNegative], Field(min_length=1), Allowed("a list of numbers >= 0, one per level")] = (
        Field(description="w_k^2 of each mode of the level")
    )


class FileTarget(Model):
    """A measured target, one row per row (level, mode) of the spectrum."""

    kind: Literal["file"]
    path: DataPath = Field(description="the file of target coefficients, relative to the spec")
    column: ColumnName = Field(default=None, description="the column of target coefficients (.csv only)")
    column_is: Literal["power", "weight"] = Field(
        description="what the file holds: power (v_k = eta_k w_k^2) or weight (w_k^2)"
    )


# --- the whole


class Features(Model):
    """Random features: F has independent Gaussian entries of variance 1/N."""

    width: Width = Field(description="the number of random features N")
    weights: Literal["gaussian"] = Field(default="gaussian", description="the distribution of the feature weights")


Spectrum = PowerLawSpectrum | IsotropicSpectrum | LevelsSpectrum | FileSpectrum
Target = PowerLawTarget | IsotropicTarget | LevelsTarget | FileTarget


class Spec(Model):
    """A learning problem and the grid of points at which it is evaluated."""

    title: Annotated[str | None, Text(empty=True)] = Field(default=None, description="the title of the table")
    spectrum: Annotated[
        Spectrum,
        Field(discriminator="kind"),
        Allowed("a mapping such as {kind: power_law, alpha: 1.5, modes: inf}"),
    ] = Field(description="the eigenvalues eta_k of the data covariance or kernel")
    target: Annotated[Target, Field(discriminator="kind"), Allowed("a mapping such as {kind: power_law, r: 0.4}")] = (
        Field(description="the target's power v_k = eta_k w_k^2 in each mode")
    )
    noise: Strength = Field(default=0.0, description="the variance sigma^2 of the label noise")
    ridge: Strength = Field(description="the ridge lambda of (1/P) sum (y - f)^2 + lambda |v|^2")
    samples: Samples = Field(description="the number of training samples P")
    features: Annotated[Features | None, Allowed("a mapping such as {width: 1000}")] = Field(
        default=None, description="the random features, left out for ridge regression"
    )


KINDS: dict[str, dict[str, type[Model]]] = {
    "spectrum": {
        "power_law": PowerLawSpectrum,
        "isotropic": IsotropicSpectrum,
        "levels": LevelsSpectrum,
        "file": FileSpectrum,
    },
    "target": {
        "power_law": PowerLawTarget,
        "isotropic": IsotropicTarget,
        "levels": LevelsTarget,
        "file": FileTarget,
    },
}
SWEEPS: tuple[tuple[str, ...], ...] = (("samples",), ("features", "width"), ("ridge",), ("noise",))
