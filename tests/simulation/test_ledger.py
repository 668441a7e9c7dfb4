"""Sums do not depend on how draws came in."""

from __future__ import annotations

import numpy as np

from scalecalc.simulation.draw.cells import Cell
from scalecalc.simulation.draw.drawn_task import DrawnTask, Size
from scalecalc.simulation.fit.accumulate import Ledger
from scalecalc.simulation.fit.measure import QUANTITIES
from scalecalc.simulation.run.experiment import run

CELL = Cell(
    DrawnTask(np.ones(6), np.ones(6)), Size(8), (0.1, 1.0), np.arange(3), np.array([0, 1, 1]), np.array([0.0, 0.0, 0.5])
)


def test_order_and_pieces_do_not_matter() -> None:
    values = np.random.default_rng(0).standard_normal((20, 2, len(QUANTITIES), 2))
    whole, pieces = Ledger([CELL], 20), Ledger([CELL], 20)
    whole.add(0, 0, values)
    for first, last in ((13, 20), (0, 5), (9, 13), (5, 9), (5, 9)):
        pieces.add(0, first, values[first:last])
    one, other = whole.summary(0, CELL), pieces.summary(0, CELL)
    assert one.draws == other.draws == 20
    np.testing.assert_array_equal(one.mean, other.mean)
    np.testing.assert_array_equal(one.stderr, other.stderr)
    want = values[:, 1, :, 0] + 0.5 * values[:, 1, :, 1]
    np.testing.assert_allclose(one.mean[2], want.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(one.stderr[2], want.std(axis=0, ddof=1) / np.sqrt(20), rtol=1e-12)


def test_missing_stretches() -> None:
    ledger = Ledger([CELL], 10)
    ledger.add(0, 3, np.zeros((2, 2, len(QUANTITIES), 2)))
    assert list(ledger.missing(0, 0, 10)) == [(0, 3), (5, 10)]
    assert list(ledger.missing(0, 3, 5)) == []
    assert np.isnan(Ledger([CELL], 2).summary(0, CELL).mean).all()


def test_a_resumed_run_draws_only_what_is_missing_and_says_the_same() -> None:
    whole, resumed = Ledger([CELL], 12), Ledger([CELL], 12)
    for block in run([CELL], whole, 5):
        whole.add(block.cell, block.first, block.values)
    begun = list(run([CELL], Ledger([CELL], 4), 5))
    for block in begun:
        resumed.add(block.cell, block.first, block.values)
    again = list(run([CELL], resumed, 5))
    assert sum(len(block.values) for block in again) == 8
    for block in again:
        resumed.add(block.cell, block.first, block.values)
    np.testing.assert_array_equal(whole.summary(0, CELL).mean, resumed.summary(0, CELL).mean)


def test_precision_stops_at_a_fixed_number_of_draws() -> None:
    loose, strict = Ledger([CELL], 64), Ledger([CELL], 64)
    for ledger, precision in ((loose, 0.9), (strict, 1e-6)):
        for block in run([CELL], ledger, 5, precision=precision):
            ledger.add(block.cell, block.first, block.values)
    assert loose.summary(0, CELL).draws == 16
    assert strict.summary(0, CELL).draws == 64
