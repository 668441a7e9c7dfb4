"""From a spec to the task the solver takes: normalizations, level sums, measured files."""

from __future__ import annotations

from math import inf, isfinite, isinf

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.datafiles import one_column
from scalecalc.reading.report import Report
from scalecalc.spec.model import (
    FileSpectrum,
    FileTarget,
    IsotropicSpectrum,
    IsotropicTarget,
    LevelsTarget,
    PowerLawSpectrum,
    PowerLawTarget,
    Spec,
)
from scalecalc.spec.rules import check_levels, decay_of
from scalecalc.spec.spectra import Entries, entries
from scalecalc.theory.numerics.powersum import power_sum
from scalecalc.theory.spectra.compress import compressed, compression_note
from scalecalc.theory.spectra.tasks import Modes, PowerLaw

Built = tuple[PowerLaw | Modes, tuple[str, ...]]  # a task, and notes about it

_SPECTRUM, _TARGET = ("spectrum",), ("target",)


def build(spec: Spec, report: Report, folder: Folder) -> Built | None:
    """The task with notes, or None when problems, old or found here, stand in the way.

    Data files lie relative to the folder.
    """
    spectrum, target = spec.spectrum, spec.target
    if isinstance(spectrum, PowerLawSpectrum) and isinstance(target, PowerLawTarget | IsotropicTarget):
        if report.good(_SPECTRUM) and report.good(_TARGET):
            return _power_law(spectrum, target, report)
        return None
    measured = _measured_target(target, report, folder) if isinstance(target, FileTarget) else None
    if not report.good(_SPECTRUM):
        return None
    if isinstance(spectrum, PowerLawSpectrum) and (
        isinf(spectrum.modes) or not _fits(spec, measured, spectrum.modes, report)
    ):
        return None
    listed = entries(spec, report, folder)
    if listed is not None and report.good(_TARGET) and not _weights_are_finite(target, listed, report):
        return None
    if listed is None or not report.good(_TARGET) or (isinstance(target, FileTarget) and measured is None):
        return None
    rows = spectrum.modes if isinstance(spectrum, IsotropicSpectrum) else len(listed)
    if not _fits(spec, measured, rows, report):
        return None
    return _explicit(spec, listed, measured, report)


# --- power laws


def _power_law(spectrum: PowerLawSpectrum, target: PowerLawTarget | IsotropicTarget, report: Report) -> Built | None:
    if isinstance(target, IsotropicTarget):
        decay, power_scale = spectrum.alpha, spectrum.scale * target.total / spectrum.modes
        notes: tuple[str, ...] = ()
    else:
        decay = decay_of(target, spectrum.alpha)
        power_scale = _normalized(spectrum, target, decay)
        notes = () if target.normalize == "none" else (_normal_note(target, f"v_k = {power_scale:.6g} k^-{decay:g}"),)
    if not 0 < power_scale < inf:
        report.at_key(_TARGET, _range_message(power_scale))
        return None
    return PowerLaw(spectrum.alpha, spectrum.scale, spectrum.modes, decay, power_scale), notes


def _normalized(spectrum: PowerLawSpectrum, target: PowerLawTarget, decay: float) -> float:
    """v_1 such that the sum that `normalize` names is the target's scale."""
    if target.normalize == "none":
        return target.scale
    with np.errstate(all="ignore"):
        if target.normalize == "power":
            total = target.scale
            norm = float(power_sum(decay, 1.0, spectrum.modes))
        else:  # sum w_k^2 = sum v_k/eta_k = v_1/scale sum k^(alpha - decay)
            total = target.scale * spectrum.scale
            norm = float(power_sum(decay - spectrum.alpha, 1.0, spectrum.modes))
    return total / norm if isfinite(norm) else 0.0


def _normal_note(target: PowerLawTarget, result: str) -> str:
    total = "sum of w_k^2" if target.normalize == "weights" else "sum of v_k"
    return f"The target is normalized so that the {total} is {target.scale:g}: {result}."


def _range_message(value: float) -> str:
    return f"the target's power comes to {value:g}, must be > 0 and within the range of a double"


# --- explicit modes


def _measured_target(target: FileTarget, report: Report, folder: Folder) -> Floats | None:
    if not report.good(_TARGET):
        return None
    columns = one_column(_TARGET, target, report, folder)
    if columns is None:
        return None
    what = "power v_k" if target.column_is == "power" else "weight w_k^2"
    problems = columns.problems(
        0, columns.values[0] < 0, lambda value: f"a negative {what}, got {value:.6g}, must be >= 0"
    )
    report.add(*problems)
    return None if problems else columns.values[0]


def _fits(spec: Spec, measured: Floats | None, rows: float, report: Report) -> bool:
    """Whether the target has as many entries as the spectrum; reports it if not."""
    target = spec.target
    levels = 1.0 if isinstance(spec.spectrum, IsotropicSpectrum) else rows
    if isinstance(target, LevelsTarget) and report.good(_TARGET) and not check_levels(target, levels, report):
        return False
    if isinstance(target, FileTarget) and measured is not None and len(measured) != rows:
        message = (
            f"target.path has a row for each row, level or mode of the spectrum, got {len(measured)} rows, "
            f"must be {rows:.15g}"
        )
        report.at_value(("target", "path"), message)
        return False
    # Without the target's own count a power law's modes are not written out, there may be any number of them.
    return not isinstance(spec.spectrum, PowerLawSpectrum) or (
        measured is not None or (isinstance(target, LevelsTarget) and report.good(_TARGET))
    )


def _weights_are_finite(target: object, listed: Entries, report: Report) -> bool:
    """Whether weights w_k^2 = v_k/eta_k have a sum that can be normalized; reports it if not."""
    if isinstance(target, PowerLawTarget) and target.normalize == "weights" and listed.eigenvalue[-1] == 0:
        message = "target.normalize: weights with eigenvalues of 0, where v_k/eta_k is infinite, must be power or none"
        report.at_value((*_TARGET, "normalize"), message)
        return False
    return True


def _explicit(spec: Spec, listed: Entries, measured: Floats | None, report: Report) -> Built | None:
    with np.errstate(over="ignore", invalid="ignore", under="ignore", divide="ignore"):
        power, notes = _powers(spec, listed, measured)
        total, trace = float(np.sum(power)), float(np.sum(listed.multiplicity * listed.eigenvalue))
    if not isfinite(trace):
        report.at_key(_SPECTRUM, f"the sum of the eigenvalues comes to {trace:g}, must be within the range of a double")
        return None
    if not isfinite(total):
        report.at_key(_TARGET, _range_message(total))
        return None
    positive = int(np.count_nonzero(listed.eigenvalue))
    null_power, null_modes = float(np.sum(power[positive:])), float(np.sum(listed.multiplicity[positive:]))
    task = compressed(
        listed.eigenvalue[:positive], listed.multiplicity[:positive], power[:positive], null_power, null_modes
    )
    notes = [*listed.notes, *notes]
    if null_modes > 0:
        notes.append(_null_note(len(listed) - positive, null_power, total))
    if isinstance(spec.spectrum, FileSpectrum) or task.compression_error > 0:
        notes.append(compression_note("The spectrum", len(listed), "eigenvalues", task))
    return task, tuple(notes)


def _null_note(count: int, power: float, total: float) -> str:
    if power == 0:
        return f"{count} entries have eigenvalue 0 and no target power; D counts their modes."
    return (
        f"{count} entries of eigenvalue 0 hold {power / total:.3g} of the target's power, which cannot be learned and "
        "acts as label noise; D counts their modes."
    )


def _powers(spec: Spec, listed: Entries, measured: Floats | None) -> tuple[Floats, list[str]]:
    """The target's power in each entry, summed over its modes, and notes."""
    target, eta, count = spec.target, listed.eigenvalue, listed.multiplicity
    if isinstance(target, PowerLawTarget):
        return _power_law_powers(target, listed)
    if isinstance(target, IsotropicTarget):
        return count * eta * (target.total / np.sum(count)), []
    if isinstance(target, LevelsTarget):
        if target.powers is not None:
            return count * listed.ordered(np.array(target.powers)), []
        assert target.weights is not None  # it is the one or the other
        return count * eta * listed.ordered(np.array(target.weights)), []
    assert measured is not None  # checked by the caller
    each = listed.ordered(measured) if target.column_is == "power" else listed.ordered(measured) * eta
    if isinstance(spec.spectrum, IsotropicSpectrum):
        return np.array([np.sum(each)]), []
    return count * each, []


def _power_law_powers(target: PowerLawTarget, listed: Entries) -> tuple[Floats, list[str]]:
    """scale * sum k^-decay over the ranks of each entry."""
    assert target.decay is not None  # r is for power-law spectra
    first, last = listed.ranks()
    sums = first**-target.decay
    several = listed.multiplicity > 1
    sums[several] = power_sum(target.decay, first[several], last[several])
    if target.normalize == "none":
        return target.scale * sums, []
    norm = np.sum(sums / listed.eigenvalue if target.normalize == "weights" else sums)
    factor = target.scale / norm
    return factor * sums, [_normal_note(target, f"v_k = {factor:.6g} k^-{target.decay:g}")]
