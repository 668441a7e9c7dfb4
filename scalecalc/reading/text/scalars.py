"""Plain scalars by the core schema of YAML 1.2: `1e-6` is a number, `no` and `1:30` are text, `010` is 10."""

from __future__ import annotations

import re
from math import inf, isinf, nan

NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEX = re.compile(r"0o[0-7]{1,17}|0x[0-9a-fA-F]{1,13}")
_LARGEST_EXACT = 2**53

_CONSTANTS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), nan),
}


def resolve(text: str) -> bool | int | float | str | None:
    """What a scalar without quotes means.

    A number beyond the range of a double (1e400, 1e-400) stays text, so that it does not silently become inf or 0.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if NUMBER.fullmatch(text):
        return text if out_of_range(text) else _number(text)
    if _OCTAL_OR_HEX.fullmatch(text):
        return int(text, 0)
    return text


def out_of_range(text: str) -> bool:
    """Whether `text` is a number beyond the range of doubles: too large, or so small that it would become 0."""
    match = NUMBER.fullmatch(text)
    if match is None:
        return False
    number = float(text)
    return isinf(number) or (number == 0 and any(digit in "123456789" for digit in match[1]))


def _number(text: str) -> int | float:
    number = float(text)
    return int(text) if abs(number) < _LARGEST_EXACT and _INTEGER.fullmatch(text) else number
