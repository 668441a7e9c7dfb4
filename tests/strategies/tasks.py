"""Learning tasks: spectra of every kind, each with the targets that go with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import accumulate
from math import inf
from typing import Any

from hypothesis import strategies as st

from tests.strategies.building import RARELY, among, composite, kept
from tests.strategies.case import npy
from tests.strategies.datafiles import single, written
from tests.strategies.numbers import LARGEST_COUNT, Numbers, counts, exponents, log_uniform

_WRITTEN_OUT = 12  # rows of a target that are drawn one by one
_MODES = st.one_of(st.integers(1, 12), log_uniform(0, 6).map(round)).map(float)
_STEPS = st.integers(2, 150)
_KERNELS: list[dict[str, Any]] = [
    {"kind": "gaussian", "length": 0.7},
    {"kind": "laplace", "length": 2.0},
    {"kind": "relu"},
    {"kind": "relu", "depth": 3.0, "tangent": True},
    {"kind": "polynomial", "degree": 2.0},
]


@dataclass(frozen=True)
class Task:
    """spectrum and target as a spec has them. modes: D. edges: sample counts at which a level of it ends."""

    spectrum: dict[str, Any]
    target: dict[str, Any]
    modes: float
    edges: tuple[float, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)


@kept
def tasks(numbers: Numbers) -> st.SearchStrategy[Task]:
    """All kinds of them."""
    listed = st.one_of(levels(numbers), files(numbers), isotropic(numbers), power_laws(numbers), exponentials(numbers))
    return st.one_of(spheres(numbers), unresolved(listed, numbers), listed, listed)


@composite
def unresolved(draw: st.DrawFn, listed: st.SearchStrategy[Task], numbers: Numbers) -> Task:
    """Any of them beside infinitely many modes too small to list."""
    task = draw(listed)
    more = {"trace": draw(numbers.positive), **_sometimes(draw, power=numbers.positive)}
    return replace(task, spectrum={**task.spectrum, "unresolved": more}, modes=inf)


@composite
def exponentials(draw: st.DrawFn, numbers: Numbers) -> Task:
    infinite = draw(st.booleans())
    rate = draw(log_uniform(-60, 2) if numbers.edge else log_uniform(-3, 1))
    modes = inf if infinite else draw(_MODES)
    spectrum = {"kind": "exponential", "rate": rate, "modes": modes, **_sometimes(draw, scale=numbers.positive)}
    if not infinite and draw(st.booleans()):
        target, files = draw(_targets(numbers, modes, modes))
    else:
        target, files = draw(_smooth(numbers)), {}
    return Task(spectrum, target, modes, () if infinite else (modes,), files)


@kept
def _smooth(numbers: Numbers) -> st.SearchStrategy[dict[str, Any]]:
    """Targets of exponentials; their sums are finite."""
    scale = st.one_of(st.just({}), st.fixed_dictionaries({"scale": numbers.positive}))
    powers = exponents(1.05, 6.0).map(lambda decay: {"kind": "power_law", "decay": decay})
    return st.one_of(powers, _exponential_targets()).flatmap(lambda said: scale.map(lambda more: said | more))


@kept
def _exponential_targets() -> st.SearchStrategy[dict[str, Any]]:
    return log_uniform(-3, 1).map(lambda rate: {"kind": "exponential", "rate": rate})


@composite
def spheres(draw: st.DrawFn, numbers: Numbers) -> Task:
    """Kernels on spheres of any dimension. Whether D is infinite is not known before: no orthogonal weights."""
    kernel = draw(st.sampled_from(_KERNELS))
    dimension = draw(among(2.0, 3.0, 10.0, 784.0, 1e12))
    spectrum = {"kind": "sphere", "dimension": dimension, "kernel": kernel, **_sometimes(draw, degrees=among(1.0, 4.0))}
    powers = draw(st.lists(numbers.positive, min_size=1, max_size=3))
    ends = accumulate((1.0, dimension))
    target = {"kind": "sphere", "powers": powers} if draw(st.booleans()) else {"kind": "power_law", "decay": 1.5}
    return Task(spectrum, target, 1.0 + dimension, tuple(ends))


@composite
def power_laws(draw: st.DrawFn, numbers: Numbers) -> Task:
    infinite = draw(st.booleans())
    steepest = 100.0 if numbers.edge else 6.0
    alpha = draw(exponents(1.05, steepest) if infinite else exponents(0.1, steepest))
    modes = inf if infinite else draw(_MODES)
    spectrum = {"kind": "power_law", "alpha": alpha, "modes": modes, **_sometimes(draw, scale=numbers.positive)}
    if not infinite and draw(st.booleans()):
        target, files = draw(_targets(numbers, modes, modes))
    else:
        target, files = draw(_sources(numbers, alpha, infinite)), {}
    return Task(spectrum, target, modes, () if infinite else (modes,), files)


@composite
def isotropic(draw: st.DrawFn, numbers: Numbers) -> Task:
    modes = draw(counts(numbers, whole=True, most=LARGEST_COUNT))
    spectrum = {"kind": "isotropic", "modes": modes, **_sometimes(draw, scale=numbers.positive)}
    target, files = draw(_targets(numbers, 1, modes))
    return Task(spectrum, target, modes, (modes,), files)


@composite
def levels(draw: st.DrawFn, numbers: Numbers) -> Task:
    values = draw(_eigenvalues(numbers, 8))
    zeros = [0.0] if draw(RARELY) else []
    spectrum: dict[str, Any] = {"kind": "levels", "values": values + zeros}
    each = [1.0] * len(values)
    if draw(st.booleans()):
        each = draw(_multiplicities(numbers, len(values)))
        spectrum["multiplicities"] = each + [2.0 for _ in zeros]
    rows = len(values + zeros)
    target, files = (draw(_levels(numbers, rows)), {}) if zeros else draw(_targets(numbers, rows, rows))
    edges = tuple(accumulate(each))
    return Task(spectrum, target, edges[-1], edges, files)


@composite
def files(draw: st.DrawFn, numbers: Numbers) -> Task:
    values = draw(_steep() if draw(st.booleans()) else _eigenvalues(numbers, 12))
    each = [1.0] * len(values)
    zeros = draw(st.integers(0, 2))
    if draw(st.booleans()):
        path, content = single("eigenvalues", values + [0.0] * zeros)
        spectrum = {"kind": "file", "path": path}
    else:
        columns = {"rank": [float(k) for k in range(len(values) + zeros)], "eta": values + [0.0] * zeros}
        counted = draw(st.booleans())
        if counted:
            each = draw(_multiplicities(numbers, len(values)))
            columns["count"] = each + [1.0] * zeros
        path, content = written(draw, "eigenvalues", columns)
        spectrum = {"kind": "file", "path": path, "column": "eta", **({"multiplicity": "count"} if counted else {})}
    rows = len(values) + zeros
    target, more = draw(_measured(numbers, rows, "power") if zeros else _targets(numbers, rows, rows))
    edges = tuple(accumulate(each))
    return Task(spectrum, target, edges[-1], edges, {**content, **more})


@composite
def steep(draw: st.DrawFn, numbers: Numbers) -> Task:
    """Exponentially falling eigenvalues alone, which span up to 290 decades."""
    ratio = draw(among(0.5, 0.4, 0.25, 0.05, 1e-3))
    values = [value for k in range(draw(among(20, 60, 100, 150))) if (value := ratio**k) > 1e-290]
    target = {"kind": "power_law", "decay": draw(exponents(0.0, 4.0)), **_sometimes(draw, scale=numbers.positive)}
    modes = len(values)
    edges = tuple(float(k) for k in range(1, modes + 1) if 10 * k > 7 * modes or k % 10 == 1)
    spectrum = {"kind": "file", "path": "eigenvalues.npy"}
    return Task(spectrum, target, edges[-1], edges, {"eigenvalues.npy": npy(values)})


@kept
def _eigenvalues(numbers: Numbers, most: int) -> st.SearchStrategy[list[float]]:
    return st.lists(numbers.positive, min_size=1, max_size=most).map(lambda values: sorted(values, reverse=True))


@composite
def _steep(draw: st.DrawFn) -> list[float]:
    """Eigenvalues that fall exponentially, as those of a smooth kernel in a low dimension."""
    ratio = draw(among(0.9, 0.5, 0.25, 0.05, 1e-3))
    return [value for k in range(draw(_STEPS)) if (value := ratio**k) > 1e-290]


@kept
def _multiplicities(numbers: Numbers, rows: int) -> st.SearchStrategy[list[float]]:
    return st.lists(numbers.multiplicity, min_size=rows, max_size=rows)


# --- targets

_Target = tuple[dict[str, Any], dict[str, bytes]]


@composite
def _sources(draw: st.DrawFn, numbers: Numbers, alpha: float, infinite: bool) -> dict[str, Any]:
    """A power-law target of a power-law spectrum; its sums are finite."""
    r = draw(exponents(0.05, 3.0))
    decay = round(2 * alpha * r + 1, 6)
    said = {"r": r} if draw(st.booleans()) else {"decay": decay}
    summable = not infinite or r > 0.501
    normalize = draw(among("none", "power", "weights") if summable else among("none", "power"))
    return {"kind": "power_law", **said, "normalize": normalize, **_sometimes(draw, scale=numbers.positive)}


@composite
def _targets(draw: st.DrawFn, numbers: Numbers, levels: float, rows: float) -> _Target:
    """A target of finitely many modes in so many levels, or rows of a file."""
    kinds = ["isotropic", "power_law", "exponential"]
    kinds += ["levels"] if levels <= _WRITTEN_OUT else []
    kinds += ["file"] if rows <= _WRITTEN_OUT else []
    kind = draw(among(*kinds))
    if kind == "file":
        return draw(_measured(numbers, int(rows), draw(among("power", "weight"))))
    if kind == "levels":
        return draw(_levels(numbers, int(levels))), {}
    if kind == "exponential":
        return draw(_exponential_targets()), {}
    if kind == "isotropic":
        return {"kind": "isotropic", **_sometimes(draw, total=numbers.positive)}, {}
    return {"kind": "power_law", "decay": draw(exponents(0.0, 4.0))}, {}


@composite
def _levels(draw: st.DrawFn, numbers: Numbers, levels: int) -> dict[str, Any]:
    """Weights or powers, one for each level; of weights the first is not 0, as the last level may have eigenvalue 0."""
    said = draw(among("weights", "powers"))
    values = draw(_weights(numbers, levels))
    if said == "weights" and not any(values[:-1]):
        values = [draw(numbers.positive), *values[1:]]
    return {"kind": "levels", said: values}


@composite
def _measured(draw: st.DrawFn, numbers: Numbers, rows: int, column_is: str) -> _Target:
    values = draw(_weights(numbers, rows))
    if draw(st.booleans()):
        path, content = single("target", values)
        return {"kind": "file", "path": path, "column_is": column_is}, content
    path, content = written(draw, "target", {"v": values})
    return {"kind": "file", "path": path, "column": "v", "column_is": column_is}, content


@kept
def _weights(numbers: Numbers, rows: int) -> st.SearchStrategy[list[float]]:
    """Some may be 0, not all."""
    if rows > _WRITTEN_OUT:
        return st.just([1.0 / (1 + k) for k in range(rows)])
    one = st.one_of(numbers.positive, st.just(0.0))
    return st.lists(one, min_size=rows, max_size=rows).filter(any)


def _sometimes(draw: st.DrawFn, **optional: st.SearchStrategy[Any]) -> dict[str, Any]:
    """Keys that may be left out."""
    return {key: draw(values) for key, values in optional.items() if draw(st.booleans())}
