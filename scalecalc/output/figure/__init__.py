"""Pictures drawn into files, with matplotlib."""

from scalecalc.output.figure.write import figure_format, write_figure

__all__ = ["figure_format", "write_figure"]
