"""A spec as YAML that can be read again: sections as blocks, ranges, laws and lists in one line."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

_PLAIN = re.compile(r"(\.{0,2}/|[A-Za-z_])([A-Za-z0-9_./+*^() -]*[A-Za-z0-9_.)/])?")
_RESERVED = re.compile(r"[-+.]*(true|false|null|yes|no|on|off|y|n|inf|infinity|nan)", re.IGNORECASE)
_IN_ONE_LINE = {"from", "times"}  # keys of ranges and laws


def dumped(spec: Mapping[str, Any], indent: str = "") -> str:
    """The spec as text in YAML 1.2, one line per quantity."""
    lines = []
    for key, value in spec.items():
        if isinstance(value, Mapping) and value and not _IN_ONE_LINE & value.keys():
            lines.append(f"{indent}{_string(key)}:\n{dumped(value, indent + '  ')}")
        else:
            lines.append(f"{indent}{_string(key)}: {_flow(value)}\n")
    return "".join(lines)


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_string(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    return str(value) if isinstance(value, int) else _string(str(value))


def _number(value: float) -> str:
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    return repr(value)


def _string(text: str) -> str:
    """The text as it is if YAML can read it as nothing but a text, else in double quotes."""
    if _PLAIN.fullmatch(text) and not _RESERVED.fullmatch(text):
        return text
    return '"' + "".join(map(_character, text)) + '"'


def _character(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
