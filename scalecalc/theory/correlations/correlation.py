"""What every kind of correlation of the samples answers: as a part of a spec, in the solver, and when it is drawn.

Samples with a correlation matrix K of eigenvalues k_t, mean 1, act like rows of variance k_t (arXiv:2408.04607).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.counts import Counts
from scalecalc.reading.fields.types import Model
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path
from scalecalc.theory.matrices.response import Matrix
from scalecalc.theory.matrices.structured import structured
from scalecalc.theory.modes.nodes import Nodes
from scalecalc.theory.modes.tasks import Modes


class Correlation(Model):
    """A correlation of the samples, with label noise that is correlated in the same way.

    A kind of one's own gives its fields, `kind` among them, `nodes` and `eigenvalues`; and `check_samples`, if not any
    number of samples will do.
    """

    # --- in a spec

    def check(self, section: Path, report: Report) -> None:
        """Reports what is wrong with it, as far as that takes neither sizes nor data files."""

    def check_samples(self, samples: Counts) -> None:
        """Reports numbers of samples that it cannot have."""

    def prepared(self, section: Path, report: Report, folder: Folder, notes: list[str]) -> Correlation | None:
        """What stands in the design: this, with its data files read; None with the problems reported."""
        del section, report, folder, notes
        return self

    # --- in the solver

    def nodes(self, samples: float) -> Nodes:
        """Nodes that stand for the eigenvalues k_t of a finite number of samples."""
        raise self.lacks("nodes")

    def matrix(self, samples: Floats) -> Matrix:
        """The matrices of n points, at numbers of samples of shape (n,)."""
        return structured(samples, lambda size: self.nodes(max(size, 1.0)))  # a sweep is looked at below its end

    @property
    def smooth_from(self) -> float:
        """From how many samples on the spectrum is a smooth function of their number, which need not be whole then."""
        return 1.0

    # --- how it is drawn

    def eigenvalues(self, samples: int) -> Floats:
        """The eigenvalues k_t, mean 1, largest first, shape (P,)."""
        raise self.lacks("eigenvalues")

    def covariance(self, samples: int) -> Floats:
        """K, shape (P, P), in the basis of `correlate`."""
        return np.diag(self.eigenvalues(samples))

    def correlate(self, rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Rows with the correlation matrix K, from independent ones; shape (..., P, n).

        Where only the eigenvalues are known, the rows are taken in the eigenbasis of K: there they are independent and
        the t-th has variance k_t, which no ridge regression can tell.
        """
        scale = np.sqrt(self.eigenvalues(rows.shape[-2]))
        return np.asarray(rows * scale.astype(rows.dtype)[:, None])


def nodes_of(eigenvalue: Floats, count: Floats | None = None) -> Nodes:
    """Nodes of eigenvalues in decreasing order, shape (n,), which stand for so many each; one without `count`."""
    counts = np.ones_like(eigenvalue) if count is None else count
    return Modes(eigenvalue, counts, np.zeros_like(eigenvalue)).nodes(0.0)
