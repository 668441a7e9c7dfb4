"""The engine for any number of samples: random probes, multiplied by a kernel matrix that is never held."""

from __future__ import annotations

from scalecalc.empirical.cost import Cost, passes_cost
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.engines.blocks import Products
from scalecalc.empirical.engines.engine import Engine, Work, wanted
from scalecalc.empirical.engines.hutchinson import PROBES, STEPS, probed, vectors_of
from scalecalc.empirical.engines.kept import kept
from scalecalc.empirical.traces import Measured
from scalecalc.running.executors import mapping


class Probing(Engine):
    """Hutchinson's trace estimator with conjugate gradients."""

    exact = False

    def suits(self, data: Dataset) -> bool:
        return True

    def method(self, data: Dataset) -> str:
        return f"{PROBES} random probes, at most {STEPS} steps of conjugate gradients, by blocks of the kernel"

    def notes(self, data: Dataset) -> tuple[str, ...]:
        return (
            f"The traces come from {PROBES} random probes, as the kernel matrix of {len(data):,} samples is not held;"
            " standard errors contain what that adds.",
        )

    def cost(self, data: Dataset, jobs: int) -> Cost:
        return passes_cost(data, vectors_of(data.targets), STEPS, jobs)

    def measured(self, data: Dataset, work: Work) -> Measured:
        table = data.matrix if data.rows is None else data.rows.table
        assert table is not None  # there is one of the two
        here = work.jobs == 1 and work.executor is None
        with mapping(work.jobs, work.executor) as workers, kept(table, here) as found:
            products = Products(data, found, workers, lambda passes: work.tell(min(1.0, passes / (STEPS + 3))))
            return probed(products, wanted(data))
