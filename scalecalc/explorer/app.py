"""The explorer: what its keys do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType

from scalecalc.errors import ScalecalcError
from scalecalc.explorer.field import Field
from scalecalc.explorer.keys import KEYS
from scalecalc.explorer.knobs import Knob
from scalecalc.explorer.saved import save
from scalecalc.explorer.shown import Shown
from scalecalc.explorer.state import State


class Explorer(Shown):
    """A spec, its knobs, and what is seen of it, with keys for all of that."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(one.keys, one.action, one.doc, priority=one.keys == "tab") for one in KEYS),
        Binding("escape", "leave", "", priority=True),
        Binding("ctrl+c", "quit", "", priority=True),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a value is typed the keys are for it; the help is only read."""
        if self._field.asking:
            return action in ("leave", "quit")
        return action in ("leave", "quit", "help", "page") if self._helping else action != "leave"

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
        at = self._cursor()
        self._message, self._read = "", [] if at is None else self._reader.errors(at)
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
        return self.state.command((*arguments, "--plot") if self._pictured else arguments)

    # --- what is asked

    def action_edit(self) -> None:
        knob = self._chosen()
        self._ask(f"{knob.key} = ", knob.text, lambda typed: self._try(lambda: self.state.put(knob.key, typed)))

    def action_put(self) -> None:
        def put(typed: str) -> None:
            key, equals, value = typed.partition("=")
            if equals:
                self._try(lambda: self.state.put(key, value))
            else:
                self._message = f"{typed} has no value; put KEY=YAML, such as ridge=1e-4"

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
