"""From a study to the surface of its error over what is free."""

from __future__ import annotations

from math import inf, log
from typing import TYPE_CHECKING

import numpy as np

from scalecalc.allocation.surfaces.theory import TheorySurface, payable
from scalecalc.allocation.surfaces.trained import TrainedSurface
from scalecalc.arrays import Floats
from scalecalc.coordinates import RIDGE, SAMPLES, WIDTH, coordinate, quantity
from scalecalc.errors import UsageError
from scalecalc.wording import did_you_mean

if TYPE_CHECKING:
    from scalecalc.spec import Study


def theory_surface(study: Study, over: tuple[str, ...], most: dict[str, float]) -> TheorySurface:
    """The surface over these columns. most: the largest values that some may take.

    Raises UsageError for what cannot be free, and where another coordinate has several values.
    """
    axes = study.grid.named()
    free = [name for name in over if name != RIDGE.name]
    _check(study, over, free)
    optimal = RIDGE.name in over or study.grid.ridge.optimal
    base: dict[str, float] = {}
    rates: dict[str, Floats] = {}
    held: dict[str, float] = {}
    width = ""  # the last one so far, which laws in N follow
    for name, axis in axes.items():
        rates[name] = np.zeros(len(free))
        if name in free:
            base[name], rates[name][free.index(name)] = 0.0, 1.0
        elif optimal and name == RIDGE.name:
            base[name] = -inf
        elif axis.law is not None:
            followed = ((SAMPLES.name, axis.law.samples), (width, axis.law.width))
            powers = [(other, power) for other, power in followed if power]
            base[name] = _log(axis.law.coefficient) + sum(power * base[other] for other, power in powers)
            rates[name] = sum((power * rates[other] for other, power in powers), rates[name])
        else:
            assert axis.values is not None  # an axis has one of the three
            held[name] = float(axis.values[0])
            base[name] = _log(held[name])
        if quantity(name) == WIDTH.name:
            width = name
    high = np.array([most.get(name, inf) for name in free])
    kind = TheorySurface if study.spec.training is None else TrainedSurface
    return kind(study, tuple(map(coordinate, free)), high, base, rates, held, optimal)


def _check(study: Study, over: tuple[str, ...], free: list[str]) -> None:
    axes = study.grid.named()
    training = study.spec.training
    idle = set() if training is None else {RIDGE.name, SAMPLES.name} if training.fresh else {RIDGE.name}
    known = [name for name in axes if (payable(name) or name == RIDGE.name) and name not in idle]
    for name in over:
        if name not in known:
            hint = did_you_mean(name, known) or ","
            raise UsageError(f"over {name}: the spec has no {name} to allocate{hint} must be of {', '.join(known)}")
    if not free:
        raise UsageError(
            f"over names nothing that a budget could pay for; it takes {' or '.join(filter(payable, known))}"
        )
    if len(set(over)) < len(over):
        raise UsageError(f"over {','.join(over)}: each quantity may stand there once")
    for name, axis in axes.items():
        if name not in over and axis.swept:
            raise UsageError(
                f"{name} has {len(axis)} values in the spec, and only what is in over is free; give it one value,"
                f" or vary it"
            )


def _log(value: float) -> float:
    return log(value) if 0 < value < inf else (-inf if value == 0 else inf)
