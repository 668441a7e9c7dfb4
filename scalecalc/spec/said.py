"""What a spec says, as the theory takes it."""

from __future__ import annotations

import numpy as np

from scalecalc.coordinates import RIDGE, SAMPLES
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path
from scalecalc.spec.design_rules import draws_of
from scalecalc.spec.layers import layers
from scalecalc.spec.model import Spec
from scalecalc.spec.rules import places, sweeps
from scalecalc.spec.sweep import axis
from scalecalc.theory.activations import AdditiveNoise, Nonlinearity
from scalecalc.theory.grid import Axis
from scalecalc.theory.matrices.design import Ensemble
from scalecalc.theory.problem.said import Said, Tested
from scalecalc.wording import dotted


def said(spec: Spec, report: Report) -> Said:
    """The parts of the spec. Sweeps with problems are left out, as what a range stands for may be endless."""
    activation = None if spec.features is None else spec.features.activation
    return Said(
        spec.spectrum,
        spec.target,
        {path: layer.weights for path, layer in layers(spec)},
        activation or _noise(spec),
        ("features", "noise") if activation is None else ("features", "activation", "mustar2"),
        spec.correlation,
        _ensemble(spec),
        spec.training,
        places(spec),
        _axes(spec, report),
        None if spec.test is None else Tested(spec.test.spectrum, spec.test.target),
    )


def _axes(spec: Spec, report: Report) -> dict[Path, Axis]:
    implied: dict[Path, Axis] = {}
    if spec.training is not None:
        implied[RIDGE.place] = Axis(np.zeros(1), key=RIDGE.name)
        if spec.training.fresh:
            implied[SAMPLES.place] = Axis(np.full(1, np.inf), key=SAMPLES.name)
    return implied | {
        path: axis(sweep, dotted(path)) for path, sweep in sweeps(spec) if not report.bad or report.good(path)
    }


def _noise(spec: Spec) -> Nonlinearity | None:
    if spec.features is None or not spec.features.noise:
        return None
    return AdditiveNoise(spec.features.noise)


def _ensemble(spec: Spec) -> Ensemble | None:
    if spec.ensemble is None:
        return None
    draws = draws_of(spec, spec.ensemble)
    return Ensemble(draws, 1.0 if draws == "features" else spec.ensemble.overlap or 0.0)
