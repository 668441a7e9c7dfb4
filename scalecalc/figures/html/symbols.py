"""Symbols of the theory as HTML that pages and plotly understand: E_g, Var_Xε, P^-1.2, σ²."""

from __future__ import annotations

import re
from html import escape

from scalecalc.figures.paper.symbols import PARTS, SUBSCRIPTS, SUPERSCRIPTS, power_of_ten
from scalecalc.output.text import safe

_MINUS = str.maketrans("-", "−")


def plain(text: str) -> str:
    """The text as it is. No character of it means anything, neither to HTML nor to a template of plotly."""
    return escape(safe(text)).replace("%", "&#37;")


def symbol(text: str) -> str:
    """A symbol or a formula: variables slanted, indices low, exponents high."""
    return "".join(_set(match) for match in PARTS.finditer(safe(text)))


def _set(match: re.Match[str]) -> str:
    text = match.group()
    match match.lastgroup:
        case "key":
            return text.replace("_", " ")
        case "low":
            return f"<sub>{plain(text[1:])}</sub>"
        case "high":
            return _high(text[1:])
        case "superscript":
            return _high(text.translate(SUPERSCRIPTS))
        case "subscript":
            return f"<sub>{text.translate(SUBSCRIPTS)}</sub>"
        case "number":
            return _number(text)
    return f"<i>{text}</i>" if text.isalpha() and len(text) == 1 else plain(text)


def _high(exponent: str) -> str:
    return f"<sup>{exponent.translate(_MINUS)}</sup>"


def _number(text: str) -> str:
    return power_of_ten(text, lambda exponent: f"10{_high(str(exponent))}", "×")
