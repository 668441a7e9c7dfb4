"""How a spec is given: a path, "-" for standard input, a dict in the shape of the YAML, or a Study that was loaded."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from scalecalc import arguments
from scalecalc.errors import UsageError
from scalecalc.limits import MAX_POINTS

if TYPE_CHECKING:
    from scalecalc.spec import Studies, Study

Source = str | os.PathLike[str] | Mapping[str, Any]
Vary = Mapping[str, Any] | Iterable[str]


def load(
    spec: Source | Study | Studies,
    overrides: Iterable[str] = (),
    max_points: int = MAX_POINTS,
    vary: Vary = (),
) -> Study | Studies:
    """Read and validate a spec once, to ask several questions of it.

    overrides: texts KEY=YAML that are put into it, such as "ridge=1e-4" or "features.width=500".
    max_points: the largest number of rows, the product of all sweeps.
    vary: numbers of the spec to sweep beside the grid, {"spectrum.alpha": [1.2, 1.5, 2]}, or texts KEY=RANGE such as
    "spectrum.alpha=1.2:2:5". Where something is varied the answer has a study for each combination, in `cases`.

    Raises SpecError with all problems of the spec, DataError for a file that cannot be read, and UsageError for other
    arguments, overrides of a Study among them.
    """
    from scalecalc import spec as specs

    texts = arguments.texts("overrides", overrides, "['ridge=1e-4']")
    more = vary if isinstance(vary, Mapping) else arguments.texts("vary", vary, "['spectrum.alpha=1.2,1.5']")
    if isinstance(spec, specs.Study | specs.Studies):
        if texts or more:
            raise UsageError("a Study from load() is read already; give the overrides and what to vary to load()")
        return spec
    if not isinstance(spec, str | os.PathLike | Mapping):
        raise UsageError(f"spec is a path, '-', a dict in the shape of the YAML, or a Study from load(), got {spec!r}")
    source = spec if isinstance(spec, Mapping) else os.fspath(spec)
    return specs.load(source, texts, arguments.whole("max_points", max_points), more)
