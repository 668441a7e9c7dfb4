"""Rules about training and what it may stand beside."""

from __future__ import annotations

from scalecalc.coordinates import RIDGE, SAMPLES
from scalecalc.reading.fields.values import OPTIMAL
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path
from scalecalc.reading.validate import missing_key
from scalecalc.spec.model import Spec
from scalecalc.theory.methods import Method
from scalecalc.theory.problem.said import TEST

_TRAINING: Path = ("training",)


def check_training(spec: Spec, report: Report) -> None:
    """Adds to the report every such rule that the spec breaks."""
    for name in _needed(spec):
        if getattr(spec, name) is None and report.good((name,)) and report.good(_TRAINING):
            report.at_value((name,), missing_key(Spec.model_fields[name], (name,)))
    if spec.training is None or not report.good(_TRAINING):
        return
    if spec.training.fresh:
        _fresh_samples(spec, spec.training, report)
    for key in ("correlation", "ensemble"):
        if getattr(spec, key) is not None and report.good((key,)):
            report.at_key((key,), f"{key} beside training, must be left out (errors over time are not known for it)")
    if spec.test is not None and not spec.training.filters and report.good(TEST):
        why = "its error on another distribution is not known"
        report.at_key(TEST, f"test with {spec.training.word}, must be left out ({why})")
    if spec.ridge == OPTIMAL and report.good(RIDGE.place):
        message = "ridge beside training, got 'optimal', must be a number >= 0, a list or range of them, or a law"
        report.at_value(RIDGE.place, message)


def _needed(spec: Spec) -> tuple[str, ...]:
    if spec.training is None:
        return RIDGE.name, SAMPLES.name
    return () if spec.training.fresh else (SAMPLES.name,)


def _fresh_samples(spec: Spec, training: Method, report: Report) -> None:
    word = training.word
    if spec.samples is not None and report.good(SAMPLES.place):
        report.at_key(SAMPLES.place, f"samples with {word}, must be left out (every step takes fresh samples)")
    if spec.ridge not in (None, 0, OPTIMAL) and report.good(RIDGE.place):
        given = report.given(RIDGE.place)
        report.at_value(
            RIDGE.place, f"ridge with {word}, got {given}, must be 0 or left out (there is no formula for it)"
        )
