"""What holds for the numbers of every valid spec, whatever they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

import scalecalc
from scalecalc.table import Table
from scalecalc.theory.risk.errors import TERMS
from scalecalc.theory.risk.evaluate import STATUS_MEANING
from tests.strategies.case import Case

ROUND_OFF = 1e-12
_SLACK = 1e-11  # of relations between two points, each of which has 12 digits
_FINITE = ("gamma1", "train_error", "test_error", "generalization_error")
_LIMITS = (
    "df1",
    "df2",
    "kappa1",
    "kappa2",
    "test_train_ratio",
    "gcv",
    "corr_gcv",
    "s_samples",
    "s_noise",
)  # which may be infinite, or undefined
_COORDINATES = ("samples", "width", "ridge", "noise", "members")

Values = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Answer:
    """What predict and decompose say about one spec."""

    case: Case
    predicted: Table
    decomposed: Table

    def rows(self, status: str) -> Values:
        return self.predicted["status"] == status

    @property
    def fine(self) -> Values:
        return self.rows("ok")

    @property
    def coordinates(self) -> list[str]:
        """The names of the coordinate columns."""
        return coordinates(self.predicted)

    @property
    def computed(self) -> list[str]:
        """The names of the columns that predict computes."""
        return [name for name in self.predicted.names if name not in (*self.coordinates, "status")]


def coordinates(table: Table) -> list[str]:
    """The names of its coordinate columns."""
    return [name for name in table.names if name.partition("_")[0] in _COORDINATES and "ridge_" not in name]


def answer(case: Case, study: scalecalc.Study) -> Answer:
    return Answer(case, scalecalc.predict(study), scalecalc.decompose(study))


def follow_the_rules(said: Answer) -> None:
    """All of them."""
    statuses_are_known(said)
    what_failed_has_no_numbers(said)
    numbers_are_finite_and_not_negative(said)
    what_diverges_is_infinite(said)
    terms_add_up(said)
    both_commands_agree(said)
    degrees_of_freedom_are_bounded(said)
    ridges_grow_from_stage_to_stage(said)
    monotone(said)


def statuses_are_known(said: Answer) -> None:
    assert set(said.predicted["status"]) <= set(STATUS_MEANING)


def what_failed_has_no_numbers(said: Answer) -> None:
    failed = ~(said.fine | said.rows("diverges"))
    for name in said.computed:
        assert np.isnan(said.predicted[name][failed]).all(), name
    for name in TERMS:
        assert np.isnan(said.decomposed[name][failed]).all(), name


def numbers_are_finite_and_not_negative(said: Answer) -> None:
    for name in _FINITE:
        assert _good(said.predicted[name][said.fine]), name
    for name in TERMS:
        assert _good(said.decomposed[name][said.fine]), name
    for name in set(_LIMITS) & set(said.predicted.names):
        values = said.predicted[name][said.fine]
        assert not (values < 0).any(), name
    finite = said.fine & np.isfinite(said.predicted["ridge"])
    for name in ("kappa1", "kappa2"):
        assert _good(said.predicted[name][finite]), name
    counted = said.fine & (np.min([said.predicted[name] for name in _counts(said)], axis=0) < np.inf)
    for name in ("df1", "df2"):
        assert _good(said.predicted[name][counted]), name


def _counts(said: Answer) -> list[str]:
    return [name for name in said.coordinates if name == "samples" or name.startswith("width")]


def _good(values: Values) -> bool:
    return bool(np.all(np.isfinite(values) & (values >= 0)))


def what_diverges_is_infinite(said: Answer) -> None:
    rows = said.rows("diverges")
    for name in ("generalization_error", "test_error"):
        assert (said.predicted[name][rows] == np.inf).all(), name
    terms = np.array([said.decomposed[name][rows] for name in TERMS])
    assert (terms >= 0).all()
    assert (terms.max(axis=0, initial=0) == np.inf).all()


def terms_add_up(said: Answer) -> None:
    rows = said.fine
    total = said.decomposed["generalization_error"][rows]
    near(np.sum([said.decomposed[name][rows] for name in TERMS], axis=0), total)
    test = said.predicted["test_error"][rows]
    near(said.predicted["generalization_error"][rows] + said.predicted["noise"][rows], test)


def both_commands_agree(said: Answer) -> None:
    for name in (*said.coordinates, "generalization_error", "status"):
        np.testing.assert_array_equal(said.predicted[name], said.decomposed[name], name)


def degrees_of_freedom_are_bounded(said: Answer) -> None:
    table, rows = said.predicted, said.fine
    df1, df2 = table["df1"][rows], table["df2"][rows]
    below(df2, df1)
    below(df1, table["samples"][rows])
    for name in said.coordinates:
        if name.startswith("width") and not _noisy(said.case):
            below(df1, table[name][rows])
    below(table["gamma1"][rows], np.ones_like(df1))
    if "ensemble" not in said.case.spec:
        below(table["train_error"][rows], table["test_error"][rows])


def ridges_grow_from_stage_to_stage(said: Answer) -> None:
    """lambda <= kappa1 <= kappa2; activations and measured rows have scales of their own."""
    table, rows = said.predicted, said.fine
    features = said.case.spec.get("features", {})
    if "activation" in features:
        return
    below(table["ridge"][rows], table["kappa1"][rows])
    if "file" not in str(features):
        below(table["kappa1"][rows], table["kappa2"][rows])


def _noisy(case: Case) -> bool:
    features = case.spec.get("features", {})
    return bool(features.get("noise")) or "activation" in features


# --- relations between points


def monotone(said: Answer) -> None:
    """What grows or falls with one coordinate, the others held."""
    table, fine = said.predicted, said.fine
    for coordinate in said.coordinates:
        low, high = _pairs(said, coordinate)
        for name, rises in _with(coordinate, said.case):
            values = (said.decomposed if name in TERMS else table)[name]
            both = fine[low] & fine[high]
            first, second = values[low][both], values[high][both]
            below(*((first, second) if rises else (second, first)), slack=_SLACK, what=f"{name} along {coordinate}")


def _with(coordinate: str, case: Case) -> Iterator[tuple[str, bool]]:
    """The columns that rise (True) or fall with a coordinate."""
    spec = case.spec
    if coordinate == "samples" and "correlation" not in spec:
        yield from (("kappa2", False), ("bias2", False))
    if coordinate == "ridge":
        yield from (("kappa1", True), ("kappa2", True), ("bias2", True), ("df1", False), ("df2", False))
        if "ensemble" not in spec:
            yield "train_error", True
    if coordinate == "noise":
        yield from (("generalization_error", True), ("train_error", True), ("kappa2", True), ("kappa2", False))
    if coordinate == "members":
        yield "generalization_error", False
    if coordinate == "width" and not _noisy(case) and _white(spec):
        yield from (("kappa2", False), ("bias2", False))


def _white(spec: dict[str, Any]) -> bool:
    return "weights" not in str(spec["features"])


def _pairs(said: Answer, coordinate: str) -> tuple[Values, Values]:
    """Rows that differ in this coordinate alone, the lower one first."""
    names = [name for name in said.coordinates if name != coordinate]
    others = np.array([said.predicted[name] for name in names])
    alike = (others[:, :, None] == others[:, None, :]).all(axis=0)
    values = said.predicted[coordinate]
    low, high = np.nonzero(alike & (values[:, None] < values[None, :]))
    return low, high


def below(low: Values, high: Values, slack: float = ROUND_OFF, what: str = "") -> None:
    """low <= high, but for round-off."""
    excess = low > high * (1 + slack)
    assert not excess.any(), (what, low[excess], high[excess])


def near(got: Values, want: Values, slack: float = ROUND_OFF, what: str = "") -> None:
    """Equal but for round-off, small numbers and infinities too."""
    with np.errstate(invalid="ignore"):
        apart = (got != want) & ~(np.abs(got - want) <= slack * np.abs(want)) & ~(np.isnan(got) & np.isnan(want))
    assert not apart.any(), (what, got[apart], want[apart])
