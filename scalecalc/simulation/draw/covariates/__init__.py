"""Laws of the inputs: one file a law, and how it is named on a command line and drawn.

`LAWS` holds those that have a name; a law of one's own is registered there.
"""

from __future__ import annotations

from scalecalc.simulation.draw.covariates.covariates import Covariates, Laws, Real
from scalecalc.simulation.draw.covariates.gaussian import GaussianInputs
from scalecalc.simulation.draw.covariates.rademacher import RademacherInputs
from scalecalc.simulation.draw.covariates.rows import MeasuredInputs, whitened
from scalecalc.simulation.draw.covariates.student import StudentInputs
from scalecalc.simulation.draw.covariates.uniform import UniformInputs

LAWS = Laws("law of the inputs", GaussianInputs, RademacherInputs, UniformInputs, StudentInputs)
GAUSSIAN = GaussianInputs()


__all__ = ["GAUSSIAN", "LAWS", "Covariates", "Laws", "MeasuredInputs", "Real", "whitened"]
