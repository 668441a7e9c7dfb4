"""Pictures as one page for a browser: with values at the pointer, zoom, and sliders for what is varied.

The page holds all it needs, with the library plotly.js, and loads nothing.
"""

from scalecalc.figures.html.write import require_plotly, write_page

__all__ = ["require_plotly", "write_page"]
