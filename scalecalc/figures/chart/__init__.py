"""Pictures drawn in the terminal, with characters."""

from scalecalc.figures.chart.canvas import Cell
from scalecalc.figures.chart.draw import chart_lines, write_chart
from scalecalc.figures.chart.inks import allowed

__all__ = ["Cell", "allowed", "chart_lines", "write_chart"]
