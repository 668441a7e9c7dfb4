"""A line in which something is typed that was asked for."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Label

Answer = Callable[[str], None]


class Field(Horizontal):
    """A question and what is typed; not there while nothing is asked."""

    DEFAULT_CSS = """
    Field { height: 1; display: none; }
    Field Label { width: auto; color: ansi_default; background: ansi_default; text-style: bold; }
    Field Input { width: 1fr; height: 1; border: none; padding: 0; background: ansi_default; color: ansi_default; }
    Field Input:focus { border: none; }
    """

    class Answered(Message):
        """Enter was pressed.  answer: what the text is for."""

        def __init__(self, text: str, answer: Answer) -> None:
            super().__init__()
            self.text = text
            self.answer = answer

    def __init__(self) -> None:
        super().__init__()
        self._answer: Answer | None = None

    @property
    def asking(self) -> bool:
        """Whether something is asked."""
        return self._answer is not None

    def compose(self) -> ComposeResult:
        yield Label(markup=False)
        yield Input(select_on_focus=False)

    def ask(self, question: str, default: str, answer: Answer) -> None:
        """Ask for a text, with one there already."""
        self.query_one(Label).update(question)
        field = self.query_one(Input)
        field.value = default
        field.cursor_position = len(default)
        self.display, self._answer = True, answer
        self.screen.set_focus(field)  # at once, so that no key is lost that is already there

    def leave(self) -> None:
        """Ask no longer."""
        self.display, self._answer = False, None

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass on what was typed."""
        event.stop()
        if self._answer is not None:
            self.post_message(self.Answered(event.value, self._answer))
