"""From a study to the tables the commands return."""

from scalecalc.report.exponents import exponents
from scalecalc.report.points import decompose, predict
from scalecalc.report.regimes import regimes

__all__ = ["decompose", "exponents", "predict", "regimes"]
