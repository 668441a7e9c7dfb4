"""The commands as functions: a spec in, a Table out.

A spec is a path, "-" for standard input, a dict of the same shape as the YAML, or what `load` gives. Overrides are
texts KEY=YAML that are put into it, such as "ridge=1e-4" or "features.width=500". `vary` sweeps other numbers of it,
{"spectrum.alpha": [1.2, 1.5]}, in the outermost loops. What `load` gives takes neither.

All functions raise SpecError for a spec with problems (with all of them), DataError for what cannot be read, and
UsageError for arguments that cannot be followed. Numerical trouble is no exception: see the column `status`.
Symbols, units and conventions are those of the docs, theory.md, after arXiv:2405.00592: the ridge lambda belongs to
(1/P) sum (y - f)^2 + lambda |v|^2, errors are squared errors in the units of the target power, and the generalization
error is measured against the noiseless target.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from scalecalc import arguments
from scalecalc.blocks import gathered, stacked
from scalecalc.errors import Problem, SpecError, UsageError
from scalecalc.limits import MAX_POINTS
from scalecalc.table import Column, Table
from scalecalc.theory.coordinates import FOLLOWED, Along

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from scalecalc.figures.picture import Sketch
    from scalecalc.spec import Studies, Study

Source = str | os.PathLike[str] | Mapping[str, Any]
Vary = Mapping[str, Any] | Iterable[str]


def load(
    spec: Source | Study | Studies,
    overrides: Iterable[str] = (),
    max_points: int = MAX_POINTS,
    vary: Vary = (),
) -> Study | Studies:
    """Read and validate a spec once, to ask several questions of it.

    max_points: the largest number of rows, the product of all sweeps.
    vary: numbers of the spec to sweep beside the grid, {"spectrum.alpha": [1.2, 1.5, 2]}, or texts KEY=RANGE such as
    "spectrum.alpha=1.2:2:5". Where something is varied the answer has a study for each combination, in `cases`.

    Raises SpecError with all problems of the spec, DataError for a file that cannot be read, and UsageError for other
    arguments, overrides of a Study among them.
    """
    from scalecalc import spec as specs

    texts = arguments.texts("overrides", overrides, "['ridge=1e-4']")
    more = vary if isinstance(vary, Mapping) else arguments.texts("vary", vary, "['spectrum.alpha=1.2,1.5']")
    if isinstance(spec, specs.Study | specs.Studies):
        if texts or more:
            raise UsageError("a Study from load() is read already; give the overrides and what to vary to load()")
        return spec
    if not isinstance(spec, str | os.PathLike | Mapping):
        raise UsageError(f"spec is a path, '-', a dict in the shape of the YAML, or a Study from load(), got {spec!r}")
    source = spec if isinstance(spec, Mapping) else os.fspath(spec)
    return specs.load(source, texts, arguments.whole("max_points", max_points), more)


def predict(spec: Source | Study | Studies, overrides: Iterable[str] = (), vary: Vary = ()) -> Table:
    """Train and test error, renormalized ridges and effective dimensions, one row per grid point.

    Columns, shape (rows,): the coordinates samples (P), width (N), ridge (lambda), noise (sigma^2), members (K), as far
    as the model has them; train_error, test_error = E_g + sigma^2 and generalization_error = E_g in units of the target
    power; kappa1 and kappa2 in units of the eigenvalues; df1 and df2, sums over modes; gamma1; test_train_ratio, test
    over train error; the S-transforms s_...; status, "ok" or what happened. With an optimal ridge also the range,
    ridge_low to ridge_high, in which the test error is within 1 % of its minimum. Source: arXiv:2405.00592.

    Raises SpecError, DataError and UsageError as `load` does.
    """
    study = load(spec, overrides, vary=vary)
    return _drawn(gathered(predict_blocks(study), study.rows), partial(predict_sketch, study))


def decompose(spec: Source | Study | Studies, overrides: Iterable[str] = (), vary: Vary = ()) -> Table:
    """The six bias and variance terms of the generalization error, one row per grid point.

    Columns, shape (rows,): the coordinates, as of `predict`; bias2, var_features, var_samples, var_samples_features,
    var_samples_noise, var_samples_features_noise, which add up to generalization_error, all in units of the target
    power; status. `marks` tells the largest term of each row. Source: arXiv:2405.00592, fine-grained decomposition.

    Raises SpecError, DataError and UsageError as `load` does.
    """
    study = load(spec, overrides, vary=vary)
    return _drawn(gathered(decompose_blocks(study), study.rows), partial(decompose_sketch, study))


def flow(spec: Source | Study | Studies, overrides: Iterable[str] = (), vary: Vary = ()) -> Table:
    """How the ridge is renormalized, one row per grid point and stage, from lambda to kappa2.

    Columns, shape (rows,): the coordinates, as of `predict`; which stage, and the size (P or N) of its matrix; its
    S-transform; kappa after it, in units of the eigenvalues; the effective dimension df1 that passes; the factor by
    which the stage multiplies the error; the limits that are near; status. Source: arXiv:2405.00592, S-transforms.

    Raises SpecError, DataError and UsageError as `load` does.
    """
    study = load(spec, overrides, vary=vary)
    return _drawn(stacked(list(flow_blocks(study))), partial(flow_sketch, study))


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
    from scalecalc.results import exponents

    chosen, study = _along(along), load(spec, overrides, vary=vary)
    return _drawn(
        _over_cases(study, partial(exponents.exponents, along=chosen)), partial(exponents_sketch, study, chosen)
    )


def regimes(
    spec: Source | Study | Studies,
    along: Along | None = None,
    overrides: Iterable[str] = (),
    vary: Vary = (),
) -> Table:
    """The stretches of the sweep, one row each: where they begin and end, what rules there, and the exponents.

    Ends are in units of the quantity that is swept (P, N or lambda) and lie where two asymptotic laws cross; exponents
    are positive for decay. Source: arXiv:2405.00592, the regimes of random features on power laws.

    Raises UsageError where nothing grows along that quantity, and SpecError, DataError and UsageError as `load` does.
    """
    from scalecalc.results import regimes

    chosen, study = _along(along), load(spec, overrides, vary=vary)
    return _drawn(_over_cases(study, partial(regimes.regimes, along=chosen)), partial(regimes_sketch, study, chosen))


def simulate(
    spec: Source | Study | Studies,
    draws: int = 100,
    overrides: Iterable[str] = (),
    *,
    seed: int = 0,
    covariates: str = "gaussian",
    float32: bool = False,
    memory: float = 4e9,
    jobs: int = 1,
    executor: str | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    precision: float | None = None,
    vary: Vary = (),
) -> Table:
    """Regressions on drawn data against the theory, one row per grid point and quantity.

    draws: independent draws of every point, >= 2.  seed: of all random numbers, >= 0.
    covariates: gaussian, rademacher, uniform, student, student:DEGREES, or a .npy or .csv file of rows to draw from.
    float32: fit in single precision.  memory: bytes that may be taken.
    jobs: processes.  executor: a cluster instead, dask://HOST:PORT.
    checkpoint: a file that keeps finished draws, to go on from.
    precision: the relative standard error of E_g at which a point has drawn enough, between 0 and 1.

    Columns, shape (rows,): the coordinates, as of `predict`; the quantity; its theory, mean and standard error, errors
    in units of the target power; z_score, standard errors beyond what finite size explains (tolerance); draws. The
    digits do not depend on jobs and executor where BLAS has one thread (OPENBLAS_NUM_THREADS=1).

    Raises UsageError for what cannot be drawn, RunError for workers that are lost and for a full disk (the checkpoint
    has what was finished), and SpecError, DataError and UsageError as `load` does.
    """
    from pathlib import Path

    from scalecalc.simulation.run.cases import session
    from scalecalc.simulation.run.session import Settings

    settings = Settings(
        draws=arguments.whole("draws", draws),
        seed=arguments.whole("seed", seed),
        covariates=arguments.text("covariates", covariates),
        float32=arguments.flag("float32", float32),
        memory=arguments.number("memory", memory),
        jobs=arguments.whole("jobs", jobs),
        executor=None if executor is None else arguments.text("executor", executor),
        checkpoint=None if checkpoint is None else Path(arguments.text("checkpoint", checkpoint)),
        precision=None if precision is None else arguments.number("precision", precision),
    )
    study = load(spec, overrides, vary=vary)
    under_way = session(study, settings)
    under_way.run()
    return _drawn(under_way.table(), partial(simulate_sketch, study))


def check(*specs: Source, overrides: Iterable[str] = (), vary: Vary = ()) -> Table:
    """The problems of all specs, one row each; no row when all are valid.

    Columns, shape (rows,): file, line and column (counted from 1), message. Raises DataError and UsageError as `load`
    does, and no SpecError.
    """
    texts = arguments.texts("overrides", overrides, "['ridge=1e-4']")
    found: list[Problem] = []
    for spec in specs:
        try:
            load(spec, texts, vary=vary)
        except SpecError as error:
            found += error.problems
    return problem_table(found)


def schema() -> dict[str, Any]:
    """The JSON Schema of a spec (draft 7), for editors and validators."""
    from scalecalc.spec.schema import json_schema

    return json_schema()


def _along(along: object) -> Along | None:
    return cast(Along | None, arguments.choice("along", along, FOLLOWED))


def _over_cases(study: Study | Studies, answer: Callable[[Study], Table]) -> Table:
    """What is answered for each case, as one table."""
    from scalecalc.results.varied import over_cases

    return stacked(list(over_cases(study, lambda one: iter([answer(one)]))))


def _drawn(table: Table, sketch: Callable[[], Sketch]) -> Table:
    """The table with its picture."""
    return replace(table, drawing=partial(_axes, table, sketch))


def _axes(table: Table, sketch: Callable[[], Sketch]) -> Axes:
    from scalecalc.figures.paper import figure_axes

    pen = sketch()
    pen.see(table)
    return figure_axes(pen.pictures())


def predict_blocks(study: Study | Studies) -> Iterator[Table]:
    """What `predict` answers, block by block, for sweeps too long to hold."""
    from scalecalc.results import points
    from scalecalc.results.varied import over_cases

    return over_cases(study, points.predict)


def decompose_blocks(study: Study | Studies) -> Iterator[Table]:
    """What `decompose` answers, block by block."""
    from scalecalc.results import points
    from scalecalc.results.varied import over_cases

    return over_cases(study, points.decompose)


def flow_blocks(study: Study | Studies) -> Iterator[Table]:
    """What `flow` answers, block by block."""
    from scalecalc.results import flow
    from scalecalc.results.varied import over_cases

    return over_cases(study, flow.flow)


def predict_sketch(study: Study | Studies) -> Sketch:
    """What draws the answer of `predict`. Raises UsageError, as all of these, when there is nothing to draw."""
    from scalecalc.commands.pictures.predict import PredictSketch
    from scalecalc.commands.pictures.varied import over_cases

    return over_cases(study, PredictSketch)


def decompose_sketch(study: Study | Studies, stacked: bool = False) -> Sketch:
    """What draws the answer of `decompose`, its terms as lines or stacked."""
    from scalecalc.commands.pictures.decompose import DecomposeSketch
    from scalecalc.commands.pictures.varied import over_cases

    return over_cases(study, partial(DecomposeSketch, stacked=stacked))


def exponents_sketch(study: Study | Studies, along: Along | None = None) -> Sketch:
    """What draws the answer of `exponents`."""
    from scalecalc.commands.pictures.exponents import ExponentsSketch
    from scalecalc.commands.pictures.varied import over_cases

    return over_cases(study, partial(ExponentsSketch, along=along))


def regimes_sketch(study: Study | Studies, along: Along | None = None) -> Sketch:
    """What draws the answer of `regimes`."""
    from scalecalc.commands.pictures.regimes import RegimesSketch
    from scalecalc.commands.pictures.varied import over_cases

    return over_cases(study, partial(RegimesSketch, along=along))


def flow_sketch(study: Study | Studies) -> Sketch:
    """What draws the answer of `flow`."""
    from scalecalc.commands.pictures.flow import FlowSketch
    from scalecalc.commands.pictures.varied import over_cases

    return over_cases(study, FlowSketch)


def simulate_sketch(study: Study | Studies) -> Sketch:
    """What draws the answer of `simulate`."""
    from scalecalc.commands.pictures.simulate import SimulateSketch
    from scalecalc.commands.pictures.varied import over_cases

    return over_cases(study, SimulateSketch)


def problem_table(found: Iterable[Problem]) -> Table:
    """Problems as rows."""
    found = tuple(found)
    columns = (
        Column("file", "The file, or the option, that the problem is in."),
        Column("line", "Its line, counted from 1; 0 for a file that cannot be read."),
        Column("column", "Its column, counted from 1."),
        Column("message", "What is wrong, what was given, and what is allowed."),
    )
    return Table(
        columns,
        {
            "file": np.array([problem.file for problem in found], dtype=object),
            "line": np.array([problem.line for problem in found], dtype=np.int64),
            "column": np.array([problem.column for problem in found], dtype=np.int64),
            "message": np.array([problem.message for problem in found], dtype=object),
        },
        title="Problems",
    )
