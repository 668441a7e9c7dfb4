"""The table of `fit`: parameters or predictions, with what there is to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.errors import DataError
from scalecalc.fitting.fitted import Fitted
from scalecalc.fitting.runs import Runs
from scalecalc.table import Column, Table

_INTERVAL = (
    Column("low", "Where the 95 % interval begins; that of a prediction is by all parameters jointly."),
    Column("high", "Where the 95 % interval ends."),
)
PARAMETERS = (
    Column("parameter", "Which parameter of the law.", coordinate=True),
    Column("estimate", "Its value at the optimum, for raw x and y."),
    Column("stderr", "Its standard error."),
    *_INTERVAL,
    Column("note", "Held, at a bound, undetermined or weak; empty where there is nothing to say."),
)
PREDICTIONS = (
    Column("prediction", "The loss by the law."),
    *_INTERVAL,
)

Answers = Sequence[tuple[Runs, Fitted | DataError]]
Rows = dict[str, list[Any]]


def table(answers: Answers, by: str | None, points: Sequence[tuple[float, ...]], title: str) -> Table:
    """The rows of all parts. by: the column whose values are the parts.  points: where to predict; none: parameters."""
    names = answers[0][0].names
    columns = PREDICTIONS if points else PARAMETERS
    if points:
        columns = (*(Column(name, "Of the run.", coordinate=True) for name in names), *columns)
    values: Rows = {column.name: [] for column in columns}
    parts: list[str] = []
    for runs, answer in answers:
        found = _predictions(runs, answer, np.array(points)) if points else _parameters(answer)
        for name, column in found.items():
            values[name] += column
        parts += [runs.part] * len(next(iter(found.values())))
    arrays = {name: _array(column) for name, column in values.items()}
    if by is not None:
        columns = (Column(by, "Which part of the table.", coordinate=True), *columns)
        arrays = {by: _array(parts)} | arrays
    called = f"Fit of {answers[0][0].loss}" + (f", {title}" if title else "")
    return Table(columns, arrays, called, tuple(_notes(answers, by, points)))


def _array(values: list[Any]) -> np.ndarray[Any, Any]:
    return np.array(values, dtype=object if values and isinstance(values[0], str) else float)


def _parameters(answer: Fitted | DataError) -> Rows:
    if isinstance(answer, DataError):
        blank = [np.nan]
        return {
            "parameter": [""],
            "estimate": blank,
            "stderr": blank,
            "low": blank,
            "high": blank,
            "note": [f"{answer}"],
        }
    law = answer.law
    order = [law.parameters.index(name) for name in law.listed]
    spread, notes, estimates = answer.intervals(), answer.notes(), answer.estimates
    return {
        "parameter": list(law.listed),
        "estimate": estimates[order].tolist(),
        "stderr": spread.stderr[order].tolist(),
        "low": spread.low[order].tolist(),
        "high": spread.high[order].tolist(),
        "note": [notes[i] for i in order],
    }


def _predictions(runs: Runs, answer: Fitted | DataError, points: Floats) -> Rows:
    found: Rows = {name: points[:, i].tolist() for i, name in enumerate(runs.names)}
    if isinstance(answer, DataError):
        return found | {name: [np.nan] * len(points) for name in ("prediction", "low", "high")}
    prediction, spread = answer.predicted(points)
    return found | {"prediction": prediction.tolist(), "low": spread.low.tolist(), "high": spread.high.tolist()}


def _notes(answers: Answers, by: str | None, points: Sequence[tuple[float, ...]]) -> list[str]:
    """All of a single fit; of several what was fitted, and what was not."""
    notes = []
    for runs, answer in answers:
        if isinstance(answer, DataError):
            notes.append(f"{runs.part}: not fitted: {answer}.")
        else:
            said = list(answer.about) if by is None else [f"{runs.part}: {answer.about[0]}"]
            notes += _beyond(runs, points, by) + said
    if by is not None:
        notes.append(f"One fit alone says more: choose it with where, e.g. {by}={answers[0][0].part}.")
    return notes


def _beyond(runs: Runs, points: Sequence[tuple[float, ...]], by: str | None) -> list[str]:
    """Warnings about predictions outside of what was measured."""
    low, high = runs.x.min(axis=0), runs.x.max(axis=0)
    start = f"{runs.part}: " if by is not None else ""
    notes = []
    for point in points:
        for name, value, least, most in zip(runs.names, point, low, high, strict=True):
            if value > most:
                notes.append(f"{start}{name}={value:.4g} is {value / most:.3g} times the largest that was measured")
            elif value < least:
                notes.append(f"{start}{name}={value:.4g} is {value / least:.3g} times the smallest that was measured")
    beyond = "the law may not hold there, and its interval does not know that."
    return [f"Beyond the table: {'; '.join(dict.fromkeys(notes))}: {beyond}"] if notes else []
