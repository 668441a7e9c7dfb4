"""The sizes of figures: for a page or a column of a paper, and for slides."""

from __future__ import annotations

from scalecalc.figures.view import View
from scalecalc.record import record
from scalecalc.views import Manner, Size


@record
class Sheet:
    """Sizes in points.

    width: of the figure.  panel: height of the axes of one panel, less with many.  shape: height of a panel over its
    width with all that is around it, None where that follows from the axes.  font, small: sizes of type, of axes and
    of everything else.  line, marker: of curves.
    """

    width: float
    panel: float
    font: float
    small: float
    line: float
    marker: float
    shape: float | None = None

    @property
    def rows(self) -> float:
        """From one line of small type to the next."""
        return 1.3 * self.small


_SHEETS: dict[tuple[Manner, Size], Sheet] = {
    ("paper", "page"): Sheet(533.0, 215.0, 9.0, 8.0, 1.5, 4.0),
    ("paper", "column"): Sheet(245.0, 150.0, 7.5, 6.8, 1.1, 3.0),
    ("slides", "page"): Sheet(720.0, 300.0, 16.0, 14.0, 2.6, 7.0, 9 / 16),
    ("slides", "column"): Sheet(360.0, 150.0, 11.0, 9.5, 2.0, 5.0, 9 / 16),
}


def sheet_of(view: View) -> Sheet:
    return _SHEETS[view.style, view.size]
