"""The command `phase`: the map of regimes over two numbers of the spec. `results/phases` computes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

from scalecalc.api import Source, Vary, load
from scalecalc.commands.base import Lines, duration
from scalecalc.commands.specified import SpecCommand
from scalecalc.options import INPUT, Option

if TYPE_CHECKING:
    from scalecalc.figures.picture import Sketch
    from scalecalc.results.phases.table import Map
    from scalecalc.spec import Studies, Study
    from scalecalc.spec.plane import Plane
    from scalecalc.table import Column, Table

_SECONDS_PER_POINT = 3e-6


class Phase(SpecCommand):
    """Map which term rules the error, and with which exponent, over two numbers of the spec.

    The limit is that of many samples, along the laws of the spec. ridge.P=-2:0 varies the exponent of P in the law of
    the ridge. A range that says nothing else has 200 points.

    Examples:
      $ scalecalc example 12_phase_diagram > spec.yaml
      $ scalecalc phase spec.yaml --x ridge.P=-2:0 --y features.width.P=0:3
      $ scalecalc phase spec.yaml --x ridge.P=-2:0 --y features.width.P=0:3 --plot
      $ scalecalc phase spec.yaml --boundaries --x ridge.P=-2:0 --y ridge.N=-1:0
      $ scalecalc phase spec.yaml --x spectrum.alpha=1.1:3:9 --y target.r=0.1:1:9
    """

    name = "phase"
    counts = "points"
    heeds = frozenset({"training"})

    x: Annotated[str, Option("The number from left to right, e.g. ridge.P=-2:0.", "KEY=RANGE", panel=INPUT)]
    y: Annotated[str, Option("The number upwards, e.g. features.width.P=0:3.", "KEY=RANGE", panel=INPUT)]
    boundaries: Annotated[bool, Option("Rows are pieces of the lines between regimes.")] = False

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        from scalecalc.results.phases import table

        return (*table.COLUMNS, *table.BOUNDARIES)

    def blocks(self, study: Study) -> Iterator[Table]:
        from scalecalc.results.phases import table

        found = self._map(study)
        return iter([table.boundaries(found)]) if self.boundaries else table.rows(found)

    def pen(self, study: Study) -> Sketch:
        from scalecalc.commands.phase.picture import PhaseSketch

        return PhaseSketch(self._map(study))

    def total(self, given: Study | Studies) -> int | None:
        return None if self.boundaries else sum(self._points(case.study) for case in given.cases)

    def effort(self, given: Study | Studies) -> Lines:
        points = sum(self._points(case.study) for case in given.cases)
        return [("map", f"{points:,} points"), ("time", duration(points * _SECONDS_PER_POINT))]

    def _points(self, study: Study) -> int:
        x, y = self._plane(study).values
        return x.size * y.size

    def _map(self, study: Study) -> Map:
        from scalecalc.results.phases.table import mapped

        return mapped(self._plane(study))

    def _plane(self, study: Study) -> Plane:
        from scalecalc.spec.plane import plane

        return plane(study, self.x, self.y)


def phase(
    spec: Source | Study | Studies,
    x: str,
    y: str,
    boundaries: bool = False,
    overrides: Iterable[str] = (),
    vary: Vary = (),
) -> Table:
    """The map of regimes over two numbers of the spec, such as x="ridge.P=-2:0" and y="features.width.P=0:3".

    One row per point, y fastest: both numbers, the regime of the error, its largest term and its exponent as P ->
    infinity along the laws of the spec, E ~ P^-exponent. With `boundaries` one row per piece of a line between two
    regimes: exact where the exponents are linear in both numbers, as between exponents of laws, else within 1e-6 of the
    ranges. Source: the phase diagrams of arXiv:2405.00592, by the same laws as `exponents`.

    Raises UsageError for axes that make no map and for specs without laws, and SpecError, DataError and UsageError as
    `load` does.
    """
    return Phase(x=x, y=y, boundaries=boundaries).table(load(spec, overrides, vary=vary))
