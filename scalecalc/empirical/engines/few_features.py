"""The engine for linear kernels of fewer features than samples: a matrix of the size of the features will do."""

from __future__ import annotations

from scalecalc.empirical.cost import Cost, qr_cost, reduction_cost
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.engines.compressed import compressed
from scalecalc.empirical.engines.engine import LARGEST, Engine, Work, wanted
from scalecalc.empirical.engines.tridiagonal import tridiagonal
from scalecalc.empirical.rows import Rows
from scalecalc.empirical.traces import Measured


class FewFeatures(Engine):
    """The tridiagonal form of RR', for the features X = QR."""

    def suits(self, data: Dataset) -> bool:
        rows = _linear(data)
        return rows is not None and rows.dimension < len(data) and rows.dimension <= LARGEST

    def method(self, data: Dataset) -> str:
        return f"QR factorization of the features, tridiagonal form of a {data.dimension:,} x {data.dimension:,} matrix"

    def cost(self, data: Dataset, jobs: int) -> Cost:
        d, targets = data.dimension, wanted(data).shape[1]
        assert d is not None  # it suits
        return qr_cost(len(data), d, targets).before(reduction_cost(d, targets))

    def measured(self, data: Dataset, work: Work) -> Measured:
        rows = _linear(data)
        assert rows is not None  # it suits
        triangle, targets, rest = compressed(rows, wanted(data), lambda done: work.tell(0.5 * done))
        return tridiagonal(len(data), triangle @ triangle.T, targets, rest, lambda done: work.tell(0.5 + 0.5 * done))


def _linear(data: Dataset) -> Rows | None:
    """Features whose products are the kernel, if there are such; with their own means off if they are to be."""
    rows = None if data.rows is None or data.kernel is None else data.kernel.products_of(data.rows)
    return rows if rows is None or not data.center else Rows(rows.table).centred()
