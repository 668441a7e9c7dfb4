"""The command `crossval`: is my cross-validation right? `empirical/validation` computes the errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from scalecalc.commands.measured import DataCommand
from scalecalc.options import INPUT, Option

if TYPE_CHECKING:
    from scalecalc.empirical.cost import Cost
    from scalecalc.empirical.dataset import Dataset
    from scalecalc.empirical.inputs.given import Given
    from scalecalc.figures.picture import Sketch
    from scalecalc.table import Column, Table


def _file_or_fraction(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


class Crossval(DataCommand):
    """Leave-one-out and generalized cross-validation at every ridge, exact, and the error on held-out samples.

    Errors are mean squared errors per sample, summed over targets. A fraction is held out ten times, drawn anew.

    Examples:
      $ scalecalc example power_law_data --to .
      $ scalecalc crossval features.npy --target labels.npy
      $ scalecalc crossval features.npy --target labels.npy --ridge 1e-6:1 --plot
      $ scalecalc crossval features.npy -t labels.npy --folds 5 --per-target
      $ scalecalc crossval features.npy -t labels.npy -k gaussian --held-out 0.2
      $ scalecalc crossval features.npy --target labels.npy --correlation ar1
    """

    name = "crossval"

    ridge: Annotated[
        str | None,
        Option(
            "Ridges lambda of K/n + lambda, e.g. 1e-6:1 or 0,1e-3,1e-2.",
            "RANGE",
            panel=INPUT,
            shown="1e-8 to 10 times the trace of K/n, four a decade",
        ),
    ] = None
    held_out: Annotated[
        object,
        Option(
            "Other samples to predict, or the fraction of the samples that is held out, e.g. 0.2.",
            "FILE|FRACTION",
            panel=INPUT,
            shown="none",
            parse=_file_or_fraction,
        ),
    ] = None
    held_out_target: Annotated[
        object,
        Option(
            "Targets of the held-out file: a file, or columns of it by name.",
            "FILE|COLUMN",
            panel=INPUT,
            shown="columns as in DATA",
            parse=str,
        ),
    ] = None
    folds: Annotated[
        int | None, Option("Hold out each of K parts once, drawn at random.", "K", panel=INPUT, shown="none")
    ] = None
    per_target: Annotated[bool, Option("Each target by itself, with its own best ridge.", panel=INPUT)] = False
    correlation: Annotated[
        str | None,
        Option(
            "The rows are a time series: ar1[:RHO], RHO estimated when left out; gcv is CorrGCV.",
            "KIND",
            panel=INPUT,
            shown="none",
            words=("ar1",),
        ),
    ] = None
    seed: Annotated[int, Option("Seed of what is held out at random.", "N")] = 0

    def __init__(self, **options: Any) -> None:
        from scalecalc.commands.crossval.asked import checked

        super().__init__(**options)
        self._asked = checked(self)

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        from scalecalc.commands.crossval.answer import COLUMNS

        return COLUMNS

    def reads(self) -> list[Path]:
        named = (self.held_out, self.held_out_target)
        return [Path(one) for one in named if isinstance(one, str) and Path(one).is_file()]

    def cost(self, given: Dataset) -> Cost:
        from scalecalc.commands.crossval.answer import cost

        return cost(given, self._asked)

    def answer(self, given: Dataset) -> Iterator[Table]:
        from scalecalc.commands.crossval.answer import answered

        return iter([answered(given, self._asked, self.tell)])

    def sketch(self, given: Dataset) -> Sketch:
        from scalecalc.commands.crossval.picture import CrossvalSketch

        return CrossvalSketch(given.title)


def crossval(
    data: Given,
    target: Given,
    *,
    ridge: str | float | Iterable[float] | None = None,
    kernel: str = "linear",
    center: bool = False,
    target_is: str = "auto",
    held_out: float | Given | None = None,
    held_out_target: Given | None = None,
    folds: int | None = None,
    per_target: bool = False,
    correlation: str | None = None,
    seed: int = 0,
    memory: float = DataCommand.memory,
) -> Table:
    """Leave-one-out and generalized cross-validation of ridge regression, one row per ridge, exact.

    data, target, kernel, center, target_is: as everywhere for measured data; shapes (n, d) or (n, n), and (n,) or
    (n, c). ridge: lambda >= 0 of K/n + lambda, a number, several, or a RANGE; scikit-learn's alpha is lambda n.
    held_out: other samples, shape (m, d) or, with a kernel matrix, (m, n), with held_out_target, shape (m,) or (m, c);
    or the fraction of the samples that is held out, drawn ten times.  folds: K parts that are held out in turn; both at
    the same lambda.  per_target: a row per target and ridge.  correlation: ar1 or ar1:RHO, of a time series.
    seed: of what is drawn.  memory: bytes that may be taken.

    Columns, shape (rows,): the ridge; errors per sample, summed over targets: of training, GCV (with correlation
    CorrGCV, arXiv:2408.04607), leave-one-out at the same lambda n with its standard error, held out with its standard
    error; df1 = tr K/n (K/n + lambda)^-1; kappa = n/tr (K/n + lambda)^-1; spread, the coefficient of variation of the
    diagonal of (K/n + lambda)^-1, above 0.05 of which GCV is not to be trusted; status, `ill-conditioned` where
    rounding leaves fewer than six digits, in cells that are nan. With center there is an intercept without penalty,
    which counts as a degree of freedom in GCV and is fitted anew in leave-one-out.

    Raises UsageError for what cannot be done, and SpecError, DataError and UsageError for what cannot be read.
    """
    from scalecalc.empirical.load import load
    from scalecalc.spec.ranges import range_text

    question = Crossval(
        ridge=None if ridge is None else range_text(ridge),
        held_out=held_out,
        folds=folds,
        per_target=per_target,
        correlation=correlation,
        seed=seed,
        memory=memory,
        held_out_target=held_out_target,
    )
    return question.table(load(data, target, kernel=kernel, center=center, target_is=target_is))
