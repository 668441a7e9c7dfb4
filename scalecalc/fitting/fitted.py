"""A law fitted to runs: the optimum, how sure it is, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.errors import DataError, UsageError
from scalecalc.fitting.diagnostics import degeneracy, held_out, influence, outlook, plainer
from scalecalc.fitting.diagnostics.degeneracy import Design
from scalecalc.fitting.laws import LAWS, Law
from scalecalc.fitting.losses import LOSSES
from scalecalc.fitting.minimise import Penalty, Rows, settled
from scalecalc.fitting.resampled import Interval, Uncertainty, bootstrap, delta, positive
from scalecalc.fitting.runs import Runs
from scalecalc.fitting.starts import optimum
from scalecalc.record import record

_FAR_LESS, _UNKNOWN = 4.0, 0.05  # relative widths of intervals: over that of a combination, and at least
_CORRELATED = 0.95
_LARGEST = 1e150  # of a factor, in units of a typical loss: beyond, squares leave the range of numbers
_TOLD = 3


@record
class Question:
    """What is fitted, and how.

    law, loss: by name.  delta: of Huber's loss, in logs.  above: how much more a measured loss above the curve counts
    than one below it.  held: parameters that are given.  bootstraps: resamples, or 0 for errors to first order.
    held_out: the fraction of the largest runs to be foretold; None not to ask.
    """

    law: str = "additive"
    loss: str = "huber"
    delta: float = 1e-3
    above: float = 1.0
    held: Mapping[str, float] | None = None
    bootstraps: int = 1000
    seed: int = 0
    held_out: float | None = None


@record(eq=False)
class Fitted:
    """A law at its optimum.

    theta: shape (p,).  held: parameters that were given, shape (p,).  total: the sum of the losses.
    design: how well the rows tell the parameters apart.  sure: what gives intervals.  about: sentences for people.
    """

    runs: Runs
    law: Law
    rows: Rows
    theta: Floats
    held: Bools
    total: float
    design: Design
    sure: Uncertainty
    about: tuple[str, ...]

    @property
    def estimates(self) -> Floats:
        """The parameters, shape (p,), in the order of law.parameters."""
        return np.asarray(self.law.public(self.theta[None])[0])

    def intervals(self) -> Interval:
        """Of the parameters, shape (p,); not a number for those that cannot move or have no effect."""
        found = self.sure.interval(_public, positive(self.law))
        least = np.where((self.law.low == 0) & ~positive(self.law), 0.0, -np.inf)
        ends = found.stderr, np.maximum(found.low, least), np.maximum(found.high, least)
        unmoved = self.design.fixed & (found.low == found.high)  # a bound is no narrow interval
        return Interval(*(np.where(self.held | ~self.design.effect | unmoved, np.nan, end) for end in ends))

    def predicted(self, x: Floats) -> tuple[Floats, Interval]:
        """The loss at x, shape (m, k), and its interval, by all parameters jointly."""
        with np.errstate(divide="ignore"):
            logs = np.log(x)
        spread = self.sure.interval(lambda law, theta: law.value(theta, logs), np.ones(len(x), dtype=bool))
        return self.law.value(self.theta[None], logs)[0], spread

    def notes(self) -> list[str]:
        """What is said of each parameter, in the order of law.parameters; empty where there is nothing to say."""
        return [self._note(i, name) for i, name in enumerate(self.law.parameters)]

    def _note(self, i: int, name: str) -> str:
        if self.held[i]:
            return "held"
        if not self.design.effect[i]:
            return "undetermined: without effect here"
        if self.law.at_bound(self.theta)[i]:
            return f"at its bound {self.estimates[i]:.6g}"
        if self.design.weak and name in self.design.direction:
            others = [other for other in self.design.direction if other != name]
            return f"weak: hardly told from {', '.join(others)}" if others else "weak"
        return ""


def _public(law: Law, theta: Floats) -> Floats:
    return law.public(theta)


def fitted(runs: Runs, question: Question) -> Fitted:
    """The fit. Raises UsageError for what cannot be asked, and DataError where the rows do not determine the law."""
    _refuse_single_groups(runs)
    kind, given = LAWS[question.law], question.held or {}
    if kind.all_must_vary:
        degeneracy.check_columns(runs)
    unit = float(np.exp(np.log(runs.y).mean()))
    with np.errstate(divide="ignore"):
        logs = np.log(runs.x)
    law = kind(runs.names, logs, unit, frozenset(given), runs.loss)
    rows = Rows(logs, np.log(runs.y / unit))
    held, start = _held(law, given)
    degeneracy.check_rows(runs, law, held)
    degeneracy.check_design(law, rows, runs, start, held)
    penalty = Penalty(LOSSES[question.loss](question.delta), question.above)
    first = optimum(law, rows, penalty, held, start)
    law, best = settled(law, rows, penalty, np.ones((1, len(rows))), first.theta, held)
    theta = best.theta[0]
    _refuse_above(law, runs, rows, theta, given)
    design = degeneracy.examine(law, rows, runs, theta, held)
    groups = None if runs.groups is None else runs.groups[1]
    sure: Uncertainty = (
        bootstrap(law, rows, penalty, theta, held, groups, question.bootstraps, question.seed)
        if question.bootstraps
        else delta(law, rows, penalty, theta, design.fixed, int((~held).sum()), groups)
    )
    found = Fitted(runs, law, rows, theta, held, float(best.total[0]), design, sure, ())
    about = _about(found, penalty, question)
    return Fitted(runs, law, rows, theta, held, float(best.total[0]), design, sure, tuple(about))


def _held(law: Law, given: Mapping[str, float]) -> tuple[Bools, Floats]:
    """Which parameters are held, and theta with their values."""
    held, theta = np.zeros(len(law.parameters), dtype=bool), np.zeros(len(law.parameters))
    for name, value in given.items():
        place = law.index(name)
        with np.errstate(all="ignore"):
            inside = law.inside(name, value)
        if not law.low[place] <= inside <= min(law.high[place], _LARGEST):
            raise UsageError(f"{name} cannot be held at {value:g}: it is beyond its bounds")
        held[place], theta[place] = True, inside
    if held.all():
        raise UsageError("all parameters are held, so there is nothing to fit")
    return held, theta


def _refuse_above(law: Law, runs: Runs, rows: Rows, theta: Floats, given: Mapping[str, float]) -> None:
    """Raises UsageError where what is held puts the curve above all losses: the rows then say nothing."""
    if given and (law.value(theta[None], rows.logs)[0] > runs.y.max()).all():
        told = ", ".join(f"{name}={value:g}" for name, value in given.items())
        raise UsageError(
            f"with {told} held the curve is above all losses, which are at most {runs.y.max():.6g}: hold another value"
        )


def _about(found: Fitted, penalty: Penalty, question: Question) -> list[str]:
    """Sentences for people on the fit as a whole, what is most asked for first."""
    law, runs, rows, theta = found.law, found.runs, found.rows, found.theta
    residual = np.log(law.value(theta[None], rows.logs)[0] / law.unit) - rows.target
    misfit = float(np.sqrt(np.mean(residual**2)))
    notes = [
        f"{len(runs)} rows, {law.formula}, by {penalty.loss.words} of logs: {misfit:.2%} off (root mean square).",
        *law.told(),
        *plainer.told(law, plainer.plainer(law, rows, penalty, theta, found.held, found.total)),
        *outlook.told(law, runs, rows.logs, theta, found.sure),
        *found.sure.told(),
        *_sharing(runs),
        *_weak(found),
        *_combined(found),
        *_correlated(found),
    ]
    left_out = influence.influence(law, rows, penalty, runs, theta, found.held)
    if left_out is not None:
        notes += influence.told(law, left_out, theta, found.intervals().stderr)
    if question.held_out is not None:
        size = rows.logs[:, law.bought].sum(axis=1)
        notes += held_out.told(*held_out.largest_out(law, rows, penalty, size, theta, found.held, question.held_out))
    return notes


def _sharing(runs: Runs) -> list[str]:
    """Whether rows share a size, so that their errors may have something in common."""
    if runs.groups is not None:
        return []
    for name, values in zip(runs.names, runs.x.T, strict=True):
        if (count := len(np.unique(values))) <= len(runs) / 2:
            return [
                f"{len(runs)} rows share {count} values of {name}: an error that such rows have in common is in the "
                "intervals only if they are grouped by it (group)."
            ]
    return []


def _weak(found: Fitted) -> list[str]:
    if not found.design.weak:
        return []
    names = ", ".join(found.design.direction)
    return [
        f"The rows hardly tell {names} apart (scaled singular value {found.design.smallest:.1g}); a run at "
        f"{degeneracy.next_run(found.design, found.runs)} would tell most."
    ]


def _combined(found: Fitted) -> list[str]:
    """Whether only a combination of parameters is known: it is, far better than they are."""
    combined = found.law.combined()
    if combined is None or found.design.fixed[[found.law.index(name) for name in combined.of]].any():
        return []
    places = [found.law.index(name) for name in sorted(combined.of)]
    spread = found.sure.interval(
        lambda law, theta: np.column_stack([combined.value(theta), theta[:, places]]), np.zeros(1 + len(places), bool)
    )
    value = np.append(combined.value(found.theta[None]), found.theta[places])
    width = (spread.high - spread.low) / value
    if not (width[1:] > np.maximum(_FAR_LESS * width[0], _UNKNOWN)).all():
        return []
    return [
        f"The rows tell only {combined.name}, {value[0]:.4g} ({spread.low[0]:.4g} to {spread.high[0]:.4g}), and hardly "
        f"{' and '.join(sorted(combined.of))} one by one: measure at several widths or ridges."
    ]


def _correlated(found: Fitted) -> list[str]:
    """The pairs of parameters that go together most. An amplitude for raw x always goes with its exponent."""
    law = found.law
    names = law.parameters
    matrix = found.sure.correlations(lambda law, theta: theta)
    pairs = [
        (abs(matrix[i, j]), f"{names[i]} and {names[j]} ({matrix[i, j]:+.3f})")
        for i in range(len(names))
        for j in range(i)
        if not (found.design.fixed[i] or found.design.fixed[j]) and abs(matrix[i, j]) > _CORRELATED
    ]
    if not pairs:
        return []
    told = ", ".join(text for _, text in sorted(pairs, reverse=True)[:_TOLD])
    return [f"Strongly correlated, amplitudes taken at the middle of the rows: {told}."]


def _refuse_single_groups(runs: Runs) -> None:
    """Raises DataError for groups that are none: all rows in one, or each row in its own."""
    if runs.groups is None:
        return
    where = f" of {runs.part}" if runs.part else ""
    count = len(runs.groups[0])
    if count == 1:
        raise DataError(f"all rows{where} have the same {runs.grouped_by}, so there is nothing to resample by groups")
    if count == len(runs):
        raise DataError(f"every group of {runs.grouped_by}{where} has one row, so nothing is grouped: leave group out")
