"""The command `decompose`: where the error comes from. `results/predicted` says what computes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

from scalecalc.api import Source, Vary, load
from scalecalc.commands.specified import SpecCommand, specs_of
from scalecalc.errors import UsageError
from scalecalc.options import OUTPUT, Option

if TYPE_CHECKING:
    from scalecalc.figures.picture import Sketch
    from scalecalc.spec import Studies, Study
    from scalecalc.table import Column, Table


class Decompose(SpecCommand):
    """Where the error comes from: squared bias and five variances at every grid point.

    The six terms add up to the generalization error.

    Examples:
      $ scalecalc example feature_variance > spec.yaml
      $ scalecalc decompose spec.yaml
      $ scalecalc decompose spec.yaml --set noise=0 -o terms.csv
      $ scalecalc decompose spec.yaml --plot --stacked
      $ scalecalc decompose spec.yaml --plot --shares
      $ scalecalc decompose spec.yaml --format markdown > terms.md
    """

    name = "decompose"
    heeds = frozenset({"training", "early stopping"})
    selects = True
    pointwise = True

    stacked: Annotated[
        bool,
        Option("With --plot or --figure: the terms as layers that add up to the error.", panel=OUTPUT, draws=True),
    ] = False
    shares: Annotated[
        bool,
        Option("With --plot or --figure: the terms as layers in percent of the error.", panel=OUTPUT, draws=True),
    ] = False

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        from scalecalc.results import points

        return (*points.DECOMPOSE, points.STATUS)

    def blocks(self, study: Study) -> Iterator[Table]:
        from scalecalc.results import predicted

        return predicted.decompose(study)

    def check_heeded(self, given: Study | Studies) -> None:
        super().check_heeded(given)
        for spec in specs_of(given):
            if spec.training is not None and not spec.training.decomposes:
                word = spec.training.word
                raise UsageError(f"decompose does not know the terms of {word}; predict has its error")

    def pen(self, study: Study) -> Sketch:
        from scalecalc.commands.decompose.picture import DecomposeSketch

        return DecomposeSketch(study, self.wanted, self.fine, stacked=self.stacked, shares=self.shares)


def decompose(spec: Source | Study | Studies, overrides: Iterable[str] = (), vary: Vary = ()) -> Table:
    """The six bias and variance terms of the generalization error, one row per grid point.

    Columns, shape (rows,): the coordinates, as of `predict`; bias2, var_features, var_samples, var_samples_features,
    var_samples_noise, var_samples_features_noise, which add up to generalization_error, all in units of the target
    power; status. With training they are the terms after that time. `marks` tells the largest term of each row.
    Source: arXiv:2405.00592, fine-grained decomposition.

    Raises SpecError, DataError and UsageError as `load` does.
    """
    return Decompose().table(load(spec, overrides, vary=vary))
