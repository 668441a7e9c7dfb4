"""Pictures drawn into files and onto axes, with matplotlib."""

from scalecalc.figures.paper.write import figure_axes, require_matplotlib, write_figure

__all__ = ["figure_axes", "require_matplotlib", "write_figure"]
