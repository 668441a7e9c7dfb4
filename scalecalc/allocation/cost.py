"""Costs: sums of monomials in the quantities that a budget pays for, such as `N * P` or `6 * N * P + 1e3 * P`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf, isfinite, prod

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.wording import did_you_mean, quoted

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?P<name>[^\W\d]\w*)|(?P<mark>\*\*|[-+*/^()]))"
)
_NEWTON = 60
_CLOSE = 1e-15
_EXAMPLE = "such as 'N * P' or '6 * N * P + 1e3 * P'"


@record
class Monomial:
    """factor * prod quantity^power."""

    factor: float
    powers: Mapping[str, float]

    def at(self, numbers: Mapping[str, float]) -> Monomial:
        """With these quantities as numbers."""
        factor = prod(numbers[name] ** power for name, power in self.powers.items() if name in numbers)
        return Monomial(self.factor * factor, {name: p for name, p in self.powers.items() if name not in numbers})


@record
class Cost:
    """text: as it was written.  monomials: that it is the sum of."""

    text: str
    monomials: tuple[Monomial, ...]

    @property
    def names(self) -> set[str]:
        """The quantities in it."""
        return {name for one in self.monomials for name, power in one.powers.items() if power}

    def at(self, numbers: Mapping[str, float]) -> Cost:
        """With these quantities as numbers."""
        return Cost(self.text, tuple(one.at(numbers) for one in self.monomials))


def parse_cost(text: str, names: Mapping[str, str]) -> Cost:
    """The cost that a text writes. names: the quantity that each name or symbol stands for.

    Raises UsageError for other texts, and for names that are not known.
    """
    tokens = _tokens(text)
    monomials, at = [], 0
    while True:
        monomial, at = _monomial(tokens, at, names, text)
        monomials.append(monomial)
        if at == len(tokens):
            return Cost(text.strip(), tuple(monomials))
        if tokens[at][1] != "+":
            raise UsageError(f"cost {quoted(text)}: got {tokens[at][1]!r}, must be a sum of products, {_EXAMPLE}")
        at += 1


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise UsageError(f"cost {quoted(text)}: cannot read {quoted(text[at:].strip())}, must be {_EXAMPLE}")
        kind = str(match.lastgroup)
        found.append((kind, match[kind]))
        at = match.end()
    if not found:
        raise UsageError(f"the cost is empty, must be a sum of products, {_EXAMPLE}")
    return found


def _monomial(tokens: list[tuple[str, str]], at: int, names: Mapping[str, str], text: str) -> tuple[Monomial, int]:
    """One product, and where it ends."""
    factor, powers, sign = 1.0, dict[str, float](), 1.0
    while True:
        kind, word = tokens[at] if at < len(tokens) else ("", "nothing")
        at += 1
        if kind == "number":
            power, at = _power(tokens, at, text)
            factor *= _raised(float(word), sign * power)
        elif kind == "name":
            if word not in names:
                known = list(dict.fromkeys(names))
                hint = did_you_mean(word, known) or ","
                raise UsageError(
                    f"cost {quoted(text)}: there is no {quoted(word)} here{hint} must be of {', '.join(known)}"
                )
            power, at = _power(tokens, at, text)
            powers[names[word]] = powers.get(names[word], 0.0) + sign * power
        else:
            raise UsageError(f"cost {quoted(text)}: got {word!r} where a number or a quantity must be, {_EXAMPLE}")
        if at == len(tokens) or tokens[at][1] not in ("*", "/"):
            break
        sign = 1.0 if tokens[at][1] == "*" else -1.0
        at += 1
    if not (factor > 0 and isfinite(factor)):
        raise UsageError(f"cost {quoted(text)}: the factor {factor:g} of a product must be a number > 0")
    return Monomial(factor, powers), at


def _raised(number: float, power: float) -> float:
    try:
        return float(number**power)
    except (ZeroDivisionError, OverflowError):
        return inf


def _power(tokens: list[tuple[str, str]], at: int, text: str) -> tuple[float, int]:
    """The exponent behind ^, and where it ends; 1 without it."""
    if at == len(tokens) or tokens[at][1] not in ("^", "**"):
        return 1.0, at
    at += 1
    sign = 1.0
    while at < len(tokens) and tokens[at][1] in ("-", "+"):
        sign, at = (-sign if tokens[at][1] == "-" else sign), at + 1
    if at == len(tokens) or tokens[at][0] != "number":
        raise UsageError(f"cost {quoted(text)}: a number must be behind ^, as in N^2")
    return sign * float(tokens[at][1]), at + 1


@record(eq=False)
class Terms:
    """A cost in the logarithms x of k free quantities: sum_t exp(constants_t + rates_t . x).

    constants: shape (t,).  rates: shape (t, k), not negative; every quantity that a budget pays for has one that is
    positive.
    """

    constants: Floats
    rates: Floats

    def log(self, x: Floats) -> Floats:
        """The logarithm of the cost, shapes (n, k) to (n,)."""
        return np.asarray(np.logaddexp.reduce(self._logs(x), axis=1))

    def cost(self, counts: Floats) -> Floats:
        """The cost of these numbers themselves, shapes (n, k) to (n,)."""
        products = np.prod(counts[:, None, :] ** self.rates, axis=2)
        return np.asarray(products @ np.exp(self.constants))

    def elasticities(self, x: Floats) -> Floats:
        """dlog cost/dlog quantity, shape (n, k)."""
        logs = self._logs(x)
        with np.errstate(invalid="ignore"):
            return np.asarray(np.exp(logs - np.logaddexp.reduce(logs, axis=1)[:, None]) @ self.rates)

    def room(self, x: Floats, free: int, log_budgets: Floats) -> Floats:
        """The largest x of one quantity that the budget leaves, the others as they are; shape (n,).

        -inf where what does not contain it costs as much already. The logarithm of the cost is convex in x: Newton's
        steps from above never pass the root.
        """
        logs = self._logs(x) - x[:, [free]] * self.rates[:, free] - log_budgets[:, None]
        rates = self.rates[:, free]
        paid = rates > 0
        fixed = np.exp(logs[:, ~paid]).sum(axis=1)
        with np.errstate(all="ignore"):
            at = ((np.log1p(-fixed)[:, None] - logs[:, paid]) / rates[paid]).min(axis=1)
            for _ in range(_NEWTON if paid.sum() > 1 else 0):
                parts = np.exp(logs[:, paid] + at[:, None] * rates[paid])
                step = (parts.sum(axis=1) - (1 - fixed)) / (parts @ rates[paid])
                at = at - step
                if np.all(~np.isfinite(step) | (np.abs(step) <= _CLOSE * (1 + np.abs(at)))):
                    break
        return np.where(fixed < 1, at, -np.inf)

    def _logs(self, x: Floats) -> Floats:
        return np.asarray(self.constants + x @ self.rates.T)
