"""What every kind of feature weights answers: as a part of a spec, in the solver, in the laws, and when it is drawn.

A kind of one's own is a class of this base with a field `kind` and three methods: `inverse_s` and `theta_factor`,
formulas of the S-transform, and `draw`. All else follows from them, or is a class variable that says what more holds.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.counts import Counts
from scalecalc.reading.fields.types import Model
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path
from scalecalc.theory.leading import Leading
from scalecalc.theory.matrices.formula import FormulaLaw, FormulaMatrix, Quantity
from scalecalc.theory.matrices.law import LayerLaw
from scalecalc.theory.matrices.response import Matrix


class Weights(Model):
    """A random matrix F of M inputs and N features, features F^T x; F F^T is free from the data's covariance.

    white: independent Gaussian entries of variance 1/N and no more to say, where formulas for those serve.
    equal_features: all features have the same variance, so that an activation does the same to each.
    feels_inputs: S depends on M.  wide_is_idle: infinitely many features change nothing, S = 1.
    own_width: the width is part of the kind, and no law for all widths exists.
    """

    white: ClassVar[bool] = False
    equal_features: ClassVar[bool] = False
    feels_inputs: ClassVar[bool] = False
    wide_is_idle: ClassVar[bool] = False
    own_width: ClassVar[bool] = False

    # --- in a spec

    def check(self, section: Path, report: Report) -> None:
        """Reports what is wrong with it, as far as that takes neither sizes nor data files."""

    def check_width(self, width: Counts, inputs: Counts | None, modes: float | None) -> None:
        """Reports widths that it cannot have.

        inputs: the width of the layer before, if there is one that is sound.  modes: D for the first layer, if known.
        """

    def prepared(self, section: Path, report: Report, folder: Folder, notes: list[str]) -> Weights:
        """What stands in the design: this, with its data files read; problems and notes are added to the lists."""
        del section, report, folder, notes
        return self

    @property
    def number_of_rows(self) -> float | None:
        """The width, where it is part of the kind and known."""
        return None

    # --- its S-transform

    def inverse_s(self, filled: Quantity, free: Quantity, width: Quantity) -> Quantity:
        """1/S at z, by filled = z/N and free = 1 - z/N, which both stay exact; falls to 0 like 1 - z/N as z -> N.

        A formula of + * / and powers of positive numbers only: it is run on arrays, on numbers with slopes and on
        leading powers. White weights have 1/S = free.
        """
        raise self.lacks("inverse_s")

    def theta_factor(self, filled: Quantity, free: Quantity, width: Quantity) -> Quantity:
        """Theta (1 - z/N)/(z/N) with Theta = dlogS/dlogz, by a formula of the same sort; 1 for white weights."""
        raise self.lacks("theta_factor")

    def matrix(self, width: Floats, inputs: Floats) -> Matrix:
        """The matrices of n points, at widths N and numbers of inputs M of shape (n,)."""
        del inputs
        return FormulaMatrix.of(self, width)

    def mean_variance(self, width: Floats) -> Floats:
        """The mean over the features of N times their weights' variance, 1/S at z = 0; shape (n,)."""
        zero = np.zeros_like(width)
        return np.asarray(self.inverse_s(zero, zero + 1.0, width) + zero)

    @property
    def smooth_from(self) -> float:
        """From which width on S is a smooth function of it, whole or not; inf where the width cannot change."""
        return 1.0

    # --- its leading law

    def law(self, width: Leading, inputs: Leading, at: float | None) -> LayerLaw:
        """The laws along a path; arguments as in LayerLaw."""
        return FormulaLaw(width, inputs, at, self)

    def law_notes(self, width: Leading, resolved: Leading) -> list[str]:
        """What a reader should know of the laws at this width, with this law of z."""
        del width, resolved
        return []

    # --- how it is drawn

    def draw(self, rng: np.random.Generator, inputs: int, width: int) -> Floats:
        """F, shape (inputs, width)."""
        raise self.lacks("draw")

    def draws(
        self, rng: np.random.Generator, shape: tuple[int, int, int], dtype: type[np.floating[Any]]
    ) -> np.ndarray[Any, Any]:
        """Independent F of this shape (draws, inputs, width)."""
        return np.stack([self.draw(rng, *shape[1:]) for _ in range(shape[0])]).astype(dtype)

    def row_variances(self, width: int) -> Floats | None:
        """N times the variance of each feature's weights, shape (width,), where the entries are independent.

        Then infinitely many small inputs together are independent noise of the features. None where they are not:
        such a matrix is only drawn on all modes there are.
        """
        del width
        return None

    @property
    def on_endless_inputs(self) -> Weights:
        """What it is drawn as where it acts on infinitely many inputs."""
        return self
