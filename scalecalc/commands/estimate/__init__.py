"""The command `estimate`: spectrum, source exponent and noise of measured data. `empirical/population` computes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from scalecalc.commands.traced import TracedCommand
from scalecalc.options import OUTPUT, Option

if TYPE_CHECKING:
    from scalecalc.empirical.dataset import Dataset
    from scalecalc.empirical.load import Given
    from scalecalc.empirical.population.estimated import Estimated
    from scalecalc.figures.picture import Sketch
    from scalecalc.table import Column, Table


class Estimate(TracedCommand):
    """Estimate spectrum, source exponent and noise of your own data, and whether they follow power laws.

    Without a target, of the spectrum alone.

    Examples:
      $ scalecalc estimate features.npy --target labels.npy
      $ scalecalc estimate features.npy --target labels.npy --kernel gaussian
      $ scalecalc estimate features.npy --target labels.npy --curves --csv
      $ scalecalc estimate features.npy --target labels.npy --plot
    """

    name = "estimate"
    targeted = False

    curves: Annotated[
        bool, Option("Give the measured curves and the fitted ones, instead of the estimates.", panel=OUTPUT)
    ] = False

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._found: Estimated | None = None

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        from scalecalc.commands.estimate.rows import QUANTITIES

        return QUANTITIES

    def answer(self, given: Dataset) -> Iterator[Table]:
        from scalecalc.commands.estimate.rows import curve_table, quantity_table

        table = (curve_table if self.curves else quantity_table)(self.estimated(given), given)
        yield replace(table, notes=(*self.engine(given).notes(given), *table.notes))

    def estimated(self, given: Dataset) -> Estimated:
        """What the data say, computed once."""
        if self._found is None:
            from scalecalc.empirical.population.samples import from_samples

            self._found = from_samples(given, self.engine(given), self.work)
        return self._found

    def sketch(self, given: Dataset) -> Sketch:
        from scalecalc.commands.estimate.picture import EstimateSketch

        return EstimateSketch(given.title, lambda: self.estimated(given))


def estimate(
    data: Given,
    target: Given | None = None,
    *,
    kernel: str = "linear",
    center: bool = False,
    target_is: str = "auto",
    curves: bool = False,
    memory: float = Estimate.memory,
    jobs: int = 1,
    executor: str | None = None,
) -> Table:
    """Spectrum, source exponent and noise of the population that measured samples are from.

    data: features, shape (n, d), or a kernel matrix, shape (n, n); an array or a file.  target: shape (n,) or (n, c),
    or columns of the data by name; without it, of the spectrum alone.  kernel: linear, gaussian[:WIDTH],
    laplace[:WIDTH], relu[:DEPTH], precomputed.  center: take the means off kernel and target.  target_is: auto, labels,
    numbers.  curves: give the curves instead.  memory: bytes that may be taken: the kernel matrix of more
    samples is not held, and random probes give its traces with an error.  jobs: processes for that.  executor: a
    cluster instead, dask://HOST:PORT.

    Columns, shape (rows,): the quantity, with its estimate, standard error and 95 % interval. With curves: ridge, kappa
    in units of the eigenvalues, df1, and what is unlearned in units of the target's power, measured and fitted. Errors
    are those of Gaussian data. Source: arXiv:2405.00592, whose z(kappa) and T(kappa) + sigma^2 are fitted together.

    Raises SpecError and DataError for data that cannot be used, and UsageError for wrong options and lack of memory.
    """
    from scalecalc.empirical.load import load

    found = load(data, target, kernel=kernel, center=center, target_is=target_is)
    return Estimate(curves=curves, memory=memory, jobs=jobs, executor=executor).table(found)
