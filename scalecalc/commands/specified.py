"""Commands that read a spec: SpecCommand, and an option that several of them have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from scalecalc.api import load
from scalecalc.commands.base import Lines, TableCommand, duration
from scalecalc.coordinates import COORDINATES, Along
from scalecalc.errors import UsageError
from scalecalc.options import INPUT, Option
from scalecalc.settings import Source

if TYPE_CHECKING:
    from scalecalc.figures.frames import Film
    from scalecalc.figures.picture import Sketch
    from scalecalc.spec import Studies, Study
    from scalecalc.spec.model import Spec
    from scalecalc.table import Table

_SECONDS_PER_POINT = 1e-5  # what a million random-feature points take, with writing them


_BEYOND: dict[str, tuple[Callable[[Spec], bool], str]] = {  # what a spec may ask for, and why a command may not heed it
    "test": (
        lambda spec: spec.test is not None,
        "knows no test distribution other than that of training, and the spec has one in test; predict gives the error"
        " on it (test=null leaves it out)",
    ),
    "training": (
        lambda spec: spec.training is not None,
        "is about the ridge solution, and the spec says how long the weights are trained in training; predict has the"
        " errors over time (training=null leaves it out)",
    ),
    "test over time": (
        lambda spec: spec.test is not None and spec.training is not None,
        "knows no test distribution of its own beside training; predict does (test=null leaves it out)",
    ),
    "early stopping": (
        lambda spec: spec.training is not None and spec.training.stops,
        "needs times that are given, and training.time is 'optimal'; predict finds the optimal time",
    ),
}

FollowedAlong = Annotated[
    Along | None, Option("The quantity that goes to its limit.", panel=INPUT, shown="the one that is swept")
]


def specs_of(given: Study | Studies) -> list[Spec]:
    """The specs behind one study or several."""
    from scalecalc.spec import Study

    return [given.spec] if isinstance(given, Study) else [case.study.spec for case in given.cases]


class SpecCommand(TableCommand["Study | Studies"]):
    """A command that answers with rows for one spec. It need not know that numbers of the spec may be varied.

    heeds: the parts of a spec beyond the ridge solution on one distribution that its answer is right for.
    fine: how many places the curves of its picture have, evenly spread; None for as many as a line on paper shows.
    """

    source: ClassVar[Source] = "spec"
    heeds: ClassVar[frozenset[str]] = frozenset()
    fine: int | None = None

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.drawn = cls.pen is not SpecCommand.pen

    @classmethod
    def headings(cls) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*(one.name for one in COORDINATES), *super().headings())))

    def blocks(self, study: Study) -> Iterator[Table]:
        """The answer for one study, as `rows`."""
        raise NotImplementedError

    def pen(self, study: Study) -> Sketch:
        """What draws the answer for one study. Without it there is no picture."""
        raise NotImplementedError

    def rows(self, given: Study | Studies) -> Iterator[Table]:
        from scalecalc.spec import Study

        self.check_heeded(given)
        if isinstance(given, Study):
            return self.blocks(given)
        from scalecalc.results.varied import over_cases

        return over_cases(given, self.blocks)

    def check_heeded(self, given: Study | Studies) -> None:
        """Raises UsageError where the spec says more than the command can answer for."""
        for what, (asked, sentence) in _BEYOND.items():
            if what not in self.heeds and any(map(asked, specs_of(given))):
                raise UsageError(f"{self.name} {sentence}")

    def sketch(self, given: Study | Studies) -> Sketch:
        from scalecalc.commands.pictures.varied import over_cases

        self.check_heeded(given)
        if self.wanted is not None:  # what is varied names the curves
            self.wanted = tuple(name for name in self.wanted if name not in {one.name for one in given.variables})
        return over_cases(given, self.pen)

    def film(self, given: Study | Studies) -> Film:
        from scalecalc.commands.pictures.varied import VariedFilm

        self.check_heeded(given)
        return VariedFilm(given, self.pen) if given.variables else super().film(given)

    @classmethod
    def function(cls) -> Callable[..., Table]:
        return lambda spec, overrides=(), vary=(), **options: cls(**options).table(load(spec, overrides, vary=vary))

    def total(self, given: Study | Studies) -> int | None:
        return given.rows

    def described(self, given: Study | Studies) -> Lines:
        from scalecalc.spec.described import described

        return described(given)

    def effort(self, given: Study | Studies) -> Lines:
        return [("time", duration(given.rows * _SECONDS_PER_POINT))]
