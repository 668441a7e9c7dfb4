"""Pictures: what they show, and how they are drawn in the terminal and in files.

`picture` says what is on a picture. `chart.write_chart` draws it with characters, `paper.write_figure` with matplotlib,
and `html.write_page` as a page for a browser, which has `frames` to choose from. `files` knows them by suffix.
"""
