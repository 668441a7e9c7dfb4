"""Designs of every kind with widths for them, for tests of what must hold for all."""

from __future__ import annotations

from scalecalc.theory.matrices.design import PLAIN, Design, Ensemble
from tests.kinds import GAUSSIAN, ORTHOGONAL, AdditiveNoise, activation, ar1, moments, power_correlation, power_rows

Case = tuple[tuple[float, ...], Design, float | None]  # widths, design, members

DESIGNS: dict[str, Case] = {
    "ridge": ((), PLAIN, None),
    "white": ((300.0,), PLAIN, None),
    "orthogonal": ((300.0,), Design((ORTHOGONAL,)), None),
    "orthogonal square": ((2000.0,), Design((ORTHOGONAL,)), None),
    "structured": ((300.0,), Design((power_rows(0.7),)), None),
    "steep": ((300.0,), Design((power_rows(1.5),)), None),
    "layers": ((900.0, 300.0, 300.0), Design((GAUSSIAN, power_rows(0.4), ORTHOGONAL)), None),
    "ten layers": ((300.0,) * 10, PLAIN, None),
    "bottleneck first": ((200.0, 5000.0), Design((power_rows(0.6), GAUSSIAN)), None),
    "noise": ((300.0,), Design((GAUSSIAN,), AdditiveNoise(1e-3)), None),
    "noise, structured": ((900.0, 300.0), Design((GAUSSIAN, power_rows(0.7)), AdditiveNoise(1e-3)), None),
    "noise, orthogonal": ((300.0,), Design((ORTHOGONAL,), AdditiveNoise(1e-2)), None),
    "relu": ((300.0,), Design((GAUSSIAN,), activation("relu")), None),
    "tanh": ((300.0,), Design((GAUSSIAN,), activation("tanh")), None),
    "moments": ((300.0,), Design((GAUSSIAN,), moments(0.7, 1e-3)), None),
    "relu, endless": ((float("inf"),), Design((GAUSSIAN,), activation("relu")), None),
    "autoregressive": ((), Design(correlation=ar1(0.7)), None),
    "autoregressive, features": ((300.0,), Design(correlation=ar1(-0.5)), None),
    "power-law correlation": ((300.0,), Design((ORTHOGONAL,), correlation=power_correlation(0.6)), None),
    "noise, correlated": ((300.0,), Design((GAUSSIAN,), AdditiveNoise(1e-3), ar1(0.6)), None),
    "relu, correlated": ((300.0,), Design((GAUSSIAN,), activation("relu"), power_correlation(0.6)), None),
    "ensemble of features": ((300.0,), Design(ensemble=Ensemble("features", 1.0)), 3.0),
    "ensemble of samples": ((300.0,), Design(ensemble=Ensemble("samples", 0.4)), 5.0),
    "ensemble of both": ((300.0,), Design((power_rows(0.3),), ensemble=Ensemble("both", 0.2)), 2.0),
    "endless ensemble": ((300.0,), Design(ensemble=Ensemble("both")), float("inf")),
}
