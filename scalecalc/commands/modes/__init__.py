"""The command `modes`: what is learned of single modes. `results/modes` computes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

from scalecalc.api import Source, Vary, load
from scalecalc.commands.specified import SpecCommand
from scalecalc.errors import UsageError
from scalecalc.options import INPUT, Option

if TYPE_CHECKING:
    from scalecalc.figures.picture import Sketch
    from scalecalc.spec import Studies, Study
    from scalecalc.table import Column, Table
    from scalecalc.theory.shift.single import SingleModes


class Modes(SpecCommand):
    """What is learned of single modes of the target: learnability and error, mode by mode, level by level.

    A rank counts modes from the largest eigenvalue. Of levels it counts levels from 1, on a sphere degrees from 0; the
    error is then that of all modes of the level. The errors of all ranks add up to the generalization error.

    Examples:
      $ scalecalc example quickstart > spec.yaml
      $ scalecalc modes spec.yaml --ranks 1,10,50
      $ scalecalc modes spec.yaml --ranks 1:50:4 --set samples=1000
      $ scalecalc modes spec.yaml --ranks 1,10,50 --plot
      $ scalecalc modes spec.yaml --set 'training={method: flow, time: [1, 9]}'
    """

    name = "modes"
    heeds = frozenset({"test", "training", "test over time", "early stopping"})
    pointwise = True

    ranks: Annotated[
        str | None,
        Option(
            "Modes, levels or degrees, e.g. 1,10,100.", "RANGE", panel=INPUT, shown="all of up to 8 levels, or 1,10,100"
        ),
    ] = None

    def check_heeded(self, given: Study | Studies) -> None:
        super().check_heeded(given)
        for case in given.cases:
            if (method := case.study.spec.training) is not None and not method.filters:
                raise UsageError(
                    f"modes does not know what {method.word} learns of single modes; it does of flow and gd"
                )

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        from scalecalc.results import modes

        return modes.COLUMNS

    def blocks(self, study: Study) -> Iterator[Table]:
        from scalecalc.results import modes

        return modes.modes(study, self._single(study))

    def pen(self, study: Study) -> Sketch:
        from scalecalc.commands.modes.picture import ModesSketch

        return ModesSketch(study, self._single(study), self.fine)

    def total(self, given: Study | Studies) -> int | None:
        return sum(case.study.rows * len(self._single(case.study).rank) for case in given.cases)

    def _single(self, study: Study) -> SingleModes:
        """The modes that are asked for. Raises UsageError and SpecError for ranks that there are not."""
        if self.ranks is None:
            return study.side.single(study.side.some_ranks)
        from scalecalc.spec.ranges import ranks

        return study.side.single(ranks("ranks", self.ranks))


def modes(
    spec: Source | Study | Studies,
    overrides: Iterable[str] = (),
    vary: Vary = (),
    ranks: str | float | Iterable[float] | None = None,
) -> Table:
    """What is learned of single modes of the target, one row per grid point and mode.

    ranks: of the modes, counted from 1; of levels the number of the level, on a sphere the degree, from 0.
    Columns, shape (rows,): the coordinates, as of `predict`; rank; how many modes share it; their eigenvalue;
    learnability, eta/(eta + kappa2); mode_error, the part of generalization_error that is in these modes, in units of
    the target power; status. Source: arXiv:2405.00592 with the error of a test distribution that is one mode.

    Raises UsageError for ranks that there are not, and SpecError, DataError and UsageError as `load` does.
    """
    from scalecalc.spec.ranges import range_text

    return Modes(ranks=None if ranks is None else range_text(ranks)).table(load(spec, overrides, vary=vary))
