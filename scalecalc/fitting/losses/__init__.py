"""How a residual counts: one file a loss. `LOSSES` has the classes by name; each is a `Loss`."""

from __future__ import annotations

from scalecalc.fitting.losses.loss import Loss
from scalecalc.registry import Registry

LOSSES: Registry[Loss] = Registry("scalecalc.fitting.losses", ("squares", "huber"))

__all__ = ["LOSSES", "Loss"]
