"""Pictures: what they show, and how they are drawn in the terminal and in files.

`picture` says what is on a picture. `chart.write_chart` draws it with characters, and `paper.write_figure` with
matplotlib.
"""
