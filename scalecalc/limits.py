"""Limits that users can raise. The message at a limit says how."""

MAX_POINTS = 10_000_000  # rows of one grid
RAISED_BY = "max_points raises the limit"
