"""The command `optimize`: the best allocation under a budget. `allocation` computes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from scalecalc.api import Source, Vary, load
from scalecalc.commands.base import Lines
from scalecalc.commands.specified import SpecCommand
from scalecalc.errors import UsageError
from scalecalc.options import INPUT, Option

if TYPE_CHECKING:
    from scalecalc.figures.frames import Film
    from scalecalc.figures.picture import Sketch
    from scalecalc.fitting.reading import FitFile
    from scalecalc.spec import Studies, Study
    from scalecalc.table import Column, Table


_QUANTITIES = ("samples", "width", "ridge", "members", "time", "steps")


class Optimize(SpecCommand):
    """The best allocation under a budget: how many samples, features, members; how the error falls with the budget.

    The cost is a sum of products of P (samples), N (width; N_1, N_2, ... of layers), K (members) or the names of
    columns. The best counts are integers. What is not in --over stays as the spec has it, laws included.
    The frontier is an extension of arXiv:2405.00592, which does not treat it.
    In place of a spec it takes a file of fit --write-fit: with the names of its columns, its own loss in place of
    generalization_error, and 95 % intervals, in columns NAME_low and NAME_high.

    Examples:
      $ scalecalc example feature_variance > spec.yaml
      $ scalecalc optimize spec.yaml --over samples,width --cost 'N*P' --budget 1e6
      $ scalecalc optimize spec.yaml --over samples,ridge --cost P --budget 1e4
      $ scalecalc optimize spec.yaml --over samples --cost P --budget 10:1e4 --plot
      $ scalecalc optimize spec.yaml --over samples --cost P --target-error 0.3
      $ scalecalc optimize spec.yaml --set samples=100 --to-halve
    """

    name = "optimize"
    source = "spec_or_fit"
    heeds = frozenset({"training"})

    over: Annotated[
        str | None,
        Option(
            "What the budget pays for, e.g. samples,width; with ridge, the best one.",
            "A,B",
            panel=INPUT,
            words=_QUANTITIES,
        ),
    ] = None
    cost: Annotated[
        str | None, Option("What it costs, e.g. 'N * P' or '6 * N * P + 1e3 * P'.", "COST", panel=INPUT)
    ] = None
    budget: Annotated[str | None, Option("Budgets, e.g. 1e9 or 1e6:1e12:7.", "RANGE", panel=INPUT)] = None
    max: Annotated[
        list[str],
        Option(
            "The most there is of a quantity, e.g. samples=1e6. Repeatable.",
            "NAME=VALUE",
            panel=INPUT,
            words=_QUANTITIES,
        ),
    ]
    target_error: Annotated[
        str | None, Option("Errors, in place of budgets: the cheapest way there.", "RANGE", panel=INPUT)
    ] = None
    to_halve: Annotated[
        bool, Option("How much more of each quantity alone would halve the error of the spec.", panel=INPUT)
    ] = False

    def __init__(self, **options: Any) -> None:
        from scalecalc.commands.optimize.asked import checked

        super().__init__(**{"max": []} | options)
        self._asked = checked(self)

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        from scalecalc.commands.optimize.answer import COLUMNS

        return COLUMNS

    def rows(self, given: Study | Studies | FitFile) -> Iterator[Table]:
        from scalecalc.fitting.reading import FitFile

        if not isinstance(given, FitFile):
            return super().rows(given)
        from scalecalc.commands.optimize.fits import fit_answered

        return iter([fit_answered(given, self._asked)])

    def sketch(self, given: Study | Studies | FitFile) -> Sketch:
        from scalecalc.fitting.reading import FitFile

        if isinstance(given, FitFile):
            raise UsageError("there is no picture of the allocation by a fit; draw the columns of the table")
        return super().sketch(given)

    def film(self, given: Study | Studies | FitFile) -> Film:
        from scalecalc.figures.frames import Still
        from scalecalc.fitting.reading import FitFile

        return Still(self.sketch(given)) if isinstance(given, FitFile) else super().film(given)

    def blocks(self, study: Study) -> Iterator[Table]:
        from scalecalc.commands.optimize.answer import answered

        return iter([answered(study, self._asked)])

    def pen(self, study: Study) -> Sketch:
        from scalecalc.commands.optimize.picture import OptimizeSketch

        return OptimizeSketch(study, self._asked)

    def total(self, given: Study | Studies | FitFile) -> int | None:
        from scalecalc.fitting.reading import FitFile

        return None if self.to_halve or isinstance(given, FitFile) else self._asked.rows * len(given.cases)

    def described(self, given: Study | Studies | FitFile) -> Lines:
        from scalecalc.fitting.reading import FitFile

        return given.described if isinstance(given, FitFile) else super().described(given)

    def effort(self, given: Study | Studies | FitFile) -> Lines:
        return []


def optimize(
    spec: Source | Study | Studies,
    over: Iterable[str] | str | None = None,
    cost: str | None = None,
    budget: str | float | Iterable[float] | None = None,
    *,
    max: Mapping[str, float] | None = None,  # noqa: A002  the name of the option
    target_error: str | float | Iterable[float] | None = None,
    to_halve: bool = False,
    overrides: Iterable[str] = (),
    vary: Vary = (),
) -> Table:
    """The best allocation of each budget, one row per budget.

    over: what the budget pays for, columns such as "samples", "width", "members"; with "ridge", the best one is taken.
    cost: a sum of products of P, N, K or column names, such as "6 * N * P + 1e3 * P".
    budget: in units of the cost, one, several, or a RANGE such as "1e6:1e12:7".
    max: the most there is of some quantities.
    target_error: in place of budgets, generalization errors, for which the least budgets are found.
    to_halve: the other table, of how much more of each quantity alone halves the error.

    Columns, shape (rows,): the budget; the best integers (and the ridge); the generalization error there, in units of
    the target power; -dlog error/dlog budget at the optimum over real counts, and its limit for budget -> infinity;
    half_X and double_X, the error over the least one where X is halved or doubled at the same budget, the rest chosen
    anew; d log X/d log budget, as its limit and locally; which constraint binds; status. With `to_halve`: quantity,
    now, needed, factor, one row per quantity.

    Of a fit (a file that `fit` writes, or its content): over and cost in the names of its columns, all of which are
    free and need not be integers; the loss by its own name in place of the generalization error; exponents of the loss
    above its floor; NAME_low and NAME_high, the 95 % interval of each quantity and of the loss.

    Source: the errors of arXiv:2405.00592, of which the frontier is an extension; Hoffmann et al., arXiv:2203.15556.

    Raises UsageError for costs, budgets and limits that make no sense or that nothing fulfils, and SpecError,
    DataError and UsageError as `load` does.
    """
    from scalecalc.spec.ranges import range_text

    question = Optimize(
        over=over if over is None or isinstance(over, str) else ",".join(over),
        cost=cost,
        budget=None if budget is None else range_text(budget),
        max=[f"{name}={value!r}" for name, value in (max or {}).items()],
        target_error=None if target_error is None else range_text(target_error),
        to_halve=to_halve,
    )
    from scalecalc.fitting.reading import is_fit, read_fit
    from scalecalc.spec import Studies, Study

    if not is_fit(spec) or isinstance(spec, Study | Studies):
        return question.table(load(spec, overrides, vary=vary))
    if overrides or vary:
        raise UsageError("a fit has no keys to override or vary; these are for specs")
    (table,) = question.rows(read_fit(spec))
    return table
