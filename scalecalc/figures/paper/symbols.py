"""Symbols of the theory as mathematics for matplotlib: E_g, Var_Xε, P^-1.2, σ²."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from scalecalc.figures.scales import Scale, decade, plain

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
PARTS = re.compile(
    r"(?P<key>[a-z]{2,}(?:_[a-z]+)+)"
    r"|(?P<low>_[A-Za-zΑ-Ωα-ω0-9]+)|(?P<high>\^-?[\d.]+(?:e-?\d+)?)|(?P<superscript>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)|(?P<subscript>[₀-₉]+)"
    r"|(?P<number>\d[\d.]*(?:e-?\d+)?)|(?P<word>[A-Za-zΑ-Ωα-ω]{2,})|(?P<other>.)"
)


def math(symbol: str) -> str:
    """The symbol between dollar signs, with words in upright type; an empty symbol stays empty."""
    if not symbol:
        return ""
    return "$" + "".join(_set(match) for match in PARTS.finditer(symbol)) + "$"


def math_of_case(case: str) -> str:
    """A list of equations such as N = 1000, λ = 1e-4, each set as mathematics."""
    return ", ".join(math(part) for part in case.split(", "))


def _set(match: re.Match[str]) -> str:
    text = match.group()
    match match.lastgroup:
        case "key":
            return _words(text.replace("_", "\\ "))
        case "low":
            index = text[1:]  # variables are slanted like all symbols, abbreviations upright
            return f"_{{\\mathrm{{{index}}}}}" if len(index) > 1 and index.islower() else f"_{{{index}}}"
        case "high":
            return f"^{{{_number(text[1:])}}}"
        case "superscript":
            return f"^{{{text.translate(SUPERSCRIPTS)}}}"
        case "subscript":
            return f"_{{{text.translate(SUBSCRIPTS)}}}"
        case "number":
            return _number(text)
        case "word":
            return _words(text)
    return {" ": "\\,", "$": "\\$", "%": "\\%", "#": "\\#"}.get(text, text)


def _words(text: str) -> str:
    return f"\\mathrm{{{text}}}"


def power_of_ten(text: str, power: Callable[[int], str], times: str) -> str:
    """1e-5 as a power of ten.  power: how that of an exponent is written.  times: the sign before it."""
    mantissa, e, exponent = text.partition("e")
    if not e:
        return text
    written = power(int(exponent))
    return written if mantissa == "1" else f"{mantissa}{times}{written}"


def _number(text: str) -> str:
    return power_of_ten(text, lambda exponent: f"10^{{{exponent}}}", "\\times")


def tick_labels(ticks: Sequence[float]) -> list[str]:
    """Powers of ten if all ticks are decades; else plain numbers."""
    exponents = [exponent for exponent in map(decade, ticks) if exponent is not None]
    if len(exponents) == len(ticks) and any(abs(exponent) > 1 for exponent in exponents):
        return [f"$10^{{{exponent}}}$" if exponent not in (0, 1) else f"{10**exponent}" for exponent in exponents]
    return [math(plain(tick)) for tick in ticks]


def ticks_with_labels(scale: Scale, most: int) -> tuple[list[float], list[str]]:
    """At most so many ticks of a scale, and what stands at them."""
    ticks = scale.ticks(most)
    return ticks, tick_labels(ticks) if scale.log else [math(plain(tick)) for tick in ticks]
