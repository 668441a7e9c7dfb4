"""Rules that tie values of a spec together; each looks only at values that are sound by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf
from typing import Any

from scalecalc.limits import RAISED_BY
from scalecalc.reading.datafiles import check_file
from scalecalc.reading.fields.laws import LawError, parse_law
from scalecalc.reading.fields.types import OPTIMAL, FeatureLaw, Model, Range
from scalecalc.reading.report import Report
from scalecalc.reading.source import Path, path_text
from scalecalc.spec.design_rules import check_design
from scalecalc.spec.layers import layers
from scalecalc.spec.model import (
    FileSpectrum,
    FileTarget,
    IsotropicSpectrum,
    IsotropicTarget,
    LevelsSpectrum,
    LevelsTarget,
    PowerLawSpectrum,
    PowerLawTarget,
    Spec,
)
from scalecalc.spec.sweep import law_of, range_size

_ALPHA = ("spectrum", "alpha")
_MODES = ("spectrum", "modes")


def check_rules(spec: Spec, report: Report, max_points: int) -> None:
    """Adds to the report every rule that the spec breaks."""
    if isinstance(spec.spectrum, PowerLawSpectrum):
        _trace_converges(spec.spectrum, report)
    if isinstance(spec.spectrum, LevelsSpectrum):
        _levels_agree(spec.spectrum, report)
    if isinstance(spec.target, PowerLawTarget):
        _one_exponent(spec, spec.target, report)
        _norm_converges(spec, spec.target, report)
    if isinstance(spec.target, IsotropicTarget | LevelsTarget | FileTarget):
        _modes_are_finite(spec, report)
    if isinstance(spec.target, LevelsTarget):
        _one_number_per_level(spec, spec.target, report)
    for section, part in (("spectrum", spec.spectrum), ("target", spec.target)):
        if isinstance(part, FileSpectrum | FileTarget):
            check_file((section,), part, report)
    check_design(spec, report)
    for path, sweep in sweeps(spec):
        if isinstance(sweep, Range) and report.good(path):
            _range_is_sound(path, sweep, report, max_points)
        if spec.features is None and report.good(path):
            _law_has_no_width(path, sweep, report)


def sweeps(spec: Spec) -> Iterator[tuple[Path, Any]]:
    """The sweeps of a spec with their paths, in the order of the grid."""
    yield ("samples",), spec.samples
    for path, layer in layers(spec):
        if layer.width is not None:
            yield (*path, "width"), layer.width
    yield ("ridge",), spec.ridge
    yield ("noise",), spec.noise
    if spec.ensemble is not None:
        yield ("ensemble", "members"), spec.ensemble.members


def _good(report: Report, *paths: Path) -> bool:
    return all(report.good(path) for path in paths)


def _trace_converges(spectrum: PowerLawSpectrum, report: Report) -> None:
    if _good(report, _ALPHA, _MODES) and isinf(spectrum.modes) and spectrum.alpha <= 1:
        message = (
            f"spectrum.alpha is the decay exponent of the eigenvalues, got {report.given(_ALPHA)}, "
            "must be > 1 when modes is inf, or the sum of the eigenvalues diverges"
        )
        report.at_value(_ALPHA, message)


def _levels_agree(spectrum: LevelsSpectrum, report: Report) -> None:
    path: Path = ("spectrum", "values")
    if report.good(path) and not any(spectrum.values):
        report.at_value(path, "spectrum.values are all 0, some must be > 0")
    if report.good(path):
        rises = [i for i in range(1, len(spectrum.values)) if spectrum.values[i] > spectrum.values[i - 1]]
        if rises:
            where = (*path, rises[0])
            message = (
                f"{path_text(where)} is larger than the value before it, got {report.given(where)} "
                f"after {report.given((*path, rises[0] - 1))}, must be in decreasing order"
            )
            report.at_value(where, message)
    multiplicities: Path = ("spectrum", "multiplicities")
    if spectrum.multiplicities is not None and _good(report, path, multiplicities):
        given, wanted = len(spectrum.multiplicities), len(spectrum.values)
        if given != wanted:
            message = (
                f"spectrum.multiplicities has one entry per level, got {given} for {wanted} values, must be {wanted}"
            )
            report.at_value(multiplicities, message)


def _exactly_one(target: Model, first: Path, second: Path, what: str, report: Report) -> bool:
    """Whether one of two keys of the target that say the same is given; reports it if not."""
    one, other = str(first[-1]), str(second[-1])
    given = [getattr(target, key) is not None for key in (one, other)]
    if all(given):
        message = f"target has both {one} and {other}, which say the same, must be exactly one of the two"
        report.at_key(second, message)
    elif not any(given):
        message = f"missing key '{one}' or '{other}' in target, {what}, must be exactly one of the two"
        report.at_value(first, message)
    return sum(given) == 1


def _one_exponent(spec: Spec, target: PowerLawTarget, report: Report) -> None:
    r, decay = ("target", "r"), ("target", "decay")
    if not _good(report, r, decay):
        return
    one = _exactly_one(target, r, decay, "the exponent of the target", report)
    if one and target.r is not None and not isinstance(spec.spectrum, PowerLawSpectrum):
        kind = spec.spectrum.kind
        if not _stands_in("spectrum", kind, report):
            message = (
                f"target.r needs the alpha of a power-law spectrum, got a spectrum of kind {kind}, "
                "must be target.decay, the exponent of v_k itself"
            )
            report.at_key(r, message)


def _stands_in(section: str, kind: str, report: Report) -> bool:
    """Whether a spectrum or target of this kind is not the one written, which has a problem as a whole."""
    return report.given((section, "kind")).strip("'") != kind


def _norm_converges(spec: Spec, target: PowerLawTarget, report: Report) -> None:
    """The power of an infinite target, and its weights' where they are normalized, have a finite sum."""
    spectrum = spec.spectrum
    if not isinstance(spectrum, PowerLawSpectrum) or not report.good(_MODES) or not isinf(spectrum.modes):
        return
    name = "r" if target.decay is None else "decay"
    path: Path = ("target", name)
    if not _good(report, path, ("target", "r")) or (target.r is None and target.decay is None):
        return
    if target.decay is not None and target.decay <= 1:
        message = (
            f"target.decay is the decay exponent of the target power v_k, got {report.given(path)}, "
            "must be > 1 when modes is inf, or the target's norm diverges"
        )
        report.at_value(path, message)
    elif target.normalize == "weights" and _good(report, ("target", "normalize"), _ALPHA):
        decay = decay_of(target, spectrum.alpha)
        if decay - spectrum.alpha <= 1:
            message = (
                f"target.normalize: weights with modes inf, got w_k^2 = v_k/eta_k of decay "
                f"{decay - spectrum.alpha:.6g}, must be > 1 ({_bound(name, spectrum.alpha)}), "
                "or the sum of w_k^2 diverges"
            )
            report.at_value(("target", "normalize"), message)


def decay_of(target: PowerLawTarget, alpha: float) -> float:
    """The exponent of v_k; r needs the spectrum's alpha."""
    if target.decay is not None:
        return target.decay
    assert target.r is not None  # a target has the one or the other
    return 2 * alpha * target.r + 1


def _bound(name: str, alpha: float) -> str:
    return "r > 1/2" if name == "r" else f"decay > {1 + alpha:g}"


def _modes_are_finite(spec: Spec, report: Report) -> None:
    """Only a power law goes on forever."""
    spectrum, target = spec.spectrum, spec.target
    if isinstance(spectrum, PowerLawSpectrum) and isinf(spectrum.modes) and report.good(_MODES):
        if _stands_in("target", target.kind, report):
            return
        message = (
            f"target.kind is the kind of target, got {target.kind} for a spectrum with modes inf, "
            "must be power_law, or modes finite"
        )
        report.at_value(("target", "kind"), message)


def _one_number_per_level(spec: Spec, target: LevelsTarget, report: Report) -> None:
    """Weights or powers, one per level: an isotropic spectrum is one level, a power law has as many as modes."""
    weights, powers = ("target", "weights"), ("target", "powers")
    if not _good(report, weights, powers):
        return
    if _exactly_one(target, weights, powers, "one per level", report) and (levels := _levels(spec, report)) is not None:
        check_levels(target, levels, report)


def _levels(spec: Spec, report: Report) -> float | None:
    """The number of levels, None where it is not known, or only when a file is read."""
    spectrum = spec.spectrum
    if isinstance(spectrum, LevelsSpectrum):
        where, levels = ("spectrum", "values"), float(len(spectrum.values))
    elif isinstance(spectrum, IsotropicSpectrum):
        where, levels = ("spectrum", "kind"), 1.0
    elif isinstance(spectrum, PowerLawSpectrum) and not isinf(spectrum.modes):
        where, levels = _MODES, spectrum.modes
    else:
        return None
    return levels if report.good(where) else None


def check_levels(target: LevelsTarget, levels: float, report: Report) -> bool:
    """Whether a target has as many weights or powers as there are levels; reports it if not."""
    key, given = ("weights", target.weights) if target.weights is not None else ("powers", target.powers)
    if given is None or len(given) == levels:
        return given is not None
    message = f"target.{key} has one entry per level of the spectrum, got {len(given)}, must be {levels:.15g}"
    report.at_value(("target", key), message)
    return False


def _range_is_sound(path: Path, sweep: Range, report: Report, max_points: int) -> None:
    name = path_text(path)

    def given(key: str) -> str:
        return report.given((*path, key))

    if sweep.start >= sweep.stop:
        message = f"{name} is a range that goes up, got from {given('from')} to {given('to')}, must be from < to"
        report.at_value((*path, "to"), message)
    if sweep.spacing == "log" and sweep.start == 0:
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


def limit_text(max_points: int) -> str:
    return f"must be at most {max_points} rows in all ({RAISED_BY})"


def _law_has_no_width(path: Path, sweep: object, report: Report) -> None:
    message = f"{path_text(path)} is a law in N, got {{}} in a spec without features, must be in P alone"
    if isinstance(sweep, FeatureLaw) and sweep.width is not None:
        report.at_key((*path, "N"), message.format(report.given_law(path, law_of(sweep))))
    elif isinstance(sweep, str) and sweep != OPTIMAL:
        try:
            parse_law(sweep, "P")
        except LawError as error:
            report.at_character(path, error.offset, message.format(report.given(path)))
