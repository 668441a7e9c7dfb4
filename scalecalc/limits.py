"""Limits that users can raise. The message at a limit names the option that raises it."""

MAX_POINTS = 10_000_000  # rows of one grid; the option --max-points
