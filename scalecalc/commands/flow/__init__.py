"""The command `flow`: the ridge, stage by stage. `results/flow` computes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from scalecalc.api import Source, Vary, load
from scalecalc.commands.specified import SpecCommand

if TYPE_CHECKING:
    from scalecalc.figures.picture import Sketch
    from scalecalc.spec import Studies, Study
    from scalecalc.table import Column, Table


class Flow(SpecCommand):
    """How the ridge is renormalized, stage by stage: samples, noise of the features, each layer.

    Examples:
      $ scalecalc example deep_features > spec.yaml
      $ scalecalc flow spec.yaml
      $ scalecalc flow spec.yaml --set samples=1000
      $ scalecalc flow spec.yaml --columns samples,stage,kappa --csv
      $ scalecalc flow spec.yaml --plot
    """

    name = "flow"
    heeds = frozenset({"test"})
    pointwise = True

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        from scalecalc.results import flow

        return flow.COLUMNS

    def blocks(self, study: Study) -> Iterator[Table]:
        from scalecalc.results import flow

        return flow.flow(study)

    def pen(self, study: Study) -> Sketch:
        from scalecalc.commands.flow.picture import FlowSketch

        return FlowSketch(study, self.fine)


def flow(spec: Source | Study | Studies, overrides: Iterable[str] = (), vary: Vary = ()) -> Table:
    """How the ridge is renormalized, one row per grid point and stage, from lambda to kappa2.

    Columns, shape (rows,): the coordinates, as of `predict`; which stage, and the size (P or N) of its matrix; its
    S-transform; kappa after it, in units of the eigenvalues; the effective dimension df1 that passes; the factor by
    which the stage multiplies the error; the limits that are near; status. Source: arXiv:2405.00592, S-transforms.

    Raises SpecError, DataError and UsageError as `load` does.
    """
    return Flow().table(load(spec, overrides, vary=vary))
