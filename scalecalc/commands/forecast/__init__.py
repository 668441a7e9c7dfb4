"""The command `forecast`: what would more data bring? `empirical/forecasting` computes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

from scalecalc.commands.measured import DataCommand
from scalecalc.options import INPUT, Option

if TYPE_CHECKING:
    from scalecalc.empirical.cost import Cost
    from scalecalc.empirical.dataset import Dataset
    from scalecalc.empirical.load import Given
    from scalecalc.figures.picture import Sketch
    from scalecalc.table import Column, Table

OPTIMAL = "optimal"


class Forecast(DataCommand):
    """The learning curve of one's own data: measured on parts of them, forecast beyond them, and what limits it.

    Errors are leave-one-out, mean squared errors per sample summed over targets. The forecast is the theory of the
    spectrum that the data show, corrected by leave-one-out, or else power laws; intervals are of 95 %.

    Examples:
      $ scalecalc example power_law_data --to .
      $ scalecalc forecast features.npy -t labels.npy --to 1000
      $ scalecalc forecast features.npy -t labels.npy --to 500:1e5:5 -k gaussian
      $ scalecalc forecast features.npy -t labels.npy --to 1000 --ridge '0.3*P^-1'
      $ scalecalc forecast features.npy -t labels.npy --to 1000 --backtest --plot
    """

    name = "forecast"

    to: Annotated[str, Option("Numbers of samples to forecast, e.g. 1e4 or 500:1e5.", "RANGE", panel=INPUT)]
    ridge: Annotated[
        str,
        Option(
            "Ridge lambda of K/n + lambda: a number, a law such as '0.3 * P^-1', or optimal: the best at each size.",
            "NUMBER|LAW",
            panel=INPUT,
            words=(OPTIMAL,),
        ),
    ] = OPTIMAL
    backtest: Annotated[bool, Option("Forecast from half of the samples as well, to see how far that is off.")] = False
    seed: Annotated[int, Option("Seed of the parts that are drawn.", "N")] = 0

    def __init__(self, **options: Any) -> None:
        from scalecalc.commands.forecast.asked import checked

        super().__init__(**options)
        self._asked = checked(self)

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        from scalecalc.commands.forecast.answer import COLUMNS

        return COLUMNS

    def cost(self, given: Dataset) -> Cost:
        from scalecalc.commands.forecast.answer import cost

        return cost(given, self._asked)

    def answer(self, given: Dataset) -> Iterator[Table]:
        from scalecalc.commands.forecast.answer import answered

        return iter([answered(given, self._asked, self.tell)])

    def sketch(self, given: Dataset) -> Sketch:
        from scalecalc.commands.forecast.picture import ForecastSketch

        return ForecastSketch(given.title)


def forecast(
    data: Given,
    target: Given,
    to: str | float | Iterable[float],
    *,
    ridge: str | float = OPTIMAL,
    kernel: str = "linear",
    center: bool = False,
    target_is: str = "auto",
    backtest: bool = False,
    seed: int = 0,
    memory: float = DataCommand.memory,
) -> Table:
    """The learning curve of measured samples and its continuation, one row per number of samples.

    data, target, kernel, center, target_is: as everywhere for measured data; shapes (n, d) or (n, n), and (n,) or
    (n, c), n >= 40.  to: numbers of samples, one, several, or a RANGE; those up to n are measured.
    ridge: lambda > 0 of K/n + lambda, a law in the number of samples such as "0.3 * P^-1", or "optimal".
    backtest: forecast from half of the samples as well, at the sizes beyond these.  seed: of the parts that are drawn.
    memory: bytes that may be taken.

    Columns, shape (rows,): the number of samples; up to n the leave-one-out error, a mean over parts of the data, with
    its standard error; beyond n the error that is forecast, with a 95 % interval; the method. Errors are mean squared
    errors per sample, summed over targets, noise included. The method is `calibrated theory`: the test error of the
    spectrum that fits the data (arXiv:2405.00592), times leave-one-out over generalized cross-validation; or, where
    these are too far apart, `power laws`: the mean of two, with and without a floor, through the measured errors.

    Raises UsageError for what cannot be done, and SpecError, DataError and UsageError for what cannot be read.
    """
    from scalecalc.empirical.load import load
    from scalecalc.spec.ranges import range_text

    question = Forecast(to=range_text(to), ridge=range_text(ridge), backtest=backtest, seed=seed, memory=memory)
    return question.table(load(data, target, kernel=kernel, center=center, target_is=target_is))
