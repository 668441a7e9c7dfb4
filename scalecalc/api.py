"""The commands as functions: a spec in, a Table out.

A spec is a path, "-" for standard input, a dict of the same shape as the YAML, or a Study from `load`.
Bad specs raise SpecError with all their problems, unreadable files DataError.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from scalecalc.blocks import gathered, stacked
from scalecalc.errors import Problem, SpecError
from scalecalc.limits import MAX_POINTS
from scalecalc.table import Column, Table

if TYPE_CHECKING:
    from scalecalc.picture import Sketch
    from scalecalc.spec import Study

Source = str | os.PathLike[str] | Mapping[str, Any]
Along = Literal["samples", "width", "ridge"]


def load(
    spec: Source | Study,
    overrides: Iterable[str] = (),
    max_points: int = MAX_POINTS,
) -> Study:
    """Read and validate a spec once, to ask several questions of it. overrides are texts KEY=YAML."""
    from scalecalc import spec as specs

    if isinstance(spec, specs.Study):
        return spec
    source = spec if isinstance(spec, Mapping) else os.fspath(spec)
    return specs.load(source, tuple(overrides), max_points)


def predict(spec: Source | Study, overrides: Iterable[str] = ()) -> Table:
    """Train and test error, renormalized ridges and effective dimensions at every grid point."""
    study = load(spec, overrides)
    return gathered(predict_blocks(study), len(study.grid))


def decompose(spec: Source | Study, overrides: Iterable[str] = ()) -> Table:
    """The six bias and variance terms at every grid point."""
    study = load(spec, overrides)
    return gathered(decompose_blocks(study), len(study.grid))


def flow(spec: Source | Study, overrides: Iterable[str] = ()) -> Table:
    """How the ridge is renormalized at every grid point: one row per stage."""
    return stacked(list(flow_blocks(load(spec, overrides))))


def exponents(
    spec: Source | Study,
    along: Along | None = None,
    overrides: Iterable[str] = (),
) -> Table:
    """Asymptotic, local and fitted exponents of every term, along the quantity that is swept or `along`."""
    from scalecalc.report import exponents

    return exponents.exponents(load(spec, overrides), along)


def regimes(
    spec: Source | Study,
    along: Along | None = None,
    overrides: Iterable[str] = (),
) -> Table:
    """The stretches of the sweep, what rules each, and where they meet."""
    from scalecalc.report import regimes

    return regimes.regimes(load(spec, overrides), along)


def simulate(
    spec: Source | Study,
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
) -> Table:
    """Regressions on drawn data against the theory, one row per grid point and quantity.

    The options are those of the command line; memory is in bytes. The digits do not depend on jobs and executor as long
    as BLAS has one thread, which the command line sees to (OPENBLAS_NUM_THREADS=1). Raises UsageError for what cannot
    be drawn, and RunError for workers that are lost and for a full disk; the checkpoint has what was finished.
    """
    from pathlib import Path

    from scalecalc.running.session import Session, Settings

    path = None if checkpoint is None else Path(checkpoint)
    settings = Settings(draws, seed, covariates, float32, memory, jobs, executor, path, precision)
    session = Session(load(spec, overrides), settings)
    session.run()
    return session.table()


def check(*specs: Source, overrides: Iterable[str] = ()) -> Table:
    """The problems of all specs, one row each; no row when all are valid. Raises DataError as `load` does."""
    overrides = tuple(overrides)
    found: list[Problem] = []
    for spec in specs:
        try:
            load(spec, overrides)
        except SpecError as error:
            found += error.problems
    return problem_table(found)


def schema() -> dict[str, Any]:
    """The JSON Schema of a spec."""
    from scalecalc.spec.schema import json_schema

    return json_schema()


def predict_blocks(study: Study) -> Iterator[Table]:
    """What `predict` answers, block by block, for sweeps too long to hold."""
    from scalecalc.report import points

    return points.predict(study)


def decompose_blocks(study: Study) -> Iterator[Table]:
    """What `decompose` answers, block by block."""
    from scalecalc.report import points

    return points.decompose(study)


def flow_blocks(study: Study) -> Iterator[Table]:
    """What `flow` answers, block by block."""
    from scalecalc.report import flow

    return flow.flow(study)


def predict_sketch(study: Study) -> Sketch:
    """What draws the answer of `predict`. Raises UsageError, as all of these, when there is nothing to draw."""
    from scalecalc.report.pictures.predict import PredictSketch

    return PredictSketch(study)


def decompose_sketch(study: Study, stacked: bool = False) -> Sketch:
    """What draws the answer of `decompose`, its terms as lines or stacked."""
    from scalecalc.report.pictures.decompose import DecomposeSketch

    return DecomposeSketch(study, stacked=stacked)


def exponents_sketch(study: Study, along: Along | None = None) -> Sketch:
    """What draws the answer of `exponents`."""
    from scalecalc.report.pictures.exponents import ExponentsSketch

    return ExponentsSketch(study, along)


def regimes_sketch(study: Study, along: Along | None = None) -> Sketch:
    """What draws the answer of `regimes`."""
    from scalecalc.report.pictures.regimes import RegimesSketch

    return RegimesSketch(study, along)


def flow_sketch(study: Study) -> Sketch:
    """What draws the answer of `flow`."""
    from scalecalc.report.pictures.flow import FlowSketch

    return FlowSketch(study)


def simulate_sketch(study: Study) -> Sketch:
    """What draws the answer of `simulate`."""
    from scalecalc.report.pictures.simulate import SimulateSketch

    return SimulateSketch(study)


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
