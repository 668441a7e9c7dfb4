"""How large a text is on paper, before it is drawn. All formats are laid out by these sizes."""

from __future__ import annotations

from functools import cache


@cache
def text_size(text: str, points: float, *, math: bool = True) -> tuple[float, float]:
    """Width and height in points of a text of some lines.  math: whether it may hold mathematics between dollars."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=["DejaVu Sans"], size=points)
    lines = text.split("\n")
    widths = [text_to_path.get_text_width_height_descent(line, font, math and "$" in line)[0] for line in lines if line]
    return float(max(widths, default=0.0)), 1.2 * points * len(lines)


def wrapped(text: str, points: float, room: float) -> str:
    """The text in as many lines as it needs to be no wider than the room, broken at blanks."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_size(longer, points, math=False)[0] <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)
