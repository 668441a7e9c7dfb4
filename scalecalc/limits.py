"""Limits that users can raise. The message at a limit says how."""

MAX_POINTS = 10_000_000  # rows of one grid
RAISED_BY = "max_points raises the limit"


def limit_text(max_points: int) -> str:
    """How many rows a grid may have, for the end of a sentence."""
    return f"must be at most {max_points} rows in all ({RAISED_BY})"
