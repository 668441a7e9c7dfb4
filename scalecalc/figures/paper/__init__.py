"""Pictures drawn into files and onto axes, with matplotlib."""

from scalecalc.figures.paper.write import figure_axes, figure_format, write_figure

__all__ = ["figure_axes", "figure_format", "write_figure"]
