"""The command `fit`: a scaling law of measured losses. The package `fitting` fits it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from scalecalc import arguments
from scalecalc.commands.base import Lines, TableCommand, duration
from scalecalc.errors import DataError, ExitStatus, UsageError
from scalecalc.fitting.said import Numbers, numbers, pair, several
from scalecalc.judge import Judge
from scalecalc.options import INPUT, Option
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.figures.picture import Sketch
    from scalecalc.fitting.fitted import Fitted, Question
    from scalecalc.fitting.runs import Given, Runs, RunTable
    from scalecalc.table import Column

_FEWEST_BOOTSTRAPS = 20
_SECONDS_PER_ROW = 3e-6  # of one resample


class Fit(TableCommand["RunTable"]):
    """Fit a scaling law to a table of measured losses: parameters, intervals, what to do next.

    One row per parameter; with --predict one per prediction. The laws, with one or more x:
    additive, floor + sum of amplitude x^-exponent; power, floor + amplitude times the product of x^-exponent;
    broken (one x), with another exponent beyond a break; theory, the curve of this program for columns samples, width
    and ridge.

    Examples:
      $ scalecalc example runs > runs.csv
      $ scalecalc fit runs.csv --x params --x tokens --y loss
      $ scalecalc fit runs.csv --x params --x tokens --y loss --group params
      $ scalecalc fit runs.csv --x tokens --y loss --where params=1e8
      $ scalecalc fit runs.csv --x params --x tokens --y loss --held-out 0.25
      $ scalecalc fit runs.csv -x params -x tokens -y loss --hold floor=1.7
      $ scalecalc fit runs.csv -x params -x tokens -y loss --write-fit fit.yaml
      $ scalecalc fit runs.csv -x params -x tokens -y loss -p params=7e9,tokens=1e12
    """

    name = "fit"
    keeps = True
    source = "table"
    counts = "fits"

    x: Annotated[
        list[str],
        Option("A column that the loss depends on: parameters, samples, steps. Repeatable.", "COLUMN", "-x", INPUT),
    ]
    y: Annotated[str, Option("The column of losses.", "COLUMN", "-y", INPUT)]
    group: Annotated[
        str | None,
        Option(
            "Runs with one value of this column have errors in common: they are resampled together.",
            "COLUMN",
            "-g",
            INPUT,
            shown="rows one by one",
        ),
    ] = None
    where: Annotated[
        list[str],
        Option(
            "Only rows where the column has this value; of one column any. Repeatable.", "COLUMN=VALUE", panel=INPUT
        ),
    ]
    by: Annotated[
        str | None, Option("A fit for each value of this column.", "COLUMN", panel=INPUT, shown="one fit")
    ] = None
    law: Annotated[Literal["additive", "power", "broken", "theory"], Option("The law.")] = "additive"
    loss: Annotated[Literal["squares", "huber"], Option("What is minimised: squares, or Huber's loss, of logs.")] = (
        "huber"
    )
    delta: Annotated[float, Option("Residual in logs up to which Huber's loss is quadratic.", "LOG")] = 1e-3
    asymmetry: Annotated[
        float,
        Option(
            "How much more a loss above the curve counts than one below it; < 1 fits the best runs.",
            "FACTOR",
        ),
    ] = 1.0
    hold: Annotated[list[str], Option("Hold a parameter, e.g. floor=1.7. Repeatable.", "PARAMETER=VALUE")]
    bootstraps: Annotated[
        int, Option("Resamples for the intervals; 0 for quick errors to first order.", "N", minimum=0)
    ] = 1000
    seed: Annotated[int, Option("Seed of the resamples.", "N", minimum=0)] = 0
    held_out: Annotated[
        float | None,
        Option("Also fit without the largest runs, this fraction of all, and foretell them.", "FRACTION", shown="none"),
    ] = None
    predict: Annotated[list[str], Option("The loss of a run, with its interval. Repeatable.", "COLUMN=VALUE,...", "-p")]
    write_fit: Annotated[
        Path | None,
        Option("Keep the fit in a YAML file, for optimize.", "FILE", shown="none", writes=True),
    ] = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._answers: list[tuple[Runs, Fitted | DataError]] = []
        self._pairs = tuple(pair("where", text) for text in self.where)
        self._held: dict[str, float] = {}
        for one in several(self.hold):
            given = numbers("hold", one)
            if twice := self._held.keys() & given.keys():
                raise UsageError(f"hold: {', '.join(sorted(twice))} is given twice")
            self._held |= given
        self._check()

    def _check(self) -> None:
        if not self.x:
            raise UsageError("fit takes an x, the column that the loss depends on, e.g. params")
        for name, value in (("delta", self.delta), ("asymmetry", self.asymmetry)):
            if not 0 < value < float("inf"):
                raise UsageError(f"{name} must be a number > 0, got {value:g}")
        if 0 < self.bootstraps < _FEWEST_BOOTSTRAPS or self.bootstraps < 0:
            raise UsageError(f"bootstraps must be 0 or at least {_FEWEST_BOOTSTRAPS}, got {self.bootstraps}")
        if self.held_out is not None and not 0 < self.held_out < 1:
            raise UsageError(f"held_out is a fraction between 0 and 1, got {self.held_out:g}")
        if self.write_fit is not None and self.by is not None:
            raise UsageError("a file holds one fit, so write_fit and by do not go together: choose one part with where")

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        from scalecalc.commands.fit.tables import PARAMETERS, PREDICTIONS

        return (*PARAMETERS, *PREDICTIONS)

    def rows(self, given: RunTable) -> Iterator[Table]:
        from scalecalc.commands.fit.tables import table

        parts, points = self.parts(given), self._points()
        for done, runs in enumerate(parts, start=1):
            self._answers.append((runs, self._answered(runs, alone=len(parts) == 1)))
            if self.tell is not None:
                self.tell(done)
        if all(isinstance(answer, DataError) for _, answer in self._answers):
            raise DataError(f"no part can be fitted; the first: {self._answers[0][1]}")
        yield table(self._answers, self.by, points, given.title)

    def parts(self, given: RunTable) -> list[Runs]:
        """The rows to be fitted, by part."""
        from scalecalc.fitting.laws import LAWS
        from scalecalc.fitting.runs import Choice, chosen

        LAWS[self.law].check(self.x)
        choice = Choice(tuple(self.x), self.y, self.group, self.by, self._pairs, self._may_be_zero)
        return chosen(given, choice)

    @property
    def _may_be_zero(self) -> frozenset[str]:
        from scalecalc.fitting.laws import LAWS

        return LAWS[self.law].may_be_zero

    def _answered(self, runs: Runs, alone: bool) -> Fitted | DataError:
        """The fit of a part; one of several may fail."""
        from scalecalc.fitting.fitted import fitted

        try:
            found = fitted(runs, self._question)
        except DataError as error:
            if alone:
                raise
            return error
        return found

    def keep(self) -> None:
        if self.write_fit is None:
            return
        from scalecalc.fitting.fitted import Fitted
        from scalecalc.fitting.written import content
        from scalecalc.output.destination import whole_file
        from scalecalc.output.formats.yaml_ import dumped

        ((_, found),) = self._answers  # as it does not go together with parts
        assert isinstance(found, Fitted)  # otherwise there are no rows
        with whole_file(self.write_fit) as out:
            out.write(dumped(content(found, self._question)))

    @property
    def _question(self) -> Question:
        from scalecalc.fitting.fitted import Question

        weights = self.loss, self.delta, self.asymmetry
        return Question(self.law, *weights, self._held, self.bootstraps, self.seed, self.held_out)

    def _points(self) -> list[tuple[float, ...]]:
        from scalecalc.fitting.said import point

        return [point(one, tuple(self.x), self._may_be_zero) for one in several(self.predict)]

    def sketch(self, given: RunTable) -> Sketch:
        from scalecalc.commands.fit.picture import FitSketch

        return FitSketch(given.title, len(self.parts(given)), self._answers)

    def judge(self, given: RunTable) -> Judge:
        return _Whole(self._answers)

    def total(self, given: RunTable) -> int | None:
        return len(self.parts(given))

    def described(self, given: RunTable) -> Lines:
        parts = self.parts(given)
        rows = sum(map(len, parts))
        return [("table", f"{rows:,} rows" + (f" in {len(parts):,} parts" if self.by else ""))]

    def effort(self, given: RunTable) -> Lines:
        parts = self.parts(given)
        seconds = sum(map(len, parts)) * self.bootstraps * _SECONDS_PER_ROW
        what = f"{len(parts):,} with {self.bootstraps:,} resamples" if self.bootstraps else f"{len(parts):,}"
        return [("fits", what), ("time", duration(seconds))]


class _Whole(Judge):
    """Whether every part could be fitted."""

    def __init__(self, answers: list[tuple[Runs, Fitted | DataError]]) -> None:
        super().__init__()
        self._answers = answers

    def finish(self) -> None:
        if self._lost:
            self.status = ExitStatus.NOT_OK

    def sentences(self) -> list[str]:
        lost = len(self._lost)
        return [f"{lost} of {len(self._answers)} parts could not be fitted: the notes say why"] if lost else []

    @property
    def _lost(self) -> list[str]:
        return [runs.part for runs, answer in self._answers if isinstance(answer, DataError)]


def fit(
    table: Given,
    x: str | Iterable[str],
    y: str,
    *,
    law: str = Fit.law,
    loss: str = Fit.loss,
    delta: float = Fit.delta,
    asymmetry: float = Fit.asymmetry,
    group: str | None = None,
    by: str | None = None,
    where: Mapping[str, Any] | Iterable[str] = (),
    hold: Numbers | Iterable[str] = (),
    bootstraps: int = Fit.bootstraps,
    seed: int = Fit.seed,
    held_out: float | None = None,
    predict: Numbers | str | Iterable[str | Numbers] = (),
    write_fit: str | os.PathLike[str] | None = None,
) -> Table:
    """A scaling law of measured losses, one row per parameter, or per prediction.

    table: a path, a dict of arrays, or a data frame.  x: columns that the loss depends on, in units of one's own.
    y: the column of losses.  law: additive (floor + sum of amplitude x^-exponent), power (floor + amplitude times the
    product of x^-exponent), broken (one x), theory (columns samples, width, ridge).
    loss: huber or squares, of log fitted - log measured.  delta: of Huber's loss.  asymmetry: how much more a measured
    loss above the curve counts than one below it.
    group: a column; rows with one value of it are resampled together.  by: a column; a fit for each of its values.
    where: rows that are taken, {"train_set": "c4"} or texts COLUMN=VALUE.  hold: parameters that are given,
    {"floor": 1.7}.  bootstraps: resamples for the percentile intervals, 0 for errors to first order.  seed: of them.
    held_out: the fraction of the largest runs to be foretold from the others, told in the notes.
    predict: a point or several, {"params": 7e9, "tokens": 1e12}.  write_fit: a YAML file for the fit.

    Columns, shape (rows,): parameter; estimate, for raw x and y; stderr, low and high, of the 95 % interval; note. Of
    predictions: the columns x; prediction, low and high. With `by` its column comes first.
    Source: Hoffmann et al., arXiv:2203.15556; Caballero et al., arXiv:2210.14891 (broken); arXiv:2405.00592 (theory).

    Raises UsageError for what cannot be asked, DataError where the rows do not determine the law, and SpecError with
    located problems for entries of a file that are no numbers > 0.
    """
    from scalecalc.fitting.runs import opened

    pairs = [f"{name}={value}" for name, value in where.items()] if isinstance(where, Mapping) else where
    question = Fit(
        x=[x] if isinstance(x, str) else list(arguments.texts("x", x, "['params', 'tokens']")),
        y=y,
        law=law,
        loss=loss,
        delta=delta,
        asymmetry=asymmetry,
        group=group,
        by=by,
        where=list(arguments.texts("where", pairs, "['train_set=c4']")),
        hold=several(hold),
        bootstraps=bootstraps,
        seed=seed,
        held_out=held_out,
        predict=several(predict),
        write_fit=write_fit,
    )
    return question.table(opened(table))
