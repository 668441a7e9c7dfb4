"""Rules about the random matrices of a spec, as far as they need neither sizes nor data files."""

from __future__ import annotations

from scalecalc.reading.fields.kinds import kind_name
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path, path_text
from scalecalc.spec.layers import layers
from scalecalc.spec.model import Spec
from scalecalc.spec.randomness import Ensemble, Features, Layer
from scalecalc.theory.matrices.design import Draws

_FEATURES: Path = ("features",)
_NOISE: Path = ("features", "noise")
_ACTIVATION: Path = ("features", "activation")
_CORRELATION: Path = ("correlation",)
_DRAWS: Path = ("ensemble", "draws")
_OVERLAP: Path = ("ensemble", "overlap")


def check_design(spec: Spec, report: Report) -> None:
    """Adds to the report every such rule that the spec breaks."""
    if spec.features is not None:
        _one_way_of_writing_layers(spec.features, report)
        _one_nonlinearity(spec, spec.features, report)
    for path, layer in layers(spec):
        _width_is_known(path, layer, report)
    if spec.correlation is not None:
        spec.correlation.check(_CORRELATION, report)
        if report.good(_CORRELATION):
            _correlation_fits(spec, report)
    if spec.ensemble is not None:
        _ensemble_fits(spec, spec.ensemble, report)


def draws_of(spec: Spec, ensemble: Ensemble) -> Draws:
    """What each member draws for itself, said or by default."""
    return ensemble.draws or ("samples" if spec.features is None else "features")


def _one_way_of_writing_layers(features: Features, report: Report) -> None:
    if features.layers is None:
        return
    if features.width is not None:
        message = "features has both width and layers, must be exactly one of the two (each layer has its own width)"
        report.at_key((*_FEATURES, "width"), message)
    if features.weights is not None:
        message = "features.weights beside layers, must be left out (each layer has its own weights)"
        report.at_key((*_FEATURES, "weights"), message)


def _one_nonlinearity(spec: Spec, features: Features, report: Report) -> None:
    if features.activation is None:
        return
    if features.noise is not None:
        message = "features has both noise and activation, must be exactly one of the two (an activation acts as noise)"
        report.at_key(_ACTIVATION, message)
    path, last = layers(spec)[-1]
    weights, own = (*path, "weights"), last.weights
    if own is not None and not own.equal_features and report.good(weights) and report.good(_ACTIVATION):
        kind = kind_name(type(own))
        message = (
            f"features.activation with {path_text(weights)} of kind {kind}, got features of unequal variance, "
            "must be gaussian or orthogonal weights in the last layer"
        )
        report.at_value(_ACTIVATION, message)


def _width_is_known(path: Path, layer: Layer, report: Report) -> None:
    known = layer.width is not None or (layer.weights is not None and layer.weights.own_width)
    if known or not all(report.good((*path, key)) for key in ("width", "weights", "layers")):
        return
    width, name = (*path, "width"), path_text(path)
    also = " (or layers, a list of such mappings)" if path == _FEATURES else ""
    message = f"missing key 'width' in {name}, the number of random features N, must be a number, a sweep or a law in P"
    report.at_value(width, message + also)


def _correlation_fits(spec: Spec, report: Report) -> None:
    features, ensemble = spec.features, spec.ensemble
    reason = "(the theory needs noise that is correlated as the samples are)"
    if features is not None and features.noise and report.good(_NOISE):
        message = f"features.noise with a correlation of the samples, got {report.given(_NOISE)}, must be 0 {reason}"
        report.at_value(_NOISE, message)
    if features is not None and features.activation is not None and report.good(_ACTIVATION):
        given = report.given(_ACTIVATION)
        message = f"features.activation with a correlation of the samples, got {given}, must be left out {reason}"
        report.at_value(_ACTIVATION, message)
    if ensemble is not None and (draws := draws_of(spec, ensemble)) != "features" and report.good(_DRAWS):
        message = f"ensemble.draws with a correlation of the samples, got {draws}, must be features"
        allowed = " (bags of correlated samples are not covered)"
        report.at_value(_DRAWS, message + allowed)


def _ensemble_fits(spec: Spec, ensemble: Ensemble, report: Report) -> None:
    if spec.features is None and ensemble.draws in ("features", "both") and report.good(_DRAWS):
        if report.given(_FEATURES) == "nothing":
            message = f"ensemble.draws in a spec without features, got {ensemble.draws}, must be samples"
            report.at_value(_DRAWS, message)
    elif ensemble.overlap is not None and draws_of(spec, ensemble) == "features" and report.good(_DRAWS):
        message = (
            "ensemble.overlap with draws features, members then share all samples, "
            f"got {report.given(_OVERLAP)}, must be left out"
        )
        report.at_key(_OVERLAP, message)
