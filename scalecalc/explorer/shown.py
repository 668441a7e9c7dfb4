"""What is on the screen of the explorer."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import replace

from textual import work
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer

from scalecalc.errors import ScalecalcError
from scalecalc.explorer.field import Field
from scalecalc.explorer.keys import foot, help_lines
from scalecalc.explorer.knobs import knobs
from scalecalc.explorer.lines import Lines
from scalecalc.explorer.panel import WIDTH, cells, packed, panel
from scalecalc.explorer.readout import Reader
from scalecalc.explorer.state import State
from scalecalc.explorer.views import Chart, View
from scalecalc.figures.chart import Cell
from scalecalc.figures.picture import Picture
from scalecalc.output import text
from scalecalc.output.style import Style

_REST = 0.1  # seconds without a key after which what takes long is asked for
_STATUS, _MOST_SAID = 2, 8  # lines of the status, and of a long sentence in its place
_BOLD, _DIM = "1", "2"
_MORE = "... more below: PgDn, and PgUp to come back"


class Shown(App[None]):
    """A spec, its knobs, and what is seen of it.

    state: the spec with what was changed.  style: what the terminal can show.
    """

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    CSS = f"""
    Screen {{ background: ansi_default; color: ansi_default; }}
    Lines {{ background: ansi_default; color: ansi_default; height: 1; width: 1fr; }}
    #middle {{ height: 1fr; }}
    #panel {{ width: {WIDTH + 1}; height: 1fr; }}
    #main {{ height: 1fr; }}
    #status {{ height: {_STATUS}; }}
    """

    def __init__(self, state: State, views: Sequence[View], style: Style) -> None:
        super().__init__(ansi_color=True)
        self.state = state
        self._views = views
        self._style = style
        self._before: list[State] = []
        self._view = 0
        self._as_table = False
        self._pictured = True  # whether there is a picture of what is seen
        self._helping = False
        self._knobs = knobs(state.study.resolved)
        self._knob = next(one.key for one in self._knobs if one.value is not None)
        self.failure: Exception | None = None
        self._reader = Reader(state.study)
        self._place = len(self._reader.values) // 2
        self._chart = Chart()
        self._message = ""
        self._read: list[str] = []  # what is known of the cursor
        self._drawn: tuple[object, tuple[Picture, ...]] = (None, ())
        self._stale = False
        self._rested = False
        self._timer: Timer | None = None

    def _handle_exception(self, error: Exception) -> None:
        """Leave the screen with what went wrong, instead of with a page about it."""
        self.failure = error
        self.exit(return_code=1)

    # --- what is on the screen

    def compose(self) -> ComposeResult:
        yield Lines("title", self._style)
        yield Horizontal(Lines("panel", self._style), Lines("main", self._style, _MORE), id="middle")
        yield Lines("status", self._style)
        yield Lines("foot", self._style)
        yield Field()

    def on_mount(self) -> None:
        self._message = "; ".join(self.state.notes)
        gc.freeze()  # what is loaded stays: looking through it for garbage would make a redraw stutter
        self.call_after_refresh(self.changed)

    def on_lines_sized(self) -> None:
        self._again()

    def changed(self) -> None:
        """Draw what can be drawn at once, and the rest when the keys rest."""
        self._knobs = knobs(self.state.study.resolved)
        self._reader = Reader(self.state.study)
        self._read, self._rested = [], False
        self._again()
        self._rest()

    def _again(self) -> None:
        """Draw once all keys that wait have been heard: so a slow picture never lags behind."""
        if not self._stale:
            self._stale = True
            self.call_later(self._draw)

    def _draw(self) -> None:
        self._stale = False
        main = self.query_one("#main", Lines)
        self._lines("title").show([self._title()])
        chosen = next((place for place, one in enumerate(self._knobs) if one.key == self._knob), 0)
        lines = panel(self._knobs, self._knob, self.state.turned, unicode=self._style.unicode)
        self._lines("panel").show(lines, keep=chosen)
        main.show(self._middle_lines(main.size.width, main.size.height))
        self._show_status()
        self._lines("foot").show([cells(foot(self.size.width), _DIM)])

    def _title(self) -> list[Cell]:
        names = [f"[{one.name}]" if place == self._view else one.name for place, one in enumerate(self._views)]
        views = " ".join(names)
        title = self._shown(self.state.study.title or self.state.name)
        room = self.size.width - len(views) - 2
        cut = title if len(title) <= room else title[: max(room - 3, 0)] + "..."
        return [*cells(f"{cut:<{max(room, 0)}}  ", _BOLD), *cells(views, "")]

    def _middle_lines(self, width: int, height: int) -> list[list[Cell]]:
        """The picture, the table, or the help; where there is none, the sentence why."""
        if self._helping:
            return [cells(line) for line in help_lines(width)]
        style = replace(self._style, width=max(width, 20), height=height)
        view = self._views[self._view]
        if view.slow and not self._rested:
            view = self._views[0]
        self._pictured = not self._as_table
        if self._as_table:
            return self._table(view, style)
        try:
            return self._chart.lines(self._pictures(view, style.width or 80), style, self._cursor())
        except ScalecalcError as error:
            self._pictured = False
            return self._without_picture(error, view, style)

    def _without_picture(self, error: ScalecalcError, view: View, style: Style) -> list[list[Cell]]:
        """Why there is none, and what can be seen instead."""
        why, table = self._sentence(error, style), self._table(view, style)
        return why if why == table else [*why, [], *table]

    def _table(self, view: View, style: Style) -> list[list[Cell]]:
        """The table; where there is none, the sentence why."""
        try:
            return [cells(self._shown(line)) for line in view.table(self.state.study, style)]
        except ScalecalcError as error:
            return self._sentence(error, style)

    def _sentence(self, error: ScalecalcError, style: Style) -> list[list[Cell]]:
        return [cells(line) for line in text.folded(self._shown(str(error)), style.width or 80)]

    def _pictures(self, view: View, columns: int) -> tuple[Picture, ...]:
        """What the view draws; the same as before while only the cursor moves."""
        key = (self._reader, view, columns)
        if self._drawn[0] != key:
            self._drawn = (key, view.pictures(self.state.study, columns))
        return self._drawn[1]

    def _show_status(self) -> None:
        """The status, in more lines than usual for a sentence that takes them."""
        lines, status = self._status(), self._lines("status")
        status.styles.height = max(len(lines), _STATUS)
        status.show(lines)

    def _status(self) -> list[list[Cell]]:
        """What holds at the cursor; or what is to be said."""
        if self._message:
            lines = text.folded(self._shown(self._message), max(self.size.width, 20))
            return [cells(line, _BOLD) for line in lines[:_MOST_SAID]]
        at = self._cursor()
        parts = [] if at is None else [self._reader.place(at), *self._read]
        return [cells(line) for line in packed(list(map(self._shown, parts)), self.size.width)]

    def _cursor(self) -> float | None:
        values = self._reader.values
        self._place = max(0, min(self._place, len(values) - 1))
        return values[self._place] if values else None

    def _shown(self, line: str) -> str:
        return text.shown(line, unicode=self._style.unicode)

    def _lines(self, name: str) -> Lines:
        return self.query_one(f"#{name}", Lines)

    # --- what takes long

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_REST, self._rests)

    def _rests(self) -> None:
        """No key has come since: ask for the slow view, and for what holds at the cursor, in the background."""
        if not self._rested:
            self._rested = True
            if self._views[self._view].slow:
                self._again()
        at = self._cursor()
        if at is not None:
            self._find(self._reader, at)

    @work(thread=True, exclusive=True)
    def _find(self, reader: Reader, at: float) -> None:
        errors = reader.errors(at)
        self.call_from_thread(self._found, reader, at, errors)
        self.call_from_thread(self._found, reader, at, [*errors, *reader.ruling(at)])

    def _found(self, reader: Reader, at: float, parts: list[str]) -> None:
        if reader is self._reader and at == self._cursor():
            self._read = parts
            self._show_status()
