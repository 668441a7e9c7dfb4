"""The kinds of values in a spec: each checks, says what is allowed, and describes itself to JSON Schema."""

from __future__ import annotations

import re
from contextlib import suppress
from math import inf, isinf, isnan
from typing import Any, NoReturn

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from scalecalc.reading.fields.laws import LawError, parse_law
from scalecalc.record import record

OPTIMAL = "optimal"  # the ridge, or the time of training, that minimises the test error
LARGEST_COUNT = 1e60
INFINITY = re.compile(r"\+?(inf|Inf|INF|infinity|Infinity)")  # as text; YAML's own .inf is a number


def not_allowed(allowed: str) -> NoReturn:
    raise PydanticCustomError("not_allowed", "must be {allowed}", {"allowed": allowed})


@record
class Allowed:
    """What a field may hold, in words. Null is not allowed: a key is left out, not left empty.

    words: the plain words that it may hold beside other values, to suggest one for a misspelt word.
    what: what an entry of a list is, where the field does not describe it.
    """

    allowed: str
    words: tuple[str, ...] = ()
    what: str = ""

    def check(self, value: object) -> object:
        return not_allowed(self.allowed) if value is None else value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.check, handler(source))


@record
class Number:
    """A finite number within bounds, or infinity where that makes sense; never NaN, a bool, or text."""

    allowed: str
    minimum: float = -inf
    exclusive: bool = False
    maximum: float = inf  # of finite values
    below: float = inf
    whole: bool = False
    infinite: bool = False

    @property
    def some(self) -> float:
        """A number that is allowed."""
        highest = min(self.maximum, self.below)
        for value in (1.0, self.minimum, (self.minimum + highest) / 2, self.minimum + 1, highest - 1):
            with suppress(PydanticCustomError):
                return self.check(value)
        raise AssertionError(f"no number is {self.allowed}")

    def check(self, value: object) -> float:
        """The number as a float."""
        if self.infinite and isinstance(value, str) and INFINITY.fullmatch(value):
            return inf
        if isinstance(value, bool) or not isinstance(value, int | float):
            not_allowed(self.allowed)
        number = float(value)
        if isnan(number) or number < self.minimum or (self.exclusive and number == self.minimum):
            not_allowed(self.allowed)
        if isinf(number):
            return number if self.infinite else not_allowed(self.allowed)
        if number > self.maximum or number >= self.below or (self.whole and not number.is_integer()):
            not_allowed(self.allowed)
        return number

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        bounds: dict[str, Any] = {}
        if self.minimum > -inf:
            bounds["exclusiveMinimum" if self.exclusive else "minimum"] = _tidy(self.minimum)
        if self.maximum < inf and not self.infinite:  # .inf is a number too
            bounds["maximum"] = _tidy(self.maximum)
        if self.below < inf:
            bounds["exclusiveMaximum"] = _tidy(self.below)
        if not self.infinite:
            return {"type": "integer" if self.whole else "number", **bounds}
        return {"anyOf": [{"type": "number", **bounds}, {"type": "string", "pattern": f"^{INFINITY.pattern}$"}]}


def _tidy(bound: float) -> int | float:
    return int(bound) if abs(bound) < 1e15 and float(bound).is_integer() else bound


@record
class Text:
    """One line of printable text."""

    allowed: str = "a line of text"
    empty: bool = False

    @property
    def some(self) -> str:
        """A text that is allowed, also as the name of a data file."""
        return "stand-in.npy"

    def check(self, value: object) -> str:
        if not isinstance(value, str) or not value.isprintable() or not (value or self.empty):
            not_allowed(self.allowed)
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string"} if self.empty else {"type": "string", "minLength": 1}


@record
class LawText:
    """The text of a law in the variables given.  instead: what to say of `optimal`, to be refused."""

    variables: str
    example: str
    instead: str | None = None

    def check(self, value: str) -> str:
        try:
            if value == OPTIMAL and self.instead:
                raise LawError(self.instead, 0)
            parse_law(value, self.variables)
        except LawError as error:
            context = {"detail": error.detail, "offset": error.offset, "example": self.example}
            raise PydanticCustomError("law", "{detail}", context) from None
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^[-+*^()0-9.eEPN\s]+$", "examples": [self.example]}
