"""From samples to the traces that `traces.Measured` gives, whatever their number: one file an engine.

`chosen` says which engine is for some data and some memory. `full` makes the kernel matrix tridiagonal, `few_features`
does so with a matrix of the size of the features, and `probing` multiplies random vectors by a kernel matrix that is
never held. The other modules are the mathematics of these.
"""

from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.engines.engine import Engine, Work
from scalecalc.empirical.engines.few_features import FewFeatures
from scalecalc.empirical.engines.full import Full
from scalecalc.empirical.engines.probing import Probing

EXACT: tuple[Engine, ...] = (FewFeatures(), Full())
STOCHASTIC: Engine = Probing()


def chosen(data: Dataset, memory: float) -> Engine:
    """The fastest exact engine that takes no more than this many bytes; random probes where there is none."""
    exact = [one for one in EXACT if one.suits(data) and one.cost(data, 1).memory <= memory]
    return min(exact, key=lambda one: one.cost(data, 1).seconds, default=STOCHASTIC)


__all__ = ["Engine", "Work", "chosen"]
