"""What is asked of `crossval`, checked before any data are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.empirical.dataset import Dataset
from scalecalc.empirical.validation.correlated import rho_of
from scalecalc.empirical.validation.held_out import SPLITS, Division, folds, splits
from scalecalc.errors import UsageError
from scalecalc.record import record
from scalecalc.spec.ranges import ridges

if TYPE_CHECKING:
    from scalecalc.commands.crossval import Crossval

_LEAST = 3  # samples to learn from


@record(eq=False)
class Asked:
    """ridges: shape (r,), or None for those that suit the data.

    others: what is read as held-out samples, and their targets.  fraction, folds: what is held out of the samples.
    correlated: whether the rows are a time series, of the correlation `rho` if that is known.
    """

    ridges: Floats | None
    others: Any
    others_target: Any
    fraction: float | None
    folds: int | None
    each: bool
    correlated: bool
    rho: float | None
    seed: int

    @property
    def parts(self) -> int:
        """How often a part of the samples is held out."""
        return self.folds or (SPLITS if self.fraction is not None else 0)

    def divisions(self, data: Dataset) -> list[Division]:
        """What is held out of these samples. Raises UsageError where too few are left."""
        n = len(data)
        if self.folds is not None:
            if self.folds > n:
                raise UsageError(f"folds {self.folds}: must be at most {n}, the number of samples")
            found = folds(n, self.folds, self.seed)
        else:
            assert self.fraction is not None  # there is one of the two
            found = splits(n, self.fraction, self.seed)
        left = min(len(learned) for learned, _ in found)
        if left < _LEAST:
            raise UsageError(
                f"held_out {self.fraction:g} of {n} samples leaves {left} to learn from, must be at least {_LEAST}"
            )
        return found


def checked(question: Crossval) -> Asked:
    """Raises UsageError and SpecError for what does not go together or is out of range."""
    held, count = question.held_out, question.folds
    if held is not None and count is not None:
        raise UsageError("folds and held_out both say what is held out; give one of them")
    if isinstance(held, str) and held.endswith("%"):
        raise UsageError(f"held_out {held}: must be a fraction, such as 0.2, or a file")
    fraction = None if held is None else _fraction(held)
    if fraction is not None and not 0 < fraction < 1:
        raise UsageError(f"held_out {fraction:g}: a fraction must be > 0 and < 1, such as 0.2")
    if count is not None and count < 2:
        raise UsageError(f"folds {count}: must be at least 2")
    if question.seed < 0:
        raise UsageError(f"seed {question.seed}: must be >= 0")
    correlated = question.correlation is not None
    if correlated and (count is not None or fraction is not None):
        raise UsageError(
            "samples of a time series are not held out at random: those left are too like them; without folds and a"
            " fraction, or with held-out samples of another time"
        )
    others = held if fraction is None else None
    if others is None and question.held_out_target is not None:
        raise UsageError("held_out_target is the target of held-out samples, which are missing")
    return Asked(
        None if question.ridge is None else _ridges(question.ridge),
        others,
        question.held_out_target,
        fraction,
        count,
        question.per_target,
        correlated,
        None if question.correlation is None else rho_of(question.correlation),
        question.seed,
    )


def _fraction(given: object) -> float | None:
    """The number that it is; None for a file or an array."""
    return float(given) if isinstance(given, float | int) else None


def _ridges(text: str) -> Floats:
    found = ridges("ridge", text).values
    if found is None:
        raise UsageError(
            f"ridge {text}: must be numbers here, such as 1e-6:1 or 0,1e-3: there is one number of samples"
        )
    if not np.isfinite(found).all():
        raise UsageError(f"ridge {text}: must be finite")
    return found
