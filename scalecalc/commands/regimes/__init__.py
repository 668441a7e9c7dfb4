"""The command `regimes`: what rules where along the sweep. `results/regimes` computes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from scalecalc.api import Source, Vary, load
from scalecalc.commands.specified import FollowedAlong, SpecCommand
from scalecalc.coordinates import Along

if TYPE_CHECKING:
    from scalecalc.figures.picture import Sketch
    from scalecalc.spec import Studies, Study
    from scalecalc.table import Column, Table


class Regimes(SpecCommand):
    """Which regime rules where along the sweep, and where one gives way to the next.

    Examples:
      $ scalecalc example feature_variance > spec.yaml
      $ scalecalc regimes spec.yaml
      $ scalecalc regimes spec.yaml --plot
      $ scalecalc regimes spec.yaml --along samples --csv
    """

    name = "regimes"
    pointwise = True
    heeds = frozenset({"training"})

    along: FollowedAlong = None

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        from scalecalc.results import regimes

        return regimes.COLUMNS

    def blocks(self, study: Study) -> Iterator[Table]:
        if study.spec.training is None:
            from scalecalc.results.regimes import regimes
        else:
            from scalecalc.results.trained.regimes import regimes
        return iter([regimes(study, self.along)])

    def pen(self, study: Study) -> Sketch:
        from scalecalc.commands.regimes.picture import RegimesSketch

        return RegimesSketch(study, self.along, self.fine)


def regimes(
    spec: Source | Study | Studies,
    along: Along | None = None,
    overrides: Iterable[str] = (),
    vary: Vary = (),
) -> Table:
    """The stretches of the sweep, one row each: where they begin and end, what rules there, and the exponents.

    Ends are in units of the quantity that is swept (P, N or lambda) and lie where two asymptotic laws cross; exponents
    are positive for decay. Source: arXiv:2405.00592, the regimes of random features on power laws.

    Raises UsageError where nothing grows along that quantity, and SpecError, DataError and UsageError as `load` does.
    """
    return Regimes(along=along).table(load(spec, overrides, vary=vary))
