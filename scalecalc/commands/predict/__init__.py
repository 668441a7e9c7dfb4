"""The command `predict`: errors, renormalized ridges and effective dimensions. `results/points` computes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from scalecalc.api import Source, Vary, load
from scalecalc.commands.specified import SpecCommand

if TYPE_CHECKING:
    from scalecalc.figures.picture import Sketch
    from scalecalc.spec import Studies, Study
    from scalecalc.table import Column, Table


class Predict(SpecCommand):
    """Train and test error, renormalized ridges and effective dimensions at every grid point.

    Examples:
      $ scalecalc example quickstart > spec.yaml
      $ scalecalc predict spec.yaml
      $ scalecalc predict spec.yaml --set ridge=1e-4 --columns samples,test_error
      $ scalecalc predict spec.yaml --csv > curve.csv
      $ scalecalc predict spec.yaml --plot
      $ scalecalc predict spec.yaml --plot --columns test_error,kappa2,df1
      $ scalecalc predict - --json < spec.yaml
    """

    name = "predict"
    heeds = frozenset({"test", "training", "test over time", "early stopping"})
    selects = True
    pointwise = True

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        from scalecalc.results import points
        from scalecalc.results.trained.errors import STOPPING, TRAINING

        stages = (points.S_SAMPLES, points.S_NOISE, points.S_FEATURES)
        more = (*TRAINING, *points.SHIFTED, *stages, *points.CROSS_VALIDATION, *points.OPTIMUM, *STOPPING)
        return (*points.PREDICT, *more, points.STATUS)

    def blocks(self, study: Study) -> Iterator[Table]:
        from scalecalc.results import predicted

        return predicted.predict(study)

    def pen(self, study: Study) -> Sketch:
        from scalecalc.commands.predict.picture import PredictSketch

        return PredictSketch(study, self.wanted, self.fine)


def predict(spec: Source | Study | Studies, overrides: Iterable[str] = (), vary: Vary = ()) -> Table:
    """Train and test error, renormalized ridges and effective dimensions, one row per grid point.

    Columns, shape (rows,): the coordinates samples (P), width (N), ridge (lambda), noise (sigma^2), members (K), as far
    as the model has them; train_error, test_error = E_g + sigma^2 and generalization_error = E_g in units of the target
    power; kappa1 and kappa2 in units of the eigenvalues; df1 and df2, sums over modes; gamma1; test_train_ratio, test
    over train error; the S-transforms s_...; status, "ok" or what happened. With an optimal ridge also the range,
    ridge_low to ridge_high, in which the test error is within 1 % of its minimum; time_low to time_high with an optimal
    time. With a test distribution of its own
    shifted_error, the error on it, and the three parts that add up to it. Source: arXiv:2405.00592.

    Raises SpecError, DataError and UsageError as `load` does.
    """
    return Predict().table(load(spec, overrides, vary=vary))
