"""Rules that tie values of a spec together; each looks only at values that are sound by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scalecalc.coordinates import COORDINATES
from scalecalc.limits import limit_text
from scalecalc.reading.fields.laws import LawError, parse_law
from scalecalc.reading.fields.types import FeatureLaw, Range
from scalecalc.reading.fields.values import OPTIMAL
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path, path_text
from scalecalc.spec.design_rules import check_design
from scalecalc.spec.layers import layers
from scalecalc.spec.model import Spec
from scalecalc.spec.sweep import law_of, range_size
from scalecalc.spec.training_rules import check_training


def check_rules(spec: Spec, report: Report, max_points: int) -> None:
    """Adds to the report every rule that the spec breaks."""
    check_design(spec, report)
    check_training(spec, report)
    for path, sweep in sweeps(spec):
        if isinstance(sweep, Range) and report.good(path):
            check_range(path, sweep, report, max_points)
        if spec.features is None:
            _law_has_no_width(path, sweep, report)


def places(spec: Spec) -> dict[str, Path]:
    """Where the spec has its coordinates, by the names of their columns, in the order of the grid."""
    found: dict[str, Path] = {}
    for one in COORDINATES:
        if one.layered:
            paths: list[Path] = [(*path, one.place[-1]) for path, _ in layers(spec)]
            found |= dict(zip(one.columns(len(paths)), paths, strict=True))
        elif len(one.place) == 1 or hasattr(getattr(spec, one.place[0]), one.place[1]):
            found[one.name] = one.place
    return found


def sweeps(spec: Spec) -> Iterator[tuple[Path, Any]]:
    """The sweeps of a spec with their paths, in the order of the grid; not of what is left out."""
    for path in places(spec).values():
        value: Any = spec
        for part in path:
            value = value[part] if isinstance(part, int) else getattr(value, part)
        if value is not None:
            yield path, value


def check_range(path: Path, sweep: Range, report: Report, max_points: int) -> None:
    """Reports what is wrong with a range."""
    name = path_text(path)

    def given(key: str) -> str:
        return report.given((*path, key))

    if sweep.start >= sweep.stop:
        message = f"{name} is a range that goes up, got from {given('from')} to {given('to')}, must be from < to"
        report.at_value((*path, "to"), message)
    if sweep.spacing == "log" and sweep.start <= 0:
        message = f"{name}.from starts a range of spacing log, got {given('from')}, must be > 0 (or spacing linear)"
        report.at_value((*path, "from"), message)
    if sweep.points is not None and sweep.per_decade is not None:
        message = f"{name} has both points and per_decade, must be exactly one of the two"
        report.at_key((*path, "per_decade"), message)
    elif sweep.points is None and sweep.per_decade is None:
        message = f"missing key 'points' or 'per_decade' in {name}, must be exactly one of the two"
        report.at_value((*path, "points"), message)
    elif sweep.per_decade is not None and sweep.spacing == "linear":
        message = f"{name}.per_decade needs spacing log, got spacing linear, must be points"
        report.at_key((*path, "per_decade"), message)
    if report.good(path) and (size := range_size(sweep)) > max_points:
        key = "points" if sweep.points is not None else "per_decade"
        report.at_value((*path, key), f"{name} has {size:.15g} points, {limit_text(max_points)}")


def _law_has_no_width(path: Path, sweep: object, report: Report) -> None:
    """In a spec without features."""
    message = "{} is a law in N, got {} in a spec without features, must be in P alone"
    if isinstance(sweep, FeatureLaw) and sweep.width is not None and report.good(path):
        report.at_key((*path, "N"), message.format(path_text(path), report.given_law(path, law_of(sweep))))
    elif isinstance(sweep, str) and sweep != OPTIMAL and report.good(path):
        try:
            parse_law(sweep, "P")
        except LawError as error:
            report.at_character(path, error.offset, message.format(path_text(path), report.given(path)))
