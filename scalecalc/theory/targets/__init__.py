"""Targets: the kinds a spec may name, one file each; each says how much power it has in every mode of a spectrum.

TARGETS is the registry of kinds; a kind of one's own is a `Target` that is registered there.
"""

from scalecalc.reading.fields.kinds import Kinds
from scalecalc.theory.targets.exponential import ExponentialTarget
from scalecalc.theory.targets.file import FileTarget
from scalecalc.theory.targets.isotropic import IsotropicTarget
from scalecalc.theory.targets.kind import Powers, Target
from scalecalc.theory.targets.levels import LevelsTarget
from scalecalc.theory.targets.power_law import PowerLawTarget
from scalecalc.theory.targets.sphere import SphereTarget

TARGETS: Kinds[Target] = Kinds(
    PowerLawTarget,
    ExponentialTarget,
    IsotropicTarget,
    LevelsTarget,
    FileTarget,
    SphereTarget,
    stand_in="isotropic",
)

__all__ = ["TARGETS", "Powers", "Target"]
