"""What a command is: a class whose instance is one question with its options.

A command of one's own is a subclass of one of these or of those in `specified`, `measured` and `screen`, handed to
`scalecalc.register`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, dataclass_transform

from scalecalc.errors import UsageError
from scalecalc.judge import Judge
from scalecalc.options import parameters
from scalecalc.settings import Source

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from scalecalc.figures.frames import Film
    from scalecalc.figures.picture import Sketch
    from scalecalc.output.style import Style
    from scalecalc.table import Column, Table

GivenT = TypeVar("GivenT")
Lines = list[tuple[str, str]]  # names and texts


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
    written: ClassVar[bool] = True  # whether its answer may go to a file

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

    def styled(self, style: Style) -> str:
        """The answer as a stream of this style shows it; by default the same."""
        del style
        return self.text()

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

    pointwise: whether coordinates of the grid may lead its rows.
    what: a row is called that when it is counted.  seen: whether people want the table on a terminal.
    keeps: whether its options may ask for files beside the rows.
    selects: whether columns that are picked, `wanted`, pick the curves of its picture as well.
    counts: what is counted while it runs, if not its rows; `tell`, where it is set, is to be told how many are done.
      It is % where equal parts of the work have no name.
    """

    tabular = True
    pointwise: ClassVar[bool] = False
    what: ClassVar[str] = "row"
    seen: ClassVar[bool] = True
    keeps: ClassVar[bool] = False
    selects: ClassVar[bool] = False
    wanted: tuple[str, ...] | None = None
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

    def _axes(self, given: GivenT, table: Table, **seen: Any) -> Axes:
        from scalecalc.figures.paper import figure_axes
        from scalecalc.figures.view import viewed

        view = viewed(**seen)
        pen = self.sketch(given)
        pen.see(table)
        return figure_axes(pen.pictures(), view)

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


def duration(seconds: float) -> str:
    """A time for people."""
    for unit, name in ((3600.0, "h"), (60.0, "min")):
        if seconds >= 2 * unit:
            return f"about {seconds / unit:.2g} {name}"
    return "less than a second" if seconds < 1 else f"about {seconds:.0f} s"
