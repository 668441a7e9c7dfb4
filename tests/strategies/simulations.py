"""Command lines of `simulate`, of sizes that are drawn in milliseconds."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.strategies.building import among, composite
from tests.strategies.commands import CommandLine
from tests.strategies.numbers import Numbers, log_uniform
from tests.strategies.specs import specs
from tests.strategies.tasks import isotropic, levels

_TINY = Numbers(
    log_uniform(-2, 1),
    st.one_of(st.just(0.0), log_uniform(-4, 0)),
    st.integers(1, 12).map(float),
    multiplicity=st.integers(1, 3).map(float),
)
_OPTIONS = (
    *((), (), ("--seed", "7"), ("--float32",), ("--covariates", "rademacher"), ("--covariates", "student:3")),
    *(("--check", "100"), ("--precision", "0.5"), ("--memory", "1kB"), ("--dry-run",), ("--plot",)),
    *(("--covariates", "zz"), ("--draws", "0"), ("--memory", "x"), ("--check", "-1"), ("--jobs", "0")),
    *(("--checkpoint", "draws.jsonl"), ("--covariates", "none.npy"), ("--precision", "0")),
)


@composite
def simulations(draw: st.DrawFn) -> CommandLine:
    """A few draws of a small problem."""
    task = st.one_of(isotropic(_TINY), levels(_TINY))
    case = draw(specs(_TINY, task=task, most=2))
    return CommandLine(
        case, ("simulate", "spec.yaml", "--draws", "2", *draw(among(*_OPTIONS)), *draw(among(*_OPTIONS)))
    )
