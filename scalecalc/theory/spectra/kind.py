"""What a kind of spectrum is: the fields it has in a spec, the rules it keeps, and its modes."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.fields.types import Model, NonNegative, Positive
from scalecalc.reading.fields.values import Allowed
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path
from scalecalc.record import record
from scalecalc.theory.modes.decay import Decay
from scalecalc.theory.modes.tasks import Task

LONGEST = 1_000_000  # modes of a law that are written out one by one


class UnresolvedModes(Model):
    """Infinitely many modes too small to list."""

    trace: Positive = Field(description="the sum of their eigenvalues")
    power: NonNegative = Field(default=0.0, description="the target's power in them, which is never learned")


def sound(report: Report, *paths: Path) -> bool:
    """Whether there is no problem with any of these values. A report without problems need not be asked."""
    return not report.bad or all(report.good(path) for path in paths)


@record
class Entries:
    """A spectrum in n entries.

    eigenvalue: shape (n,), non-increasing, zeros only at the end.  multiplicity: modes per entry, shape (n,).
    order: which row of a file each entry is, shape (n,), None where they stand in this order.  notes: about the file.
    measured: whether the eigenvalues are data.  rows: of a file beside it, 0 for one per entry.
    unresolved: trace of what the spectrum itself leaves out.
    """

    eigenvalue: Floats
    multiplicity: Floats
    order: NDArray[np.intp] | None = None
    notes: tuple[str, ...] = ()
    measured: bool = False
    rows: float = 0.0
    unresolved: float = 0.0

    def __len__(self) -> int:
        return len(self.eigenvalue)

    def ordered(self, rows: Floats) -> Floats:
        """What stands beside the eigenvalues, row by row, in the order of the entries."""
        return rows if self.order is None else rows[self.order]

    def as_written(self) -> tuple[Floats, Floats]:
        """Eigenvalues and multiplicities in the order in which they were given."""
        if self.order is None:
            return self.eigenvalue, self.multiplicity
        place = np.argsort(self.order)
        return self.eigenvalue[place], self.multiplicity[place]

    def ranks(self) -> tuple[Floats, Floats]:
        """The first and last rank, counted from 1, of the modes of each entry."""
        last = np.cumsum(self.multiplicity)
        return np.concatenate([[1.0], last[:-1] + 1]), last


def sorted_entries(eigenvalue: Floats, multiplicity: Floats) -> Entries:
    """Entries with the largest eigenvalue first."""
    if np.all(eigenvalue[1:] <= eigenvalue[:-1]):
        return Entries(eigenvalue, multiplicity)
    order = np.argsort(-eigenvalue, kind="stable")
    return Entries(eigenvalue[order], multiplicity[order], order)


def _valid(eigenvalue: Floats, multiplicity: Floats) -> bool:
    listed = eigenvalue.ndim == 1 and eigenvalue.shape == multiplicity.shape and bool((eigenvalue > 0).any())
    fine = np.isfinite(eigenvalue).all() and (eigenvalue >= 0).all() and (multiplicity > 0).all()
    return listed and bool(fine)


class Spectrum(Model):
    """A kind of spectrum. A kind of one's own gives its fields, `kind` among them, and `levels` or `entries`."""

    by_degree: ClassVar[bool] = False  # whether its levels are the degrees of functions on a sphere

    kind: str
    unresolved: Annotated[UnresolvedModes | None, Allowed("a mapping such as {trace: 0.1, power: 0}")] = Field(
        default=None, description="infinitely many modes too small to list, beside the others"
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        """What all kinds have comes after what a kind has of its own, in messages and in the schema."""
        cls.model_fields["unresolved"] = cls.model_fields.pop("unresolved")

    def check(self, path: Path, report: Report) -> None:
        """Adds to the report every rule that it breaks by itself; path: where it stands in the spec."""

    def check_order(self, path: Path, report: Report) -> None:
        """Adds to the report where entries do not fall, as they must in training, if the kind does not sort them."""

    def levels(self) -> tuple[Floats, Floats]:
        """The eigenvalues, >= 0 and in any order, and how many modes each has; shape (n,)."""
        raise self.lacks("levels")

    def entries(self, path: Path, report: Report, folder: Folder) -> Entries | None:
        """The entries, or None with the problems reported when there are none to be had."""
        eigenvalue, multiplicity = (np.asarray(values, dtype=float) for values in self.levels())
        if not _valid(eigenvalue, multiplicity):
            message = (
                "spectrum of kind {}: eigenvalues must be finite, >= 0 and not all 0, each with a multiplicity > 0"
            )
            report.at_key(path, message.format(self.kind))
            return None
        return sorted_entries(eigenvalue, multiplicity)

    @property
    def left_out(self) -> tuple[float, float]:
        """Trace of the unresolved modes beside it, and the target's power in them."""
        return (0.0, 0.0) if self.unresolved is None else (self.unresolved.trace, self.unresolved.power)

    def law(self) -> Decay | None:
        """The law that the eigenvalues follow, rank by rank; None where they are written out."""
        return None

    def count(self, path: Path, report: Report) -> float | None:
        """D of what is listed, inf where that never ends; None where a problem or a file does not let it be known."""
        return None

    def rows(self, path: Path, report: Report) -> float | None:
        """How many levels there are; None where a problem or a file does not let it be known."""
        return self.count(path, report)

    def task(self, powers: Decay) -> Task | None:
        """The task with powers that follow a law; None where the modes have to be written out."""
        return None
