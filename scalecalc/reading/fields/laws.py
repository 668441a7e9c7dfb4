"""The language of laws: `0.5 * P^-1 * N^0.2`."""

from __future__ import annotations

import re
from math import isfinite

from scalecalc.law import Law
from scalecalc.reading.text.scalars import out_of_range

_NUMBER = re.compile(r"(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPACE = re.compile(r"\s*")
LARGEST_EXPONENT = 1000.0


class LawError(ValueError):
    """A text that is no law.  detail: the reason.  offset: the number of characters before the error."""

    def __init__(self, detail: str, offset: int) -> None:
        super().__init__(detail)
        self.detail = detail
        self.offset = offset


def parse_law(text: str, variables: str = "PN") -> Law:
    """The law that `text` writes: a product of at most one number >= 0 and powers of the variables.

    Raises LawError, also for a variable that is not among `variables`.
    """
    return _Parser(text, variables).law()


class _Parser:
    def __init__(self, text: str, variables: str) -> None:
        self.text = text
        self.variables = variables
        self.at = 0

    def law(self) -> Law:
        coefficient: float | None = None
        exponents: dict[str, float] = {}
        self._skip()
        while True:
            start = self.at
            character = self._peek()
            if character in "PN" and character:
                self.at += 1
                if character not in self.variables:
                    allowed = " and ".join(self.variables)
                    raise LawError(f"{character} is not known here, the law is one in {allowed}", start)
                if character in exponents:
                    raise LawError(f"{character} appears twice", start)
                exponents[character] = self._exponent()
            elif coefficient is None:
                coefficient = self._number("a number or " + " or ".join(self.variables))
            else:
                raise LawError("expected " + " or ".join(self.variables), start)
            self._skip()
            if self.at == len(self.text):
                break
            self._operator()
        return Law(1.0 if coefficient is None else coefficient, exponents.get("P", 0.0), exponents.get("N", 0.0))

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _operator(self) -> None:
        if self.text.startswith("**", self.at):
            raise LawError("write powers with ^, as in P^-1.5", self.at)
        if self._peek() == "/":
            raise LawError("write division as a negative power, as in P^-1.5", self.at)
        if self._peek() != "*":
            raise LawError("expected *", self.at)
        self.at += 1
        self._skip()

    def _exponent(self) -> float:
        self._skip()
        if self._peek() != "^":
            return 1.0
        self.at += 1
        self._skip()
        bracket = self._peek() == "("
        if bracket:
            self.at += 1
            self._skip()
        start = self.at
        sign = -1.0 if self._peek() == "-" else 1.0
        if self._peek() in ("-", "+"):
            self.at += 1
            self._skip()
        exponent = sign * self._number("a number after ^")
        if abs(exponent) > LARGEST_EXPONENT:
            raise LawError(f"the exponent must be within ±{LARGEST_EXPONENT:g}", start)
        if bracket:
            self._skip()
            if self._peek() != ")":
                raise LawError("expected )", self.at)
            self.at += 1
        return exponent

    def _number(self, expected: str) -> float:
        if self._peek() == "-":
            raise LawError("the coefficient must not be negative", self.at)
        match = _NUMBER.match(self.text, self.at)
        if match is None:
            raise LawError(f"expected {expected}", self.at)
        value = float(match[0])
        if not isfinite(value) or out_of_range(match[0]):
            raise LawError("the number is beyond the range of a double", self.at)
        self.at = match.end()
        return value
