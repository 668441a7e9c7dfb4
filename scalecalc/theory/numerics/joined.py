"""Records of arrays, joined array by array."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np


def joined(parts: list[Any], join: Callable[[list[Any]], Any]) -> Any:
    """A record whose arrays are made of those of the parts; what is no array is taken from the first part."""
    first = parts[0]
    if isinstance(first, np.ndarray):
        return join(parts)
    if isinstance(first, tuple):
        return tuple(joined(list(column), join) for column in zip(*parts, strict=True))
    if first is None or isinstance(first, float):
        return first
    return type(first)(*(joined([getattr(part, f.name) for part in parts], join) for f in fields(first)))
