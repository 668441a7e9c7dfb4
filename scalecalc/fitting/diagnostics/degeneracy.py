"""Whether the rows of a table tell the parameters of a law apart, and what to measure next if they do not.

The derivatives of the log of the law by each parameter, at all rows, each scaled to length 1: their singular values
are near 1 for a good design, 1e-3 for runs of one isoflop, 1e-7 where one x is proportional to another.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.errors import DataError
from scalecalc.fitting.laws import Law
from scalecalc.fitting.minimise import Rows
from scalecalc.fitting.runs import Runs
from scalecalc.record import record

UNDETERMINED = 1e-5
WEAK = 5e-3
_WITHOUT_EFFECT = 1e-8  # root mean square of the derivative of log f
_INVOLVED = 0.3  # of the largest entry of a direction
_BEYOND = 0.3  # of the range of log x, to look for the next run


@record(eq=False)
class Design:
    """How well parameters are told apart.

    smallest: the least scaled singular value over the largest.  direction: the parameters that can hardly be told
    apart, by name, the most involved first.  fixed: parameters that cannot move, shape (p,): held, shapes at a
    bound, or without effect.  effect: whether the law depends on each parameter at all, shape (p,).
    next: a run that would help.
    """

    smallest: float
    direction: tuple[str, ...]
    fixed: Bools
    effect: Bools
    next: tuple[float, ...]

    @property
    def weak(self) -> bool:
        return self.smallest < WEAK


def check_rows(runs: Runs, law: Law, held: Bools) -> None:
    """Raises DataError for rows that are too few, or too much alike, for the law."""
    where = f" of {runs.part}" if runs.part else ""
    free = int((~held).sum())
    if len(runs) < free:
        raise DataError(
            f"{len(runs)} rows{where} for {free} parameters ({', '.join(law.parameters)}): measure more runs, "
            "hold a parameter, or take a law of fewer"
        )


def check_columns(runs: Runs) -> None:
    """Raises DataError where an x is the same in all rows."""
    where = f" of {runs.part}" if runs.part else ""
    for name, values in zip(runs.names, runs.x.T, strict=True):
        if np.ptp(values) == 0:
            raise DataError(
                f"{name} is {values[0]:.6g} in {_all(len(runs))}{where}, so nothing depends on it: leave it out of "
                "x, or measure runs with others"
            )


def _all(rows: int) -> str:
    return f"all {rows} rows" if rows > 1 else "the only row"


def check_design(law: Law, rows: Rows, runs: Runs, theta: Floats, held: Bools) -> None:
    """Raises DataError where the rows do not determine an unremarkable law of this kind.

    theta: shape (p,), with the values of the parameters held.
    """
    for usual in law.usual():
        examine(law, rows, runs, np.where(held, theta, usual), held)


def examine(law: Law, rows: Rows, runs: Runs, theta: Floats, held: Bools) -> Design:
    """How well the rows tell the parameters apart at theta, shape (p,). Raises DataError where they do not."""
    effect = _effects(law, rows.logs, theta) > _WITHOUT_EFFECT
    shape = np.arange(len(theta)) >= law.terms  # a factor at 0 may rise; a shape at its bound says nothing of the rows
    design = _design(law, rows, theta, held | (law.at_bound(theta) & shape) | ~effect, effect)
    if design.smallest < UNDETERMINED:
        raise DataError(_undetermined(law, design, runs) + _known(law, design, theta))
    return design


def _effects(law: Law, logs: Floats, theta: Floats) -> Floats:
    """What each parameter does to log f: a shape when it changes by 1, a factor by itself or by 1, shape (p,)."""
    with np.errstate(all="ignore"):
        slopes = law.slopes(theta[None], logs)
        lengths = np.sqrt(np.mean((slopes.gradient[0] / slopes.value[0]) ** 2, axis=1))
    lengths[: law.terms] *= np.maximum(theta[: law.terms], 1.0)
    return np.asarray(lengths)


def _design(law: Law, rows: Rows, theta: Floats, fixed: Bools, effect: Bools) -> Design:
    names = [name for name, still in zip(law.parameters, fixed, strict=True) if not still]
    if not names:
        return Design(1.0, (), fixed, effect, ())
    gradient, sizes = _gradient(law, rows.logs, theta, fixed, None)
    _, values, directions = np.linalg.svd(gradient.T, full_matrices=len(rows) < len(names))
    smallest = values[-1] / values[0] if len(values) == len(names) else 0.0
    unknown = _unknown(values, directions)
    share = _rounded(np.linalg.norm(unknown, axis=0))
    involved = [names[i] for i in np.argsort(-share, kind="stable") if share[i] > _INVOLVED]
    return Design(float(smallest), tuple(involved), fixed, effect, _next(law, rows, theta, fixed, unknown, sizes))


def _unknown(values: Floats, directions: Floats) -> Floats:
    """All directions that are not determined, as each of them alone is arbitrary; else the weakest. Shape (u, p)."""
    values = np.pad(values, (0, len(directions) - len(values)))
    return np.asarray(directions[values <= max(UNDETERMINED * values[0], values[-1])])


def _rounded(lengths: Floats) -> Floats:
    """Over the largest; what is equal but for rounding is equal."""
    return np.asarray(np.round(lengths / lengths.max(), 6))


def _gradient(law: Law, logs: Floats, theta: Floats, fixed: Bools, sizes: Floats | None) -> tuple[Floats, Floats]:
    """Derivatives of log f by the free parameters, shape (p, n), over their lengths, which are given or found."""
    slopes = law.slopes(theta[None], logs)
    gradient = (slopes.gradient[0] / slopes.value[0])[~fixed]
    sizes = np.linalg.norm(gradient, axis=1) if sizes is None else sizes
    return gradient / sizes[:, None], sizes


def _next(law: Law, rows: Rows, theta: Floats, fixed: Bools, unknown: Floats, sizes: Floats) -> tuple[float, ...]:
    """The run, somewhat beyond those there are, whose loss depends most on the unknown directions, shape (u, p)."""
    low, high = rows.logs.min(axis=0), rows.logs.max(axis=0)
    room = _BEYOND * np.where(np.isfinite(low), high - low, 0.0)
    axes = [
        np.linspace(a, b, 5) if np.isfinite(a) else np.unique(column)
        for a, b, column in zip(low - room, high + room, rows.logs.T, strict=True)
    ]
    candidates = np.array(list(product(*axes)))
    gradient, _ = _gradient(law, candidates, theta, fixed, sizes)
    best = candidates[int(np.argmax(_rounded(np.linalg.norm(unknown @ gradient, axis=0))))]
    return tuple(np.exp(best).tolist())


def next_run(design: Design, runs: Runs) -> str:
    """`params=1e8, tokens=3e11`."""
    return ", ".join(f"{name}={value:.2g}" for name, value in zip(runs.names, design.next, strict=True))


def _undetermined(law: Law, design: Design, runs: Runs) -> str:
    where = f" of {runs.part}" if runs.part else ""
    few = [
        f"{name} has only {count} distinct values"
        for name, values in zip(runs.names, runs.x.T, strict=True)
        if (count := len(np.unique(values))) < 3
    ]
    together = _proportional(runs)
    reason = "; ".join(few or together) or "another choice of them gives the same losses"
    plain = law.plainer()
    plainer = f", or take the law {plain.name}" if plain is not None else ""
    return (
        f"the {len(runs)} rows{where} do not determine {', '.join(design.direction)}: {reason} (scaled singular value "
        f"{design.smallest:.1g}). Measure runs elsewhere, such as {next_run(design, runs)}, or hold a parameter"
        f"{plainer}"
    )


def _known(law: Law, design: Design, theta: Floats) -> str:
    """The combination of the undetermined parameters that is known, if there is one."""
    combined = law.combined()
    if combined is None or not combined.of <= set(design.direction):
        return ""
    return f"; only {combined.name} is known, {combined.value(theta[None])[0]:.4g}"


def _proportional(runs: Runs) -> list[str]:
    """Pairs of x that rise together, so that either could be the reason."""
    logs = np.log(runs.x)
    found = []
    for i, j in zip(*np.triu_indices(logs.shape[1], 1), strict=True):
        if abs(np.corrcoef(logs[:, i], logs[:, j])[0, 1]) > 1 - 1e-6:
            found.append(f"{runs.names[j]} follows from {runs.names[i]} in all rows")
    return found
