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
from scalecalc.spec.vary import Variation, combinations, variations, with_vary

POINTS = 200  # of a range that says none


@record
class Plane:
    """Two numbers of a spec, the first from left to right.

    root: the text of the spec.  spread: whether the values of each are spread evenly in their logarithms.
    """

    root: Node
    folder: Folder
    axes: tuple[Variation, Variation]
    spread: tuple[bool, bool]
    first: Study

    @property
    def values(self) -> tuple[Floats, Floats]:
        """The values of both, as the ranges give them, in ascending order."""
        x, y = (np.sort(np.array([value for value, _ in one.values])) for one in self.axes)
        return x, y

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
    root, problems = from_object(study.resolved)
    found = []
    for name, option in (("x", x), ("y", y)):
        tree, wrong = with_vary(root, [option], name, POINTS)
        found += variations(tree, (), [*problems, *wrong], MAX_POINTS)
        if not problems and wrong:
            raise SpecError(tuple(wrong))
    axes = (found[0], found[1])
    if axes[0].key == axes[1].key:
        raise UsageError(f"x and y are both {axes[0].key}; a map needs two different numbers of the spec")
    if max(len(one.values) for one in axes) > MAX_POINTS or len(axes[0].values) * len(axes[1].values) > MAX_POINTS:
        raise UsageError(f"the map has more than {MAX_POINTS:,} points; give its ranges fewer, such as 0:3:500")
    for one in axes:
        _check_range(one)
    folder = Folder(study.folder)
    corners = [(float(a), float(b)) for a in _ends(axes[0]) for b in _ends(axes[1])]
    at_corners = [_study(root, folder, axes, corner) for corner in corners]
    return Plane(root, folder, axes, (_logarithmic(axes[0]), _logarithmic(axes[1])), at_corners[0])


def _check_range(one: Variation) -> None:
    if len(one.values) < 2:
        raise UsageError(f"{one.key} has one value in its range, so there is no map; give it two ends, such as 0:3")


def _ends(one: Variation) -> list[float]:
    values = [value for value, _ in one.values]
    return [min(values), max(values)]


def _logarithmic(one: Variation) -> bool:
    values = np.sort(np.array([value for value, _ in one.values]))
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
