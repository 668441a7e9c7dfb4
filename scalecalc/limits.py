"""Limits that can be raised; where one is met, it is said how."""

MAX_POINTS = 10_000_000  # rows of one grid
RAISED_BY = "max_points raises the limit"
