"""The command `exponents`: how fast each term decays. `results/exponents` computes it."""

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


class Exponents(SpecCommand):
    """How fast each term decays: asymptotic exponents and amplitudes, local exponents, fits.

    Examples:
      $ scalecalc example width_law > spec.yaml
      $ scalecalc exponents spec.yaml
      $ scalecalc exponents spec.yaml --plot
      $ scalecalc exponents spec.yaml --along width --json
    """

    name = "exponents"
    pointwise = True
    heeds = frozenset({"test", "training"})

    along: FollowedAlong = None

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        from scalecalc.results import exponent_rows

        return exponent_rows.COLUMNS

    def blocks(self, study: Study) -> Iterator[Table]:
        if study.spec.training is None:
            from scalecalc.results.exponents import exponents
        else:
            from scalecalc.results.trained.exponents import exponents
        return iter([exponents(study, self.along)])

    def pen(self, study: Study) -> Sketch:
        from scalecalc.commands.exponents.picture import ExponentsSketch

        return ExponentsSketch(study, self.along, self.fine)


def exponents(
    spec: Source | Study | Studies,
    along: Along | None = None,
    overrides: Iterable[str] = (),
    vary: Vary = (),
) -> Table:
    """Asymptotic, local and fitted exponents of every term, along the quantity that is swept or `along`.

    One row per term and one for the generalization error, for each combination of what else is swept. With X = P, N
    or 1/lambda, all exponents say E ~ amplitude X^-exponent: `exponent` and `amplitude` (units of the target power) as
    X -> infinity, `local_exponent` exactly at the last grid point, `estimate` and `stderr` by least squares.
    Source: arXiv:2405.00592, and the same formulas run on leading powers.

    Raises UsageError where nothing grows along that quantity, and SpecError, DataError and UsageError as `load` does.
    """
    return Exponents(along=along).table(load(spec, overrides, vary=vary))
