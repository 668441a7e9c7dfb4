"""A part of the screen that shows lines of cells, as charts have them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby

from rich.ansi import AnsiDecoder
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from scalecalc.figures.chart import Cell, allowed
from scalecalc.output.style import Style as Terminal

_MORE = "2"  # how that line looks


class Lines(Widget):
    """Lines from the top, of which it shows those that fit, from some line on.

    style: what the terminal can show; the looks of cells are cut down to that.  more: what its last line says while
    there are lines below.
    """

    class Sized(Message):
        """It has another size than before."""

    def __init__(self, name: str, style: Terminal, more: str = "") -> None:
        super().__init__(id=name)
        self._style = style
        self._more = [(character, _MORE) for character in more]
        self._lines: Sequence[Sequence[Cell]] = ()
        self._top = 0

    def show(self, lines: Sequence[Sequence[Cell]], keep: int | None = None) -> None:
        """Show these.  keep: the line that is to be seen; None to stay where it is."""
        before, top, self._lines = self._lines, self._top, lines
        if keep is not None and self.size.height:
            self._top = min(max(self._top, keep + 1 - self.size.height), keep)
        self._top = max(min(self._top, len(lines) - self.size.height), 0)
        if self._top != top:
            self.refresh()
            return
        seen = range(top, top + self.size.height)
        changed = [at for at in seen if before[at : at + 1] != lines[at : at + 1] or at == seen[-1]]
        self.refresh(*(Region(0, at - top, self.size.width, 1) for at in changed)) if changed else None

    def on_resize(self) -> None:
        """There is other room than before."""
        self.post_message(self.Sized())

    def scroll_lines(self, by: int) -> None:
        """Move on by so many lines, at most to the last."""
        self._top = max(min(self._top + by, len(self._lines) - self.size.height), 0)
        self.refresh()

    def to_top(self) -> None:
        """Begin at the first line again."""
        self._top = 0

    @property
    def text(self) -> str:
        """All lines as plain text."""
        return "\n".join("".join(character for character, _ in line) for line in self._lines)

    def render_line(self, y: int) -> Strip:
        """The line at that height."""
        at = y + self._top
        cells = self._lines[at] if at < len(self._lines) else ()
        if self._more and y == self.size.height - 1 and at + 1 < len(self._lines):
            cells = self._more
        segments = [
            Segment("".join(character for character, _ in group), _rich(allowed(code, self._style)))
            for code, group in groupby(cells, key=lambda cell: cell[1])
        ]
        return Strip(segments).adjust_cell_length(self.size.width)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as there is room."""
        return container.width


@cache
def _rich(code: str) -> Style:
    """What escape codes look like."""
    if not code:
        return Style.null()
    return next(iter(AnsiDecoder().decode(f"\x1b[{code}mx"))).spans[0].style  # type: ignore[return-value]
