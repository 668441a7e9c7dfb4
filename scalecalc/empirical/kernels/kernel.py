"""What every kernel on data answers: the kernel between samples."""

from __future__ import annotations

from math import inf
from typing import ClassVar, TypeVar

from scalecalc.arrays import Floats
from scalecalc.empirical.rows import Rows
from scalecalc.errors import UsageError
from scalecalc.registry import Words

PRECOMPUTED = "precomputed"  # the data are the kernel matrix itself
KernelT = TypeVar("KernelT", bound="DataKernel")


class DataKernel:
    """A kernel k(x, x') of two samples.

    words: how a user names it, the first one a plain name.
    """

    words: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def named(cls: type[KernelT], text: str, parameter: str) -> KernelT:
        """The kernel of the name `text`, which ends in `:parameter` if that is not empty. Raises UsageError."""
        if parameter:
            raise UsageError(f"kernel {text}: {cls.words[0]} takes no parameter")
        return cls()

    def fitted(self: KernelT, rows: Rows) -> tuple[KernelT, tuple[str, ...]]:
        """The kernel with what it takes from the samples, and sentences that say what that is."""
        del rows
        return self, ()

    def products_of(self, rows: Rows) -> Rows | None:
        """Features whose products are this kernel, if these are no more than the given ones."""
        del rows
        return None

    def modes(self, dimension: int) -> float:
        """How many eigenvalues the kernel of d features can have at most."""
        del dimension
        return inf

    def centred(self, rows: Rows) -> Rows:
        """Rows whose kernel is nearest to the centred one; by default the same."""
        return rows

    def block(self, left: Floats, right: Floats) -> Floats:
        """The kernel of all pairs, shapes (a, d) and (b, d) to (a, b)."""
        raise NotImplementedError

    def diagonal(self, rows: Floats) -> Floats:
        """k(x, x) of every row, shapes (a, d) to (a,)."""
        raise NotImplementedError


class DataKernels(Words[DataKernel]):
    """The kernels on data, by name."""

    def named(self, text: str) -> DataKernel:
        """The kernel of that name, which may end in `:` and a parameter. Raises UsageError for others."""
        kernel, parameter = self.found(text)
        if kernel is None:
            raise UsageError(f"kernel {text}: must be one of {', '.join((*self.words, PRECOMPUTED))}")
        return kernel.named(text, parameter)
