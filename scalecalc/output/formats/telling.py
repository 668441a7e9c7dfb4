"""Which columns of a result tell a person something. The others are named in one line, not drawn."""

from __future__ import annotations

from collections.abc import Sequence

from scalecalc.output.formats.excerpt import Excerpt
from scalecalc.output.text import width
from scalecalc.record import record
from scalecalc.table import Column, Table


@record
class Telling:
    """The columns of a result by what they tell.

    varying: as a table, details last.  constant: the columns that have one value in all rows, which is said above.
    silent: what there is to say of columns that are 0 or empty in all rows, or equal to another one.
    details: the names of other constant columns that few ask for.
    """

    varying: Table
    constant: tuple[Column, ...]
    silent: tuple[str, ...]
    details: tuple[str, ...]

    def left_out(self, more: Sequence[str], room: int) -> str:
        """A sentence on columns not drawn, more details among them, in one line of the room if possible; "" if none."""
        details = [*self.details, *more]
        if not self.silent and not details:
            return ""
        for count in range(len(details), 0, -1):
            if width(sentence := self._sentence(details, count)) <= room:
                return sentence
        return self._sentence(details, 0)

    def _sentence(self, details: Sequence[str], count: int) -> str:
        """With the names of the first details, and how many others there are."""
        more = len(details) - count
        named = [*details[:count], *([f"{more} {'more' if count else 'details'}"] if more else [])]
        told = "; ".join([*self.silent, *([", ".join(named)] if named else [])])
        return f"Not shown: {told}; --columns or --csv gives all."


def telling(seen: Excerpt) -> Telling:
    """What the columns tell, by all rows of the result, shown or not."""
    constant: list[Column] = []
    varying: list[str] = []
    answers: list[str] = []
    zero: list[str] = []
    empty: list[str] = []
    same: list[str] = []
    details: list[str] = []
    for column in sorted(seen.table.columns, key=lambda one: one.detail):
        name = column.name
        if name in seen.constant:
            _place(seen, column, constant, zero, empty, details)
        elif not column.coordinate and (twin := _twin(seen, name, answers)):
            same.append(f"{name} = {twin}")
        else:
            varying.append(name)
            answers += [name] * (not column.detail)
    silent = [*same, *([f"{', '.join(zero)} = 0"] if zero else []), *([f"{', '.join(empty)} empty"] if empty else [])]
    return Telling(seen.table.select(varying), tuple(constant), tuple(silent), tuple(details))


def _place(
    seen: Excerpt, column: Column, constant: list[Column], zero: list[str], empty: list[str], details: list[str]
) -> None:
    value = seen.table[column.name][0]
    silent = not column.coordinate and seen.table[column.name].dtype.kind in "fiu"
    if silent and value != value:
        empty.append(column.name)
    elif silent and value == 0:
        zero.append(column.name)
    elif column.detail:
        details.append(column.name)
    else:
        constant.append(column)


def _twin(seen: Excerpt, name: str, others: Sequence[str]) -> str | None:
    return next((other for other in others if frozenset((name, other)) in seen.same), None)
