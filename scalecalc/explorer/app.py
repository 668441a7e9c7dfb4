"""The explorer on the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.timer import Timer

from scalecalc.errors import ScalecalcError
from scalecalc.explorer.field import Field
from scalecalc.explorer.keys import KEYS, foot, help_lines
from scalecalc.explorer.knobs import Knob, knobs
from scalecalc.explorer.lines import Lines
from scalecalc.explorer.panel import WIDTH, cells, packed, panel
from scalecalc.explorer.readout import places, readout, ruling, said
from scalecalc.explorer.saved import save
from scalecalc.explorer.state import State
from scalecalc.explorer.views import Chart, View
from scalecalc.figures.chart import Cell
from scalecalc.output import text
from scalecalc.output.style import Style

_REST = 0.15  # seconds without a key after which what takes long is asked for
_STATUS, _MOST_SAID = 2, 8  # lines of the status, and of a long sentence in its place
_BOLD, _BAD, _DIM = "1", "1;31", "2"


class Explorer(App[None]):
    """A spec, its knobs, and what is seen of it.

    state: the spec with what was changed.  style: what the terminal can show.
    """

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(one.keys, one.action, one.doc, priority=one.keys == "tab") for one in KEYS),
        Binding("escape", "leave", "", priority=True),
        Binding("ctrl+c", "quit", "", priority=True),
    ]
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
        self._helping = False
        self._knobs = knobs(state.study.resolved)
        self._knob = next(one.key for one in self._knobs if one.value is not None)
        self.failure: Exception | None = None
        self._place = _middle(state)
        self._chart = Chart()
        self._message = ""
        self._ruling: list[str] = []
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
        yield Horizontal(Lines("panel", self._style), Lines("main", self._style), id="middle")
        yield Lines("status", self._style)
        yield Lines("foot", self._style)
        yield Field()

    def on_mount(self) -> None:
        self._message = "; ".join(self.state.notes)
        self.call_after_refresh(self.changed)

    def on_lines_sized(self) -> None:
        self._again()

    def changed(self) -> None:
        """Draw what can be drawn at once, and the rest when the keys rest."""
        self._knobs = knobs(self.state.study.resolved)
        self._ruling, self._rested = [], False
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
        names = [f"[{one.name}]" if place == self._view else f" {one.name} " for place, one in enumerate(self._views)]
        views = "".join(names)
        title = self._shown(self.state.study.title or self.state.name)
        room = self.size.width - len(views) - 2
        cut = title if len(title) <= room else title[: max(room - 3, 0)] + "..."
        return [*cells(f"{cut:<{max(room, 0)}}  ", _BOLD), *cells(views, "")]

    def _middle_lines(self, width: int, height: int) -> list[list[Cell]]:
        """The picture, the table, or the help; where there is none, the sentence why."""
        if self._helping:
            return [cells(line) for line in help_lines()]
        style = replace(self._style, width=max(width, 20), height=height)
        view = self._views[self._view]
        if view.slow and not self._rested:
            view = self._views[0]
        try:
            if self._as_table:
                return [cells(self._shown(line)) for line in view.table(self.state.study, style)]
            _, at = self._cursor()
            return self._chart.lines(view.pictures(self.state.study), style, at)
        except ScalecalcError as error:
            return [cells(line) for line in text.folded(self._shown(str(error)), style.width or 80)]

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
        name, at = self._cursor()
        if at is None:
            return []
        parts = [*readout(self.state.study, name, at), *self._ruling]
        return [cells(line) for line in packed(list(map(self._shown, parts)), self.size.width)]

    def _cursor(self) -> tuple[str, float | None]:
        name, values = places(self.state.study)
        self._place = max(0, min(self._place, len(values) - 1))
        return name, values[self._place] if values else None

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
        """No key has come since: ask for the slow view, and in the background for what rules at the cursor."""
        if not self._rested:
            self._rested = True
            if self._views[self._view].slow:
                self._again()
        name, at = self._cursor()
        if at is not None:
            self._find_ruling(self.state, name, at)

    @work(thread=True, exclusive=True)
    def _find_ruling(self, state: State, name: str, at: float) -> None:
        parts = said(name, ruling(state.study, name, at))
        self.call_from_thread(self._found, state, (name, at), parts)

    def _found(self, state: State, cursor: tuple[str, float], parts: list[str]) -> None:
        if state is self.state and cursor == self._cursor():
            self._ruling = parts
            self._show_status()

    # --- what keys do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a value is typed the keys are for it."""
        return (action == "leave") == (self._field.asking or self._helping) or (
            action == "quit" or (action == "help" and self._helping)
        )

    def action_choose(self, by: int) -> None:
        keys = [one.key for one in self._knobs if one.value is not None]
        at = keys.index(self._knob) if self._knob in keys else 0
        self._knob = keys[max(0, min(at + by, len(keys) - 1))]
        self._message = self._chosen().doc
        self._again()

    def _chosen(self) -> Knob:
        return next((one for one in self._knobs if one.key == self._knob), self._knobs[0])

    def action_turn(self, steps: int) -> None:
        self._turn(steps, coarse=False)

    def action_turn_far(self, steps: int) -> None:
        self._turn(steps, coarse=True)

    def _turn(self, steps: int, *, coarse: bool) -> None:
        knob = self._chosen()
        self._try(lambda: self.state.put(knob.key, knob.turned(steps, coarse=coarse)))

    def _try(self, change: Callable[[], State]) -> None:
        """Take the new state; or keep the old one, and say why."""
        try:
            state = change()
        except ScalecalcError as error:
            self._message = str(error).split("\n")[0]
            self._again()
            return
        self._before.append(self.state)
        self.state, self._message = state, ""
        self.changed()

    def action_undo(self) -> None:
        if self._before:
            self.state, self._message = self._before.pop(), ""
            self.changed()

    def action_move(self, by: int) -> None:
        self._cursor()
        self._place += by
        self._cursor()
        self._message, self._ruling = "", []
        self._again()
        self._rest()

    def action_view(self, by: int) -> None:
        self._view = (self._view + by) % len(self._views)
        self._message = ""
        self._lines("main").to_top()
        self._again()

    def action_table(self) -> None:
        self._as_table = not self._as_table
        self._lines("main").to_top()
        self._again()

    def action_page(self, by: int) -> None:
        main = self._lines("main")
        main.scroll_lines(by * max(main.size.height - 1, 1))

    def action_help(self) -> None:
        self._helping = not self._helping
        self._lines("main").to_top()
        self._again()

    def action_copy(self) -> None:
        self._message = self.command_line
        self.copy_to_clipboard(self._message)
        self._again()

    @property
    def command_line(self) -> str:
        """What gives the same in a shell."""
        arguments = self._views[self._view].arguments
        return self.state.command(arguments if self._as_table else (*arguments, "--plot"))

    # --- what is asked

    def action_edit(self) -> None:
        knob = self._chosen()
        self._ask(f"{knob.key} = ", knob.text, lambda typed: self._try(lambda: self.state.put(knob.key, typed)))

    def action_put(self) -> None:
        def put(typed: str) -> None:
            key, _, value = typed.partition("=")
            self._try(lambda: self.state.put(key, value))

        self._ask("put KEY=YAML: ", "", put)

    def action_save(self) -> None:
        name = Path(self.state.name)
        self._ask("save as: ", str(name.with_name(f"{name.stem}-explored.yaml")), self._save)

    def _save(self, typed: str) -> None:
        path = Path(typed)
        if path.exists():
            self._ask(f"{path} exists; replace it? (yes/no) ", "", lambda answer: self._replace(path, answer))
        else:
            self._write(path, replace=False)

    def _replace(self, path: Path, answer: str) -> None:
        if answer.strip().lower() in ("y", "yes"):
            self._write(path, replace=True)
        else:
            self._message = f"{path} is as it was"

    def _write(self, path: Path, *, replace: bool) -> None:
        try:
            save(self.state, path, replace=replace)
            self._message = f"wrote {path}"
        except ScalecalcError as error:
            self._message = str(error)

    def _ask(self, question: str, default: str, answer: Callable[[str], None]) -> None:
        self._lines("foot").display = False
        self._field.ask(self._shown(question), default, answer)

    @property
    def _field(self) -> Field:
        return self.query_one(Field)

    def on_field_answered(self, event: Field.Answered) -> None:
        self.action_leave()
        if event.text.strip():
            event.answer(event.text)
        self._again()

    def action_leave(self) -> None:
        """Ask no longer, or leave the help."""
        self._helping = False
        self._field.leave()
        self._lines("foot").display = True
        self.set_focus(None)
        self._again()


def _middle(state: State) -> int:
    return len(places(state.study)[1]) // 2
