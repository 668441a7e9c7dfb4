"""The random matrices of a spec as pydantic models: features with their layers, and ensembles."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from scalecalc.reading.fields.kinds import OneOf
from scalecalc.reading.fields.types import Members, Model, Width
from scalecalc.reading.fields.values import Allowed, Number
from scalecalc.theory import matrices
from scalecalc.theory.activations import ACTIVATIONS, Nonlinearity


def _having(*keys: str) -> dict[str, Any]:
    """For a JSON Schema: all of these keys are there."""
    return {"required": list(keys)}


# --- features


Weights = Annotated[matrices.Weights | None, OneOf(matrices.WEIGHTS, "{kind: power_law, decay: 0.5}")]

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


Activation = Annotated[Nonlinearity | None, OneOf(ACTIVATIONS, "{mu1: 0.6, mustar2: 0.05}")]


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
