"""Laws of the inputs: one file a law, and how it is named on a command line and drawn.

`LAWS` holds those that have a name; a law of one's own is put in there.
"""

from __future__ import annotations

from scalecalc.simulation.draw.covariates.covariates import Covariates, Real
from scalecalc.simulation.draw.covariates.gaussian import GaussianInputs
from scalecalc.simulation.draw.covariates.rademacher import RademacherInputs
from scalecalc.simulation.draw.covariates.rows import MeasuredInputs, whitened
from scalecalc.simulation.draw.covariates.student import StudentInputs
from scalecalc.simulation.draw.covariates.uniform import UniformInputs

LAWS: dict[str, type[Covariates]] = {
    law.words[0]: law for law in (GaussianInputs, RademacherInputs, UniformInputs, StudentInputs)
}
GAUSSIAN = GaussianInputs()


def covariates_named(text: str) -> Covariates | None:
    """The law of that name, which may end in `:` and a parameter; None where there is none.

    Raises UsageError for a parameter that the law cannot have.
    """
    name, _, parameter = text.partition(":")
    return LAWS[name].named(text, parameter) if name in LAWS else None


__all__ = ["GAUSSIAN", "LAWS", "Covariates", "MeasuredInputs", "Real", "covariates_named", "whitened"]
