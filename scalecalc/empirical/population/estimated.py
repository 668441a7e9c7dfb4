"""All that is estimated of a population from measured samples and parts of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.population.curves import Curves, curves_of, informative
from scalecalc.empirical.population.joint import Fit, fitted
from scalecalc.empirical.population.subsets import departure
from scalecalc.empirical.population.windows import Window, windows
from scalecalc.empirical.traces import Measured, Traces
from scalecalc.record import record

_HEAVY = 1.0  # excess kurtosis that is told from 0
ACCEPTED = 2.0  # chi^2 per degree of freedom, up to which a law is taken to hold


@record(eq=False)
class Estimated:
    """What samples say of their population.

    traces: at the ridges of the curves.  fit: the power law.  windows: local exponents.  departures: of parts of the
    samples from the whole, chi^2 per degree of freedom.  trace: tr K/n.  participation: (tr K)^2/tr K^2.
    """

    traces: Traces
    curves: Curves
    fit: Fit
    windows: list[Window]
    departures: list[float]
    trace: float
    participation: float

    @property
    def lawful(self) -> bool:
        """Whether the curves are those of a power law as far as the samples can tell."""
        return self.fit.misfit <= ACCEPTED

    @property
    def collapses(self) -> bool:
        """Whether parts of the samples show the same curves as all of them."""
        return all(one <= ACCEPTED for one in self.departures)


def estimated(
    measured: Measured,
    parts: Sequence[Measured],
    modes: float,
    *,
    centred: bool = False,
    norms: Floats | None = None,
) -> Estimated:
    """From all samples, and from parts of them as a check.

    modes: how many the population can have at most.  centred: whether the means are taken off.  norms: the diagonal of
    the kernel matrix, shape (n,), by which heavy tails are known.
    """
    ridges, rank = informative(measured, modes, centred=centred)
    traces = measured.at(ridges)
    curves = curves_of(traces, measured.samples, rank, centred=centred)
    curves = replace(curves, kurtosis=0.0 if norms is None else _kurtosis(norms, measured))
    fit = fitted(curves)
    return Estimated(
        traces=traces,
        curves=curves,
        fit=fit,
        windows=windows(curves),
        departures=[departure(part, curves, fit.law, centred=centred) for part in parts],
        trace=measured.trace,
        participation=measured.trace**2 / measured.squared_trace,
    )


def _kurtosis(norms: Floats, measured: Measured) -> float:
    """Excess kurtosis by the variance of the norms, (2 + kurtosis) tr Sigma^2; 0 where it is not clearly more.

    tr (K/n)^2 is tr Sigma^2 + (tr Sigma)^2/n.
    """
    square = measured.squared_trace - measured.trace**2 / measured.samples
    found = float(np.var(norms)) / square - 2.0 if square > 0 else 0.0
    return found if found > _HEAVY else 0.0
