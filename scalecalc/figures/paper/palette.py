"""How the curves of a figure differ: in colour, in greyscale, and for colour-blind readers.

The colours are those of Okabe and Ito (2008), in an order in which neighbours also differ in lightness. Every hue has
its marker, every stroke its dashes, every layer its hatching.
"""

from __future__ import annotations

INK = "#000000"
GREY = "#505050"
HUES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#5F4690", "#7F7F7F")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p")
DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2), (1.2, 1.6), (6, 2, 1.2, 2), (8, 2), (3, 1.4))
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----")


def hue(number: int) -> str:
    return HUES[number % len(HUES)]


def marker(number: int) -> str:
    return MARKERS[number % len(MARKERS)]


def dashes(number: int) -> tuple[float, tuple[float, ...] | None]:
    """A line style as matplotlib takes it."""
    return 0, DASHES[number % len(DASHES)] or None


def hatch(number: int) -> str:
    return HATCHES[number % len(HATCHES)]
