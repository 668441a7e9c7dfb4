"""Pictures of a spec that varies numbers: those of every case, in one where its curves can be told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.blocks import rows
from scalecalc.commands.pictures.sweeps import number
from scalecalc.figures.frames import Frame
from scalecalc.figures.picture import Axis, Picture, Sketch
from scalecalc.results.varied import told
from scalecalc.spec.cases import label
from scalecalc.table import Table

if TYPE_CHECKING:
    from scalecalc.spec import Studies, Study


def over_cases(study: Study | Studies, draw: Callable[[Study], Sketch]) -> Sketch:
    """What draws the answers for all cases, given what draws that for one study."""
    return VariedSketch(study, draw) if study.variables else draw(study.cases[0].study)


class _PerCase:
    """A sketch for each case."""

    def __init__(self, study: Study | Studies, draw: Callable[[Study], Sketch]) -> None:
        self._cases = study.cases
        self._variables = study.variables
        self._sketches = [draw(case.study) for case in study.cases]

    def see(self, block: Table) -> None:
        """Take note of a block; each case sees its own rows, which are those with its values in the leading columns."""
        for case, sketch in zip(self._cases, self._sketches, strict=True):
            leading = zip(block.names, case.values, strict=False)
            of_case = np.flatnonzero(np.all([block[name] == value for name, value in leading], axis=0))
            if of_case.size:
                sketch.see(rows(block, of_case[0], of_case[-1] + 1))


class VariedFilm(_PerCase):
    """A frame for each case, alone in its pictures: so there may be as many as one likes."""

    def __init__(self, study: Study | Studies, draw: Callable[[Study], Sketch]) -> None:
        super().__init__(study, lambda one: draw(replace(one, among=1)))

    def frames(self) -> tuple[Frame, ...]:
        """In the order of the cases, each set to the values of what is varied."""
        names = [one.name for one in self._variables]
        return tuple(
            Frame(tuple(zip(names, map(number, case.values), strict=True)), sketch.pictures())
            for case, sketch in zip(self._cases, self._sketches, strict=True)
        )


class VariedSketch(_PerCase):
    """Curves and panels that are named by what is varied."""

    def pictures(self) -> tuple[Picture, ...]:
        """Those of one case after the other; of pictures that go together there is one."""
        labels = [label(self._variables, case.values) for case in self._cases]
        found = [sketch.pictures() for sketch in self._sketches]
        said = [
            (where, [note for picture in drawn for note in picture.notes])
            for where, drawn in zip(labels, found, strict=True)
        ]
        named = [
            replace(_named(picture, where), notes=told(said))
            for where, drawn in zip(labels, found, strict=True)
            for picture in drawn
        ]
        groups: dict[object, list[Picture]] = {}
        for place, picture in enumerate(named):
            groups.setdefault((picture.subtitle, picture.y.meaning) if picture.together else place, []).append(picture)
        return tuple(map(_merged, groups.values()))


def _named(picture: Picture, where: str) -> Picture:
    """With what is varied in the labels of its curves, or in its subtitle."""
    if picture.together:
        series = (replace(one, case=_joined(where, one.case)) for one in picture.series)
        return replace(picture, series=tuple(series))
    return replace(picture, subtitle=_joined(where, picture.subtitle))


def _joined(*labels: str) -> str:
    return ", ".join(filter(None, labels))


def _merged(pictures: list[Picture]) -> Picture:
    """One picture with the curves of all."""
    first = pictures[0]
    return replace(
        first,
        y=replace(first.y, start=_start([picture.y for picture in pictures])),
        series=tuple(chain.from_iterable(picture.series for picture in pictures)),
        divergences=tuple(sorted(set(chain.from_iterable(picture.divergences for picture in pictures)))),
    )


def _start(axes: list[Axis]) -> float | None:
    """Where an axis begins on which all curves are seen."""
    starts = [axis.start for axis in axes if axis.start is not None]
    return min(starts) if len(starts) == len(axes) else None
