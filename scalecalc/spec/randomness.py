"""The random matrices of a spec as pydantic models: features, correlation of the samples, ensemble."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag

from scalecalc.reading.fields.kinds import Kinds, OneOf
from scalecalc.reading.fields.types import (
    LARGEST_DECAY,
    ColumnName,
    DataPath,
    Members,
    Model,
    NonNegative,
    Width,
)
from scalecalc.reading.fields.values import Allowed, Number


def _having(*keys: str) -> dict[str, Any]:
    """For a JSON Schema: all of these keys are there."""
    return {"required": list(keys)}


def _word_or_moments(value: object) -> str:
    return "moments" if isinstance(value, dict) else "word"


# --- features


class PowerLawWeights(Model):
    """Gaussian weights of variance s_j/N in row j, s_j = j^-decay for j = 1..N."""

    kind: Literal["power_law"]
    decay: Annotated[
        float, Number(f"a number >= 0 and <= {LARGEST_DECAY} (0 is gaussian)", minimum=0, maximum=LARGEST_DECAY)
    ] = Field(description="the decay exponent of the row variances")


class FileWeights(Model):
    """Gaussian weights of variance s_j/N in row j, with s_j from a file."""

    kind: Literal["file"]
    path: DataPath = Field(description="the file of row variances, relative to the spec")
    column: ColumnName = Field(default=None, description="the column of row variances")


class GaussianWeights(Model):
    """Gaussian weights of variance 1/N."""

    plain_word = True

    kind: Literal["gaussian"]


class OrthogonalWeights(Model):
    """Orthonormal rows."""

    plain_word = True

    kind: Literal["orthogonal"]


WEIGHTS: Kinds[Model] = Kinds(GaussianWeights, OrthogonalWeights, PowerLawWeights, FileWeights, stand_in="gaussian")
Weights = Annotated[
    Annotated[GaussianWeights | OrthogonalWeights | PowerLawWeights | FileWeights, OneOf(WEIGHTS)] | None,
    Allowed(
        "gaussian, orthogonal, or a mapping such as {kind: power_law, decay: 0.5}", words=("gaussian", "orthogonal")
    ),
]


# The width may be left out where weights from a file have it.
_SIZED = [
    _having("width"),
    _having("weights") | {"properties": {"weights": {"type": "object", "required": ["path"]}}},
]


class Layer(Model):
    """A matrix F of random weights of variance 1/N."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [*_SIZED]})

    width: Width = Field(default=None, description="the number of random features N")
    weights: Weights = Field(default=None, description="the distribution of the feature weights (default gaussian)")


class Moments(Model):
    """An activation phi by what matters of it, for pre-activations h."""

    mu1: Annotated[float, Number("a number > 0, from 1e-100 to 1e100", minimum=1e-100, maximum=1e100)] = Field(
        description="the mean of phi'(h)"
    )
    mustar2: NonNegative = Field(description="the variance of phi(h) beyond its linear part mu1 h")


Activation = Annotated[
    Annotated[
        Annotated[Literal["tanh", "relu", "erf"], Tag("word")] | Annotated[Moments, Tag("moments")],
        Discriminator(_word_or_moments),
    ]
    | None,
    Allowed("tanh, relu, erf, or a mapping such as {mu1: 0.6, mustar2: 0.05}", words=("tanh", "relu", "erf")),
]


class Features(Layer):
    """Random features: one layer, or several."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [*_SIZED, _having("layers")],
            "not": {
                "anyOf": [_having("layers", "width"), _having("layers", "weights"), _having("noise", "activation")]
            },
        }
    )

    layers: Annotated[
        Annotated[
            list[Annotated[Layer, Allowed("a mapping such as {width: 1000}", what="a layer of random features")]],
            Field(min_length=1),
        ]
        | None,
        Allowed("a list of at least one layer such as [{width: 2000}, {width: 1000}]"),
    ] = Field(
        default=None, description="the list of layers, the first one acting on the data (instead of width and weights)"
    )
    noise: Annotated[float | None, Number("a number >= 0", minimum=0)] = Field(
        default=None, description="the variance of the additive noise of each feature (default 0)"
    )
    activation: Activation = Field(default=None, description="the nonlinearity of the features (instead of noise)")


# --- correlation of the samples


class AutoregressiveCorrelation(Model):
    """A correlation rho^|t-s| between samples t and s."""

    kind: Literal["ar1"]
    rho: Annotated[float, Number("a number > -1 and < 1", minimum=-1, exclusive=True, below=1)] = Field(
        description="the correlation between successive samples"
    )


class PowerLawCorrelation(Model):
    """Eigenvalues t^-decay of the correlation matrix, t = 1..P, scaled to mean 1."""

    kind: Literal["power_law"]
    decay: Annotated[
        float,
        Number(f"a number > 0 and <= {LARGEST_DECAY}", minimum=0, exclusive=True, maximum=LARGEST_DECAY),
    ] = Field(description="the decay exponent of the eigenvalues of the correlation matrix")


class FileCorrelation(Model):
    """Measured eigenvalues of the correlation matrix, scaled to mean 1."""

    kind: Literal["file"]
    path: DataPath = Field(description="the file of eigenvalues of the correlation matrix, relative to the spec")
    column: ColumnName = Field(default=None, description="the column of eigenvalues")


Correlation = AutoregressiveCorrelation | PowerLawCorrelation | FileCorrelation
CORRELATIONS: Kinds[Model] = Kinds(AutoregressiveCorrelation, PowerLawCorrelation, FileCorrelation, stand_in="ar1")

# --- ensemble


class Ensemble(Model):
    """The predictor is the average of several."""

    members: Members = Field(description="the number of predictors that are averaged, K")
    draws: Annotated[
        Literal["features", "samples", "both"] | None,
        Allowed("features, samples or both", words=("features", "samples", "both")),
    ] = Field(
        default=None,
        description="what each member draws for itself (default features where there are some, else samples)",
    )
    overlap: Annotated[float | None, Number("a number >= 0 and <= 1", minimum=0, maximum=1)] = Field(
        default=None, description="the fraction of its samples that a member shares with another one (default 0)"
    )
