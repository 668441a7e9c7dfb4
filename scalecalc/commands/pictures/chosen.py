"""Which quantities are drawn, where the reader picks columns."""

from __future__ import annotations

from collections.abc import Sequence

from scalecalc.errors import UsageError
from scalecalc.wording import did_you_mean


def chosen(
    wanted: Sequence[str] | None, usual: Sequence[str], drawn: Sequence[str], others: Sequence[str]
) -> list[str]:
    """The wanted quantities in their order, or the usual ones.

    drawn: what can be drawn.  others: columns that cannot, such as the coordinates, which the axes show.
    Raises UsageError for a name that is no column, and where nothing is left to draw.
    """
    if wanted is None:
        return list(usual)
    for name in wanted:
        if name not in drawn and name not in others:
            there = ", ".join([*others, *drawn])
            raise UsageError(
                f"no column {name!r}{did_you_mean(name, [*drawn, *others]) or f'; the columns are {there}'}"
            )
    found = [name for name in wanted if name in drawn]
    if not found:
        raise UsageError(f"a picture has no curve of {' or '.join(wanted)}; it can draw {', '.join(drawn)}")
    return found
