"""What a command is: a class whose instance is one question with its options.

A command of one's own is a subclass of SpecCommand, TableCommand or TextCommand that is handed to `scalecalc.register`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, TypeVar, dataclass_transform

from scalecalc.api import load
from scalecalc.coordinates import COORDINATES, Along
from scalecalc.errors import UsageError
from scalecalc.judge import Judge
from scalecalc.memory import amount, memory_size
from scalecalc.options import INPUT, Option, parameters
from scalecalc.settings import Source

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from scalecalc.empirical.cost import Cost
    from scalecalc.empirical.dataset import Dataset
    from scalecalc.figures.frames import Film
    from scalecalc.figures.picture import Sketch
    from scalecalc.spec import Studies, Study
    from scalecalc.table import Column, Table

GivenT = TypeVar("GivenT")
Lines = list[tuple[str, str]]  # names and texts

_SECONDS_PER_POINT = 1e-5  # what a million random-feature points take, with writing them

FollowedAlong = Annotated[
    Along | None, Option("The quantity that goes to its limit.", panel=INPUT, shown="the one that is swept")
]


@dataclass_transform(kw_only_default=True)
class Command:
    """One question with its options.

    The docstring of the class is its help: a sentence, what more there is to say, and examples. Options are annotated
    fields (`scalecalc.options`).
    """

    name: ClassVar[str]
    source: ClassVar[Source] = "nothing"
    tabular: ClassVar[bool] = False
    drawn: ClassVar[bool] = False

    def __init__(self, **options: Any) -> None:
        """Options by name, the others at their defaults. Raises UsageError for one that is not as its type says."""
        for one in parameters(type(self)):
            if one.name not in options and one.required:
                raise UsageError(f"{self.name} needs {one.name}")
            setattr(self, one.name, one.checked(options.pop(one.name, one.default)))
        if options:
            raise UsageError(f"{self.name} takes no {', '.join(options)}")

    @classmethod
    def words(cls) -> tuple[str, ...]:
        """What its argument may be, for completions; none where it is a file or one of a few choices."""
        return ()

    @classmethod
    def headings(cls) -> tuple[str, ...]:
        """The names of all columns that it may answer with; none for a text."""
        return ()

    @classmethod
    def function(cls) -> Callable[..., Any]:
        """What `scalecalc.NAME` is for a command that was registered: the answer, with options by name."""
        raise NotImplementedError


class TextCommand(Command):
    """A command that answers with a text.

    keeps: whether its options may ask for files in place of the text.
    """

    keeps: ClassVar[bool] = False

    def text(self) -> str:
        """The whole answer, ended by a newline; empty where files take its place."""
        raise NotImplementedError

    def keep(self) -> None:
        """Write the files that are asked for in place of the text."""
        raise NotImplementedError

    def aside(self) -> str:
        """What is to be said beside the answer, ended by a newline."""
        return ""

    @classmethod
    def function(cls) -> Callable[..., str]:
        return lambda **options: cls(**options).text()


class TableCommand(Command, Generic[GivenT]):
    """A command that answers with rows. `given` is what was read from its source.

    what: a row is called that when it is counted.  seen: whether people want the table on a terminal.
    keeps: whether its options may ask for files beside the rows.
    counts: what is counted while it runs, if not its rows; `tell`, where it is set, is to be told how many are done.
      It is % where equal parts of the work have no name.
    """

    tabular = True
    what: ClassVar[str] = "row"
    seen: ClassVar[bool] = True
    keeps: ClassVar[bool] = False
    counts: ClassVar[str] = ""
    tell: Callable[[int], None] | None = None

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.drawn = cls.sketch is not TableCommand.sketch

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        """The columns that it may answer with beside the coordinates, each with its meaning; of layers the first."""
        return ()

    @classmethod
    def headings(cls) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.name for one in cls.columns()))

    def rows(self, given: GivenT) -> Iterator[Table]:
        """The answer, block by block: at least one block, all with the same columns.

        The notes of a block are about all rows so far, so that those of the last are about the whole answer.
        """
        raise NotImplementedError

    def sketch(self, given: GivenT) -> Sketch:
        """What draws the answer. Raises UsageError when there is nothing to draw. Without it there is no picture."""
        raise NotImplementedError

    def film(self, given: GivenT) -> Film:
        """What draws the answer with each setting of what is varied in a frame of its own."""
        from scalecalc.figures.frames import Still

        return Still(self.sketch(given))

    @classmethod
    def function(cls) -> Callable[..., Table]:
        return lambda given, **options: cls(**options).table(given)

    def table(self, given: GivenT) -> Table:
        """The whole answer, with its picture."""
        from scalecalc.blocks import stacked

        table = stacked(self.rows(given))
        if self.keeps:
            self.keep()
        return replace(table, drawing=partial(self._axes, given, table)) if self.drawn else table

    def _axes(self, given: GivenT, table: Table) -> Axes:
        from scalecalc.figures.paper import figure_axes

        pen = self.sketch(given)
        pen.see(table)
        return figure_axes(pen.pictures())

    def judge(self, given: GivenT) -> Judge:
        """What says whether the run is to be called good: by default, whether all rows came out."""
        return Judge()

    def reads(self) -> list[Path]:
        """Files that its options name and that it reads."""
        return []

    def keep(self) -> None:
        """Write the files that are asked for beside the rows. All rows are out; an error leaves all old files."""
        raise NotImplementedError

    def total(self, given: GivenT) -> int | None:
        """How many there are of what is counted; None where that is not known, and nothing is shown."""
        return None

    def described(self, given: GivenT) -> Lines:
        """What was read, by name."""
        return []

    def effort(self, given: GivenT) -> Lines:
        """What it takes, by name, before it runs."""
        return []

    def unfinished(self) -> tuple[Table, str] | None:
        """When something has stopped it: the rows that are there, and a sentence on them."""
        return None


class SpecCommand(TableCommand["Study | Studies"]):
    """A command that answers with rows for one spec. It need not know that numbers of the spec may be varied.

    trains: whether it can answer for a spec that says how long the weights are trained.
    """

    source: ClassVar[Source] = "spec"
    trains: ClassVar[bool] = False

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

        self.check_training(given)
        if isinstance(given, Study):
            return self.blocks(given)
        from scalecalc.results.varied import over_cases

        return over_cases(given, self.blocks)

    def check_training(self, given: Study | Studies) -> None:
        """Raises UsageError where the spec trains for a time and the command cannot answer for that."""
        from scalecalc.spec import Study

        studies = [given] if isinstance(given, Study) else [case.study for case in given.cases]
        if not self.trains and any(study.spec.training is not None for study in studies):
            raise UsageError(
                f"{self.name} is about the ridge solution, and the spec says how long the weights are trained; "
                "predict has the errors over time"
            )

    def sketch(self, given: Study | Studies) -> Sketch:
        from scalecalc.commands.pictures.varied import over_cases

        self.check_training(given)
        return over_cases(given, self.pen)

    def film(self, given: Study | Studies) -> Film:
        from scalecalc.commands.pictures.varied import VariedFilm

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


class DataCommand(TableCommand["Dataset"]):
    """A command that answers with rows for measured data.

    targeted: whether it cannot do without targets.
    """

    source = "data"
    counts = "%"
    targeted: ClassVar[bool] = True

    memory: Annotated[
        float, Option("Refuse what would take more, e.g. 500MB.", "SIZE", shown="8GB", parse=memory_size)
    ] = 8e9

    def cost(self, given: Dataset) -> Cost:
        """What it takes, before it runs."""
        raise NotImplementedError

    def answer(self, given: Dataset) -> Iterator[Table]:
        """The answer, as `rows`, when there is memory for it."""
        raise NotImplementedError

    def rows(self, given: Dataset) -> Iterator[Table]:
        needed = self.cost(given).memory
        if needed > self.memory:
            raise UsageError(
                f"this takes about {amount(needed)} of memory, more than the {amount(self.memory)} that it may take"
                " (memory raises the limit)"
            )
        return self.answer(given)

    def described(self, given: Dataset) -> Lines:
        return given.described

    def effort(self, given: Dataset) -> Lines:
        cost = self.cost(given)
        from scalecalc.empirical.cost import slowness

        return [("memory", f"about {amount(cost.memory)}"), ("time", duration(cost.seconds * slowness()))]

    def total(self, given: Dataset) -> int | None:
        return self.cost(given).steps

    def done(self, share: float) -> None:
        """Tell that this share of a thousand steps is done."""
        if self.tell is not None:
            self.tell(round(1000 * share))


def duration(seconds: float) -> str:
    """A time for people."""
    for unit, name in ((3600.0, "h"), (60.0, "min")):
        if seconds >= 2 * unit:
            return f"about {seconds / unit:.2g} {name}"
    return "less than a second" if seconds < 1 else f"about {seconds:.0f} s"
