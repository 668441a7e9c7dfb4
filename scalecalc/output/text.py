"""Text for a terminal: its width, the characters that must not reach the terminal, and replacements in ASCII."""

from __future__ import annotations

import re
import unicodedata

_NAMES = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "eps", "ζ": "zeta", "η": "eta",
    "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho",
    "σ": "sigma", "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Σ": "Sigma", "Φ": "Phi", "Ω": "Omega",
    "²": "^2", "³": "^3", "⁻": "^-", "·": "*", "×": "x", "∞": "inf", "≥": ">=", "≤": "<=", "≠": "!=",
    "≈": "~", "∼": "~", "→": "->", "←": "<-", "∂": "d", "√": "sqrt", "∑": "sum", "∏": "prod",
    "−": "-", "–": "-", "—": "-", "…": "...", "‘": "'", "’": "'", "“": '"', "”": '"', "′": "'",
    "∝": "~", "≫": ">>", "≪": "<<", "±": "+-", "₋": "-",
}  # fmt: skip


def ascii_only(text: str) -> str:
    """The text in ASCII: Greek letters by name, other letters without accents, the rest as question marks."""
    if text.isascii():
        return text
    return "".join(character if character.isascii() else _stand_in(character) for character in text)


def _stand_in(character: str) -> str:
    if character in _NAMES:
        return _NAMES[character]
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return plain or ("" if unicodedata.combining(character) else "?")


def shown(text: str, *, unicode: bool) -> str:
    """The text without characters that could do harm, and in ASCII unless `unicode` is allowed."""
    return safe(text if unicode else ascii_only(text))


def safe(text: str) -> str:
    """The text with all characters escaped that could move the cursor, break the line or fail to be encoded."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escaped(character) for character in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def single(character: str) -> str:
    """The character, or a replacement if it must not reach the terminal; tabs become blanks."""
    if character.isprintable():
        return character
    return " " if character == "\t" else "?"


def width(text: str) -> int:
    """How many columns of the terminal the text takes."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def folded(text: str, room: int) -> list[str]:
    """The text in lines no wider than the room, broken between words if possible, else after underscores."""
    result = [""]
    for word in text.split(" "):
        while width(word) > room:
            word = _cut(result, word, room)
        if result[-1] and width(result[-1]) + 1 + width(word) > room:
            result.append(word)
        else:
            result[-1] += (" " if result[-1] else "") + word
    return result


def _cut(result: list[str], word: str, room: int) -> str:
    """Put the beginning of a word that is too long on a line of its own; return the rest."""
    length = next(n for n in range(len(word), 0, -1) if width(word[:n]) <= room)
    length = word.rfind("_", 0, length) + 1 or length
    if result[-1]:
        result.append("")
    result[-1] = word[:length]
    result.append("")
    return word[length:]


def gist(text: str, room: int) -> str:
    """The text in one line: whole, or its first clauses, or as many words as there is room for."""
    if width(text) <= room:
        return text
    clauses = [text[: match.start()] for match in re.finditer(r"[,:;](?= )", text)]
    if fitting := [clause for clause in clauses if width(clause) <= room]:
        return fitting[-1]
    dots = "…" if not text.isascii() else "..."
    return folded(text, max(room - width(dots), 1))[0] + dots
