"""Limits that can be raised, and the option that raises them is named where they are met."""

MAX_POINTS = 10_000_000  # rows of one grid; the option --max-points
