"""Columns of numbers for people: a few significant digits, aligned on the decimal point."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scalecalc.record import record

Array = np.ndarray[Any, Any]

_PREFER_PLAIN = 2  # characters by which a column may be wider without exponents, because that is easier to read
_MANY_ZEROS = -4  # numbers below this power of ten have too many zeros for that
_LONGEST_INTEGER = 1e9  # whole numbers are shown digit by digit below this


@record
class _Number:
    """A number rounded to some digits: value = mantissa (one digit before the point) * 10**exponent."""

    text: str  # the mantissa's digits, with sign and point, without trailing zeros
    exponent: int

    @property
    def digits(self) -> int:
        return sum(character.isdigit() for character in self.text)


def aligned(values: Array, digits: int, dash: str = "-") -> list[str]:
    """Texts of equal length for a float or integer column, every number to the same significant digits.

    Whole numbers stay whole. All other columns are written without exponents where that is not much longer than with
    them. Final zeros are left out if no number of the column needs these digits. NaN is a dash.
    """
    numbers = [float(value) for value in values.tolist()]
    finite = [number for number in numbers if math.isfinite(number)]
    if all(number.is_integer() and abs(number) < _LONGEST_INTEGER for number in finite):
        texts = [_text(number, dash) or str(int(number)) for number in numbers]
    else:
        texts = _padded(numbers, finite, digits, dash)
    longest = max(map(len, texts), default=0)
    return [text.rjust(longest) for text in texts]


def _padded(numbers: list[float], finite: list[float], digits: int, dash: str) -> list[str]:
    rounded = [_rounded(number, digits) for number in finite if number]
    needed = max(number.digits for number in rounded)
    exponents = [number.exponent for number in rounded]
    exact = all(float(f"{number:.{digits - 1}e}") == number for number in finite)
    places = {number: _places(number, needed, exact) for number in finite}
    decimals = max(places.values())
    plain = max(0, max(exponents)) + 1 + (decimals + 1 if decimals else 0)
    patience = _PREFER_PLAIN if min(exponents) >= _MANY_ZEROS else 0
    if plain > _scientific_width(needed, exponents) + patience:
        return _scientific(numbers, needed, dash)
    return [_text(number, dash) or _fixed(number, places[number], decimals) for number in numbers]


def _places(number: float, needed: int, exact: bool) -> int:
    """The number of decimals: none for a whole number, only those it needs if all numbers are exact when rounded."""
    if number.is_integer():
        return 0
    rounded = _rounded(number, needed)
    return max(0, (rounded.digits if exact else needed) - 1 - rounded.exponent)


def _fixed(number: float, places: int, decimals: int) -> str:
    """The number without an exponent. Blanks after the last decimal align the decimal points of a column."""
    return f"{number:.{places}f}" + " " * (decimals - places + (1 if decimals and not places else 0))


def _scientific_width(needed: int, exponents: list[int]) -> int:
    mantissa = needed + 1 if needed > 1 else 1
    return mantissa + max(len(f"e{exponent:+03d}") for exponent in exponents)


def _scientific(numbers: list[float], needed: int, dash: str) -> list[str]:
    texts = [_text(number, dash) or (f"{number:.{needed - 1}e}" if number else "0") for number in numbers]
    tails = [len(text) - text.find("e") for text in texts if "e" in text]
    longest = (needed + 1 if needed > 1 else 1) + max(tails, default=0)
    # To align the mantissas, a number with a shorter exponent, or none, gets its blanks at the end.
    return [text if _is_word(text) else text.ljust(longest + text.startswith("-")) for text in texts]


def _is_word(text: str) -> bool:
    return not text[-1].isdigit()


def _rounded(number: float, digits: int) -> _Number:
    mantissa, _, exponent = f"{number:.{digits - 1}e}".partition("e")
    return _Number(mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa, int(exponent))


def _text(number: float, dash: str) -> str | None:
    """The text for a number that is not finite; None for a finite number."""
    if math.isfinite(number):
        return None
    return dash if math.isnan(number) else f"{number}"
