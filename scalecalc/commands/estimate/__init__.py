"""The command `estimate`: spectrum, source exponent and noise of measured data. `empirical/population` computes it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from scalecalc.commands.traced import TracedCommand
from scalecalc.errors import UsageError
from scalecalc.options import OUTPUT, Option

if TYPE_CHECKING:
    from scalecalc.empirical.dataset import Dataset
    from scalecalc.empirical.load import Given
    from scalecalc.empirical.population.estimated import Estimated
    from scalecalc.empirical.spec_file import Spec
    from scalecalc.figures.picture import Sketch
    from scalecalc.table import Column, Table


Kind = Literal["auto", "power_law", "levels"]


class Estimate(TracedCommand):
    """Estimate spectrum, source exponent and noise of your own data, and whether they follow power laws.

    Without a target, of the spectrum alone.

    Examples:
      $ scalecalc example power_law_data --to .
      $ scalecalc estimate features.npy --target labels.npy
      $ scalecalc estimate features.npy --target labels.npy --kernel gaussian
      $ scalecalc estimate features.npy --target labels.npy --curves --csv
      $ scalecalc estimate features.npy --target labels.npy --plot
      $ scalecalc estimate features.npy --target labels.npy --write-spec found.yaml
    """

    name = "estimate"
    keeps = True
    targeted = False

    curves: Annotated[
        bool, Option("Give the measured curves and the fitted ones, instead of the estimates.", panel=OUTPUT)
    ] = False
    write_spec: Annotated[
        Path | None,
        Option("Write what was found as a spec that predict takes.", "FILE", panel=OUTPUT, shown="none", writes=True),
    ] = None
    spec_kind: Annotated[
        Kind, Option("Of the spec: a power law, or levels; auto: a power law where that holds.", panel=OUTPUT)
    ] = "auto"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._found: Estimated | None = None
        self._spec: Spec | None = None
        if self.spec_kind != "auto" and self.write_spec is None:
            raise UsageError("spec_kind says what write_spec writes; give it a file")

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        from scalecalc.commands.estimate.rows import CURVES, QUANTITIES

        return (*QUANTITIES, *CURVES)

    def answer(self, given: Dataset) -> Iterator[Table]:
        from scalecalc.commands.estimate.rows import curve_table, quantity_table

        table = (curve_table if self.curves else quantity_table)(self.estimated(given), given)
        notes = (*self.engine(given).notes(given), *table.notes)
        if self.write_spec is not None:
            from scalecalc.commands.estimate.written import written

            self._spec, note = written(self.write_spec, self.spec_kind, self.estimated(given), given.title)
            notes = (*notes, note)
        yield replace(table, notes=notes)

    def keep(self) -> None:
        if self.write_spec is not None and self._spec is not None:
            from scalecalc.output.destination import whole_file
            from scalecalc.output.formats.yaml_ import dumped

            with whole_file(self.write_spec) as out:
                out.write(dumped(self._spec))

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
    write_spec: str | os.PathLike[str] | None = None,
    spec_kind: Kind = "auto",
    memory: float = Estimate.memory,
    jobs: int = 1,
    executor: str | None = None,
) -> Table:
    """Spectrum, source exponent and noise of the population that measured samples are from.

    data: features, shape (n, d), or a kernel matrix, shape (n, n); an array or a file.  target: shape (n,) or (n, c),
    or columns of the data by name; without it, of the spectrum alone.  kernel: linear, gaussian[:WIDTH],
    laplace[:WIDTH], relu[:DEPTH], precomputed.  center: take the means off kernel and target.  target_is: auto, labels,
    numbers.  curves: give the curves instead.  write_spec: a file for a spec of what was found.  spec_kind: auto,
    power_law or levels.  memory: bytes that may be taken: the kernel matrix of more samples is not held, and random
    probes give its traces with an error.  jobs: processes for that.  executor: a cluster instead, dask://HOST:PORT.

    Columns, shape (rows,): the quantity, with its estimate, standard error and 95 % interval. With curves: ridge, kappa
    in units of the eigenvalues, df1, and what is unlearned in units of the target's power, measured and fitted. Errors
    are those of Gaussian data. Source: arXiv:2405.00592, whose z(kappa) and T(kappa) + sigma^2 are fitted together.

    Raises SpecError and DataError for data that cannot be used, and UsageError for wrong options and lack of memory.
    """
    from scalecalc.empirical.load import load

    found = load(data, target, kernel=kernel, center=center, target_is=target_is)
    question = Estimate(
        curves=curves,
        write_spec=None if write_spec is None else os.fspath(write_spec),
        spec_kind=spec_kind,
        memory=memory,
        jobs=jobs,
        executor=executor,
    )
    return question.table(found)
