"""Correlations of the samples: one file a kind, its spec fields, eigenvalues, and how samples are drawn.

`correlation` says what every kind answers, `CORRELATIONS` which kinds there are.
"""

from scalecalc.reading.fields.kinds import Kinds
from scalecalc.theory.correlations.ar1 import AutoregressiveCorrelation
from scalecalc.theory.correlations.correlation import Correlation
from scalecalc.theory.correlations.file import FileCorrelation
from scalecalc.theory.correlations.power_law import PowerLawCorrelation

CORRELATIONS: Kinds[Correlation] = Kinds(
    AutoregressiveCorrelation, PowerLawCorrelation, FileCorrelation, stand_in="ar1"
)

__all__ = ["CORRELATIONS", "Correlation"]
