"""Laws of measured losses: one file a law. `LAWS` has the classes by name; each is a `Law`.

`powers` has what laws of a floor and powers share.
"""

from __future__ import annotations

from scalecalc.fitting.laws.law import Law
from scalecalc.registry import Registry

LAWS: Registry[Law] = Registry("scalecalc.fitting.laws", ("additive", "power", "broken", "theory"))

__all__ = ["LAWS", "Law"]
