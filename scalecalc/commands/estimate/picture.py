"""The picture of `estimate`: measured curves with the fitted law, and what is left in units of the error."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.commands.estimate.rows import HALF
from scalecalc.empirical.population.estimated import Estimated
from scalecalc.figures.picture import Axis, Picture, Series
from scalecalc.table import Table

_KAPPA = Axis("renormalized ridge", "κ")
_LEARNED, _UNLEARNED = ("modes learned", "z"), ("unlearned", "T + σ²")


class EstimateSketch:
    """Draws what was estimated, whichever table was made of it."""

    def __init__(self, title: str, estimated: Callable[[], Estimated]) -> None:
        self._title = title
        self._estimated = estimated
        self._notes: tuple[str, ...] = ()

    def see(self, block: Table) -> None:
        self._notes = block.notes

    def pictures(self) -> tuple[Picture, ...]:
        """z, what is unlearned, and the residuals of both."""
        found = self._estimated()
        law, fit = found.fit.law.at(found.curves.kappa), found.fit
        pictures = [self._curve(_LEARNED, found, found.curves.df1, law.df1, fit.errors[0], fit.band[0])]
        if found.curves.targeted:
            errors, band = fit.errors[1] * law.unlearned, fit.band[1] * law.unlearned
            pictures += [self._curve(_UNLEARNED, found, found.curves.unlearned, law.unlearned, errors, band)]
        return (*pictures, self._residuals(found))

    def _curve(
        self, named: tuple[str, str], found: Estimated, measured: Floats, law: Floats, errors: Floats, band: Floats
    ) -> Picture:
        kappa, (name, symbol) = found.curves.kappa, named
        edges = (np.maximum(law - HALF * band, 1e-3 * law), law + HALF * band)
        return Picture(
            title=self._title,
            x=_KAPPA,
            y=Axis(name, symbol),
            series=(
                Series("measured", symbol, kappa, measured, role="points", error=errors),
                Series("power law, 95 % interval", symbol, kappa, law, band=edges)
                if found.lawful
                else Series("closest power law", symbol, kappa, law),
            ),
            subtitle=name,
        )

    def _residuals(self, found: Estimated) -> Picture:
        kappa, names = found.curves.kappa, (_LEARNED, _UNLEARNED)
        return Picture(
            title=self._title,
            x=_KAPPA,
            y=Axis("measured less law, in standard errors", log=False),
            series=tuple(
                Series(name, symbol, kappa, off)
                for (name, symbol), off in zip(names, found.fit.deviations, strict=False)
            ),
            subtitle="residuals",
            notes=self._notes,
        )
