"""The spec as pydantic models: each field declared once, with what it is, what it may be, and its default."""

from functools import cache
from typing import Annotated

from pydantic import ConfigDict, Field

from scalecalc.reading.fields.kinds import Kinds, OneOf
from scalecalc.reading.fields.types import Model, SomeRidge, SomeSamples, Strength, Vary
from scalecalc.reading.fields.values import Allowed, Text
from scalecalc.reading.grammar import Grammar
from scalecalc.reading.ignored import PATTERN
from scalecalc.spec.randomness import Ensemble, Features
from scalecalc.theory.correlations import CORRELATIONS, Correlation
from scalecalc.theory.methods import METHODS, Method
from scalecalc.theory.spectra import SPECTRA, Spectrum
from scalecalc.theory.targets import TARGETS, Target


class Test(Model):
    """A test distribution other than that of training, mode by mode in the eigenbasis of training."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    spectrum: Annotated[Spectrum | None, OneOf(SPECTRA, "{kind: power_law, alpha: 1.2, modes: inf}")] = Field(
        default=None, description="the eigenvalues eta'_k of the test inputs (default: those of training)"
    )
    target: Annotated[Target | None, OneOf(TARGETS, "{kind: power_law, r: 0.6}")] = Field(
        default=None,
        description="the power v'_k = eta'_k w'_k^2 of the target at test (default: the weights w_k of training)",
    )


class Spec(Model):
    """A learning problem and the grid of points at which it is evaluated."""

    model_config = ConfigDict(
        json_schema_extra={
            "patternProperties": {PATTERN: {"description": "ignored: a place for anchors"}},
            "anyOf": [{"required": ["ridge", "samples"]}, {"required": ["training"]}],
        }
    )

    title: Annotated[str | None, Text(empty=True)] = Field(default=None, description="the title of the table")
    spectrum: Annotated[Spectrum, OneOf(SPECTRA, "{kind: power_law, alpha: 1.5, modes: inf}")] = Field(
        description="the eigenvalues eta_k of the data covariance or kernel"
    )
    target: Annotated[Target, OneOf(TARGETS, "{kind: power_law, r: 0.4}")] = Field(
        description="the target's power v_k = eta_k w_k^2 in each mode"
    )
    noise: Strength = Field(default=0.0, description="the variance sigma^2 of the label noise")
    ridge: SomeRidge = Field(
        default=None,
        description="the ridge lambda of (1/P) sum (y - f)^2 + lambda |v|^2; 0 where training leaves it out",
    )
    samples: SomeSamples = Field(default=None, description="the number of training samples P")
    features: Annotated[Features | None, Allowed("a mapping such as {width: 1000}")] = Field(
        default=None, description="the random features, left out for ridge regression"
    )
    correlation: Annotated[Correlation | None, OneOf(CORRELATIONS, "{kind: ar1, rho: 0.5}")] = Field(
        default=None, description="the correlation of the samples, left out for independent samples"
    )
    ensemble: Annotated[Ensemble | None, Allowed("a mapping such as {members: 10}")] = Field(
        default=None, description="the predictors that are averaged, left out for a single one"
    )
    training: Annotated[Method | None, OneOf(METHODS, "{method: flow, time: 100}")] = Field(
        default=None, description="how long the weights are trained, left out for the ridge solution"
    )
    test: Annotated[Test | None, Allowed("a mapping such as {spectrum: {kind: power_law, alpha: 1.2, modes: inf}}")] = (
        Field(default=None, description="the test distribution, left out where it is that of training")
    )
    vary: Vary = Field(
        default=None, description="other numbers of the spec that are swept, by their dotted keys: the outermost loops"
    )


def grammar() -> Grammar[Spec]:
    """What may stand where in a spec, with the kinds that are registered now."""
    return _grammar(Kinds.registrations)


_OWN = Kinds.registrations  # by the package itself


@cache
def _grammar(registrations: int) -> Grammar[Spec]:
    found = Grammar.of(Spec)
    if registrations > _OWN:  # pydantic keeps what it has made of each model; the innermost come first
        for _, model in sorted(found.models.items(), key=lambda one: -len(one[0])):
            model.model_rebuild(force=True)
    return found
