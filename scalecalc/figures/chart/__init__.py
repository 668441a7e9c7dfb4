"""Pictures drawn in the terminal, with characters."""

from scalecalc.figures.chart.draw import write_chart

__all__ = ["write_chart"]
