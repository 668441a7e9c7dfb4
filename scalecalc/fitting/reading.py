"""A fit that was written into a file, read again: checked, with a sentence for what is damaged."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.errors import DataError, SpecError, UsageError
from scalecalc.fitting.laws import LAWS, Law
from scalecalc.fitting.written import VERSION
from scalecalc.reading.text.tree import read_tree
from scalecalc.record import record

_HEAD = 4096  # bytes of a file among which its first key is
_KEY = re.compile(rb"^fit[ ]*:", re.MULTILINE)
_SAMPLES = 1000  # from a covariance
_KEYS = ("law", "y", "x", "domain", "parameters")


@record(eq=False)
class FitFile:
    """A fit from a file.

    content: as it stands there.  law: at the names x.  y: the name of the losses.  domain: the least and largest value
    of each x among the rows, shape (k, 2).  values: the parameters, in the order of the law, shape (p,).
    draws: of their uncertainty, shape (d, p); none where it is not known.  first_order: whether they are normal.
    """

    content: dict[str, Any]
    law: Law
    y: str
    domain: Floats
    values: Floats
    draws: Floats
    first_order: bool

    @property
    def x(self) -> tuple[str, ...]:
        return self.law.names

    @property
    def described(self) -> list[tuple[str, str]]:
        """What it is, by name."""
        return [("fit", f"{self.content['law']}, {self.y} over {', '.join(self.x)}")]

    @property
    def resolved(self) -> dict[str, Any]:
        """What was read."""
        return self.content


def is_fit(source: object) -> bool:
    """Whether a mapping, or a file that can be read twice, has the key `fit` at its top."""
    if isinstance(source, Mapping):
        return "fit" in source
    if not isinstance(source, str | os.PathLike):
        return False
    try:
        path = Path(source)
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return _KEY.search(file.read(_HEAD)) is not None
    except (OSError, ValueError):
        return False  # whoever reads it says why


def read_fit(source: str | os.PathLike[str] | Mapping[str, Any]) -> FitFile:
    """The fit in a file, or in a mapping such as the file has.

    Raises SpecError where it is no YAML, DataError where something is missing or is not what it should be, and
    UsageError for columns that the law does not take.
    """
    called = "the fit" if isinstance(source, Mapping) else os.fspath(source)
    root, problems = read_tree(source if isinstance(source, Mapping) else called, (), ())
    if problems:
        raise SpecError(tuple(problems))
    data: Any = root.data()
    try:
        return _read(data)
    except _DamagedError as error:
        raise DataError(f"{called}: {error}, write it anew with fit") from None


class _DamagedError(Exception):
    """What is wrong with a fit, as the end of a sentence."""


def _read(data: dict[str, Any]) -> FitFile:
    if data.get("fit") != VERSION:
        raise _DamagedError(f"the version of the fit is {data.get('fit')!r}, must be {VERSION}")
    missing = [key for key in _KEYS if key not in data]
    if missing:
        raise _DamagedError(f"the fit has no {', '.join(missing)}")
    law, y = _law(data), data["y"]
    if not isinstance(y, str):
        raise _DamagedError("y must be the name of the losses")
    domain = np.stack([_numbers(_entry(data, "domain", name), f"domain of {name}", 2) for name in law.names])
    names = law.parameters
    values = _numbers([_entry(data, "parameters", name) for name in names], "parameters", len(names))
    _check_signs(domain, values)
    return FitFile(data, law, y, domain, values, _draws(data, law, values), "draws" not in data)


def _law(data: dict[str, Any]) -> Law:
    x, kind = data["x"], data["law"]
    if not (isinstance(x, list) and x and all(isinstance(one, str) for one in x) and len(set(x)) == len(x)):
        raise _DamagedError("x must be a list of names of columns")
    if kind not in tuple(LAWS):
        raise _DamagedError(f"the law is {kind!r}, must be one of {', '.join(LAWS)}")
    LAWS[kind].check(x)
    return LAWS[kind](x, np.zeros((1, len(x))), 1.0, loss=str(data["y"]))


def _entry(data: dict[str, Any], key: str, name: str) -> Any:
    part = data[key]
    if not isinstance(part, dict) or name not in part:
        raise _DamagedError(f"{key} has no {name}")
    return part[name]


def _numbers(values: Any, what: str, count: int) -> Floats:
    good = isinstance(values, list) and len(values) == count
    if not good or any(isinstance(one, bool) or not isinstance(one, int | float) for one in values):
        raise _DamagedError(f"{what} must be {count} numbers")
    found = np.array(values, dtype=float)
    if not np.isfinite(found).all():
        raise _DamagedError(f"{what} must be finite numbers")
    return found


def _check_signs(domain: Floats, values: Floats) -> None:
    if (domain < 0).any() or (domain[:, 0] > domain[:, 1]).any():
        raise _DamagedError("domain must have the least and the largest value of each x, both >= 0")


def _draws(data: dict[str, Any], law: Law, values: Floats) -> Floats:
    """Shape (d, p): those in the file, or as many from its covariance."""
    if "draws" in data:
        draws = data["draws"]
        first = draws.get(law.parameters[0]) if isinstance(draws, dict) else None
        count = len(first) if isinstance(first, list) else 0
        columns = [_numbers(_entry(data, "draws", name), f"draws of {name}", count) for name in law.parameters]
        return np.column_stack(columns)
    if "covariance" not in data:
        raise _DamagedError("the fit has neither draws nor a covariance")
    names, logs, matrix = _covariance(data, law)
    order = [names.index(name) for name in law.parameters]
    if not np.isfinite(matrix).all():
        return np.empty((0, len(values)))
    sampled = np.random.default_rng(0).multivariate_normal(np.zeros(len(names)), matrix, _SAMPLES, "ignore")[:, order]
    with np.errstate(over="ignore"):
        found = np.where(np.array(logs)[order], values * np.exp(sampled), values + sampled)
    return np.asarray(np.maximum(found, law.low) if np.isfinite(law.low).all() else found)


def _covariance(data: dict[str, Any], law: Law) -> tuple[list[str], list[bool], Floats]:
    names, logs, rows = (_entry(data, "covariance", key) for key in ("of", "log", "matrix"))
    count = len(law.parameters)
    good = isinstance(names, list) and sorted(map(str, names)) == sorted(law.parameters)
    good = good and isinstance(logs, list) and len(logs) == count and all(isinstance(one, bool) for one in logs)
    if not (good and isinstance(rows, list) and len(rows) == count):
        raise _DamagedError("the covariance does not fit the parameters")
    if any(not isinstance(row, list) or len(row) != count for row in rows):
        raise _DamagedError("the matrix of the covariance is not square")
    try:
        return names, logs, np.array(rows, dtype=float)
    except (TypeError, ValueError):
        raise _DamagedError("the matrix of the covariance must have numbers") from None


def sums(law: Law, values: Floats) -> tuple[Floats, Floats, Floats]:
    """The law at these parameters, shape (d, p), as floors, amplitudes and exponents; shapes (d,), (d, t), (d, t, k).

    Raises UsageError for a law that is no sum of products of powers.
    """
    found = law.sums(values)
    if found is None:
        raise UsageError(
            "only fits of the laws additive and power can be optimized; for the law theory write a spec with alpha, r"
            " and noise of the fit"
        )
    return found
