"""The layers of random features, however a spec lists them."""

from __future__ import annotations

from scalecalc.reading.text.source import Path
from scalecalc.spec.model import Spec
from scalecalc.spec.randomness import Layer


def layers(spec: Spec) -> list[tuple[Path, Layer]]:
    """Each layer with its path, the one that acts on the data first; none without features."""
    if spec.features is None:
        return []
    if spec.features.layers is None:
        return [(("features",), spec.features)]
    return [(("features", "layers", i), layer) for i, layer in enumerate(spec.features.layers)]
