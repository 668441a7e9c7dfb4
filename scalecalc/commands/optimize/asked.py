"""What is asked of `optimize`, checked before a spec is read."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from scalecalc.allocation.cost import parse_cost
from scalecalc.allocation.frontier import search_of
from scalecalc.allocation.surfaces.posed import theory_surface
from scalecalc.allocation.surfaces.theory import TheorySurface
from scalecalc.arrays import Floats
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.spec.ranges import budgets, target_errors
from scalecalc.wording import did_you_mean, quoted

if TYPE_CHECKING:
    from scalecalc.allocation.search import Search
    from scalecalc.commands.optimize import Optimize
    from scalecalc.spec import Study

_OVER = "over names what the budget pays for, such as samples,width"
_COST = "cost says what it costs, such as 'N * P'"


@record(eq=False)
class Asked:
    """over: columns; empty for all counts.  cost: as written.  most: the largest values of some columns.

    budgets, targets: shape (n,); of the two, one is None, or both where it is asked what halves the error.
    """

    over: tuple[str, ...]
    cost: str
    most: dict[str, float]
    budgets: Floats | None
    targets: Floats | None

    @property
    def rows(self) -> int:
        """How many budgets there are."""
        return sum(len(one) for one in (self.budgets, self.targets) if one is not None)

    def search(self, study: Study) -> tuple[Search, TheorySurface]:
        """What looks for the best allocation of a study. Raises UsageError for names that it does not have."""
        for name, value in self.most.items():
            if value < 1:
                raise UsageError(f"max {name}={value:g}: must be a number >= 1")
        surface = theory_surface(study, self.over, self.most)
        symbols = surface.symbols
        return search_of(surface, parse_cost(self.cost, symbols | {name: name for name in symbols.values()})), surface


def checked(question: Optimize) -> Asked:
    """Raises UsageError and SpecError for what contradicts itself or cannot be read."""
    given = [question.budget is not None, question.target_error is not None, question.to_halve]
    if sum(given) != 1:
        raise UsageError("optimize takes one of budget, target_error and to_halve")
    over = tuple(name.strip() for name in (question.over or "").split(",") if name.strip())
    if question.to_halve and (question.cost or question.max):
        raise UsageError("to_halve asks for one quantity at a time and takes no cost and no max")
    if not question.to_halve and not over:
        raise UsageError(f"optimize needs over; {_OVER}")
    if not question.to_halve and not question.cost:
        raise UsageError(f"optimize needs cost; {_COST}")
    return Asked(
        over,
        question.cost or "",
        _most(question.max, over),
        None if question.budget is None else budgets("budget", question.budget),
        None if question.target_error is None else target_errors("target-error", question.target_error),
    )


def _most(texts: list[str], over: tuple[str, ...]) -> dict[str, float]:
    most = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals:
            raise UsageError(f"max {quoted(text)}: must be NAME=VALUE, such as samples=1e6")
        if name not in over:
            hint = did_you_mean(name, over) or ","
            raise UsageError(f"max {quoted(text)}: {name} is not in over{hint} must be of {', '.join(over)}")
        try:
            most[name] = float(value)
        except ValueError:
            most[name] = inf
        if not 0 < most[name] < inf:
            raise UsageError(f"max {quoted(text)}: must be a number > 0")
    return most
