"""The plane of two numbers of a spec: the study at each of its places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.errors import SpecError, UsageError
from scalecalc.limits import MAX_POINTS
from scalecalc.reading.fields.types import Model
from scalecalc.reading.text.objects import from_object
from scalecalc.reading.text.source import Node, Path
from scalecalc.reading.validate import checked
from scalecalc.record import record
from scalecalc.spec.cases import Variable, variables
from scalecalc.spec.model import grammar
from scalecalc.spec.study import Study, study_of
from scalecalc.spec.vary import VARY, Variation, combinations, variations, with_vary

POINTS = 200  # of a range that says none


@record
class Plane:
    """Two numbers of a spec, the first from left to right.

    root: the text of the spec.  values: of both, as the ranges give them, in ascending order.
    spread: whether the values of each are spread evenly in their logarithms.  first: the study at the lowest values.
    """

    root: Node
    folder: Folder
    axes: tuple[Variation, Variation]
    values: tuple[Floats, Floats]
    spread: tuple[bool, bool]
    first: Study

    @property
    def variables(self) -> tuple[Variable, ...]:
        """What they are called."""
        return variables(self.axes, self.first)

    def study(self, at: Sequence[float]) -> Study:
        """The study where the two numbers are these. Raises SpecError where there is none.

        The numbers are put in as they are, so that what is computed with them knows them again.
        """
        return _study(self.root, self.folder, self.axes, at)


def plane(study: Study, x: str, y: str) -> Plane:
    """The plane of two options KEY=RANGE. Raises SpecError and UsageError for keys and ranges that are none."""
    root, _ = from_object(study.resolved)
    axes = (_axis(root, "x", x), _axis(root, "y", y))
    if axes[0].key == axes[1].key:
        raise UsageError(f"x and y are both {axes[0].key}; a map needs two different numbers of the spec")
    for one, other in (axes, axes[::-1]):
        if other.path[: len(one.path)] == one.path:
            raise UsageError(f"{other.key} is a part of {one.key}; a map needs two numbers that can be set apart")
    if max(len(one.values) for one in axes) > MAX_POINTS or len(axes[0].values) * len(axes[1].values) > MAX_POINTS:
        raise UsageError(f"the map has more than {MAX_POINTS:,} points; give its ranges fewer, such as 0:3:500")
    for one in axes:
        _check_range(one)
    folder = Folder(study.folder)
    values = (_values(axes[0]), _values(axes[1]))
    corners = [(float(a), float(b)) for a in values[0][[0, -1]] for b in values[1][[0, -1]]]
    at_corners = [_study(root, folder, axes, corner) for corner in corners]
    for one in axes:
        _check_law(one, at_corners[0])
    return Plane(root, folder, axes, values, (_logarithmic(values[0]), _logarithmic(values[1])), at_corners[0])


def _axis(root: Node, name: str, option: str) -> Variation:
    try:
        tree, problems = with_vary(root, [option], name, POINTS)
        if problems:
            raise SpecError(tuple(problems))
        return variations(tree, (), [], MAX_POINTS)[0]
    except SpecError as error:
        said = (replace(one, message=one.message.replace(f"{VARY}.", "", 1)) for one in error.problems)
        raise SpecError(tuple(said)) from None


def _check_law(one: Variation, study: Study) -> None:
    key, _, name = one.key.rpartition(".")
    for axis in study.grid.named().values():
        if axis.key == key and axis.law is not None and axis.law.coefficient == 0:
            raise UsageError(
                f"{key} is 0 times a power of {name}, so {one.key} changes nothing; give it a law, such as "
                f"{key}={name}^-1"
            )


def _check_range(one: Variation) -> None:
    if len(one.values) < 2:
        raise UsageError(f"{one.key} has one value in its range, so there is no map; give it two ends, such as 0:3")


def _values(one: Variation) -> Floats:
    return np.sort(np.array([value for value, _ in one.values]))


def _logarithmic(values: Floats) -> bool:
    if values[0] <= 0 or len(values) < 3 or not np.isfinite(values).all():
        return False
    return bool(np.ptp(np.diff(np.log(values))) < np.ptp(np.diff(values)) / np.mean(values))


def _study(root: Node, folder: Folder, axes: tuple[Variation, Variation], at: Sequence[float]) -> Study:
    placed = [replace(one, values=((float(v), _node(one, float(v))),)) for one, v in zip(axes, at, strict=True)]
    (_, tree), *_ = combinations(root, placed)
    given = checked(tree, [], grammar(), folder.path)
    if not given.report.found:
        model = given.model
        for one, value in zip(axes, at, strict=True):
            model = _with_number(model, one.path, value)
        given = replace(given, model=model)
    return study_of(given, folder, MAX_POINTS)


def _node(one: Variation, value: float) -> Node:
    place = one.values[0][1].place
    return Node(int(value) if value.is_integer() and abs(value) < 1e15 else value, place, f"{value:.15g}")


def _with_number(model: Any, path: Path, value: float) -> Any:
    """The model with another number at the path."""
    if not path:
        return value if isinstance(model, float) else model
    part, *rest = path
    if isinstance(model, list):
        return [_with_number(one, tuple(rest), value) if i == part else one for i, one in enumerate(model)]
    if not isinstance(model, Model):
        return model
    name = next(name for name, field in type(model).model_fields.items() if part in (field.alias, name))
    return model.model_copy(update={name: _with_number(getattr(model, name), tuple(rest), value)})
