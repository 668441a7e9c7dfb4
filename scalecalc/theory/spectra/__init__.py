"""Spectra: the kinds a spec may name, one file each, and how the solver sees them, as weighted nodes.

SPECTRA is the registry of kinds; a kind of one's own is a `Spectrum` that is registered there. To the rest of the
theory a spectrum with its target is a `tasks.Task`.
"""

from scalecalc.reading.fields.kinds import Kinds
from scalecalc.theory.spectra.exponential import ExponentialSpectrum
from scalecalc.theory.spectra.file import FileSpectrum
from scalecalc.theory.spectra.isotropic import IsotropicSpectrum
from scalecalc.theory.spectra.kind import Entries, Spectrum
from scalecalc.theory.spectra.levels import LevelsSpectrum
from scalecalc.theory.spectra.power_law import PowerLawSpectrum
from scalecalc.theory.spectra.sphere import SphereSpectrum

SPECTRA: Kinds[Spectrum] = Kinds(
    PowerLawSpectrum,
    ExponentialSpectrum,
    IsotropicSpectrum,
    LevelsSpectrum,
    FileSpectrum,
    SphereSpectrum,
    stand_in="isotropic",
)

__all__ = ["SPECTRA", "Entries", "Spectrum"]
