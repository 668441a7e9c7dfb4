"""All that is estimated of a population from measured samples and parts of them."""

from __future__ import annotations

from collections.abc import Sequence

from scalecalc.empirical.population.curves import Curves, curves_of, informative
from scalecalc.empirical.population.joint import Fit, fitted
from scalecalc.empirical.population.subsets import departure
from scalecalc.empirical.population.windows import Window, windows
from scalecalc.empirical.traces import Measured, Traces
from scalecalc.record import record

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


def estimated(measured: Measured, parts: Sequence[Measured], modes: float, *, centred: bool = False) -> Estimated:
    """From all samples, and from parts of them as a check.

    modes: how many the population can have at most.  centred: whether the means are taken off.
    """
    ridges, rank = informative(measured, modes, centred=centred)
    traces = measured.at(ridges)
    curves = curves_of(traces, measured.samples, rank, centred=centred)
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
