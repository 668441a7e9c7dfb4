"""Samples whose truth is known, drawn from a seed."""

from __future__ import annotations

import io
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scalecalc.commands.example.lines import ESTIMATED
from scalecalc.commands.example.worked import Worked, placed

if TYPE_CHECKING:
    from scalecalc.arrays import Floats

ALPHA, R, NOISE = 1.5, 0.4, 0.1
_SAMPLES, _FEATURES, _SEED = 300, 200, 0


class PowerLawData(Worked):
    """Features of variances k^-alpha, and labels with power k^-(2 alpha r + 1) in the k-th and noise on top."""

    name = "power_law_data"
    title = f"Features and labels with alpha = {ALPHA}, r = {R}, noise {NOISE}, for estimate, crossval, forecast"

    def files(self) -> dict[str, bytes]:
        return {name: _as_npy(array) for name, array in self._drawn.items()}

    def next(self, folder: Path) -> str:
        features, labels = (placed(folder, name) for name in self._drawn)
        return ESTIMATED.format(features=features, labels=labels)

    @cached_property
    def _drawn(self) -> dict[str, Floats]:
        import numpy as np

        ranks = np.arange(1.0, _FEATURES + 1)
        draw = np.random.default_rng(_SEED).standard_normal
        features = draw((_SAMPLES, _FEATURES)) * ranks ** (-ALPHA / 2)
        weights = ranks ** ((ALPHA - 2 * ALPHA * R - 1) / 2)
        labels = features @ weights + NOISE**0.5 * draw(_SAMPLES)
        return {"features.npy": features, "labels.npy": labels}


def _as_npy(array: Floats) -> bytes:
    import numpy as np

    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()
