"""The keys, each with what it does: for the screen, its foot and its help."""

from __future__ import annotations

from scalecalc.output.text import folded
from scalecalc.record import record

_INDENT = 11  # of what a key does


@record
class Key:
    """keys: as Textual calls them, with commas between.  shown: on the screen.  action: what it does, for Textual.

    doc: for people.  foot: what the foot of the screen says of it, if anything.
    """

    keys: str
    shown: str
    action: str
    doc: str
    foot: str = ""


KEYS = (
    Key("question_mark", "?", "help", "this help, and back", "? help"),
    Key("q", "q", "quit", "leave, and print the command line that gives the same", "q quit"),
    Key("up,k", "Up", "choose(-1)", "choose the value above", "Up/Down choose"),
    Key("down,j", "Down", "choose(1)", "choose the value below"),
    Key("plus,equals_sign", "+", "turn(1)", "turn it up, or to its next word", "+/- turn"),
    Key("minus,underscore", "-", "turn(-1)", "turn it down"),
    Key("right_square_bracket", "]", "turn_far(1)", "turn it up far: by a decade, or by 0.5"),
    Key("left_square_bracket", "[", "turn_far(-1)", "turn it down far"),
    Key("enter", "Enter", "edit", "type a value: a number, a list, a range, a law", "Enter type"),
    Key("tab", "Tab", "view(1)", "the next view", "Tab view"),
    Key("shift+tab", "Shift-Tab", "view(-1)", "the view before"),
    Key("t", "t", "table", "the table in place of the picture, and back", "t table"),
    Key("u", "u", "undo", "take the last change back", "u undo"),
    Key("s", "s", "save", "save the spec as a file", "s save"),
    Key("c", "c", "copy", "copy the command line that gives the same, and show it", "c copy"),
    Key("left", "Left", "move(-1)", "move the cursor along the curve, to see what holds there", "Left/Right cursor"),
    Key("right", "Right", "move(1)", "move it the other way"),
    Key("home", "Home", "move(-1000000)", "the cursor to the first point"),
    Key("end", "End", "move(1000000)", "the cursor to the last point"),
    Key("colon,a", ":", "put", "put any KEY=YAML into the spec; KEY=null takes it out", ": any key"),
    Key("pageup", "PgUp", "page(-1)", "scroll up"),
    Key("pagedown", "PgDn", "page(1)", "scroll down"),
)


def foot(room: int) -> str:
    """The keys in a line, as many as there is room for; the others are in the help."""
    line = ""
    for part in filter(None, (one.foot for one in KEYS)):
        if len(line) + len(part) + 2 > room:
            break
        line += f"{part}  "
    return line.rstrip()


def help_lines(room: int) -> list[str]:
    """All keys with what they do, in lines of that many characters."""
    lines = []
    for one in KEYS:
        first, *rest = folded(one.doc, max(room - _INDENT, _INDENT))
        lines += [f"{one.shown:>{_INDENT - 2}}  {first}", *(" " * _INDENT + line for line in rest)]
    return lines
