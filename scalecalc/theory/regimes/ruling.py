"""Which terms rule the error by its laws, and the regime that this is."""

from __future__ import annotations

from math import inf

from scalecalc.theory.laws.asymptotics import Asymptotics
from scalecalc.theory.leading import Leading, ties
from scalecalc.theory.regimes.names import regime_name
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.spectra.power_law import PowerLaw
from scalecalc.theory.traced import near

SHARE = 0.01  # of the leading amplitude: less is no part of what dominates


def leaders_of(laws: Asymptotics) -> list[str]:
    """The terms that have the order of the total and a share in its amplitude that counts."""
    total: Leading = laws.errors.generalization_error
    if total.amplitude in (0.0, inf):
        return [t for t in TERMS if getattr(laws.errors, t).amplitude == total.amplitude > 0]
    laws_of_terms = {term: getattr(laws.errors, term) for term in TERMS}
    tied = {term: law.amplitude for term, law in laws_of_terms.items() if ties(law, total)}
    return [term for term, amplitude in tied.items() if amplitude >= SHARE * total.amplitude]


def largest_of(laws: Asymptotics, leaders: list[str]) -> str:
    """The largest of these terms; "" where every term is 0."""
    return max(leaders, key=lambda term: getattr(laws.errors, term).amplitude, default="")


def ruling_regime(laws: Asymptotics, leaders: list[str], task: PowerLaw) -> str:
    """The regime of the error: those of the terms that lead, each named once."""
    return " and ".join(dict.fromkeys(law_regime(term, laws, task) for term in leaders))


def law_regime(term: str, laws: Asymptotics, task: PowerLaw) -> str:
    """The regime of a term."""
    law: Leading = getattr(laws.errors, term)
    return regime_name(term, laws.limits, task.source if laws.resolved.order > 0 else None, law.order)


def law_exponent(law: Leading) -> float:
    """The exponent of a law, positive for decay."""
    return 0.0 if near(law.order, 0, absolute=1e-12) else -law.order
