"""What every kernel on data answers: the kernel between samples."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from scalecalc.arrays import Floats
from scalecalc.empirical.rows import Rows
from scalecalc.errors import UsageError
from scalecalc.registry import made_again

KernelT = TypeVar("KernelT", bound="DataKernel")


class DataKernel:
    """A kernel k(x, x') of two samples.

    words: how a user names it, the first one a plain name.  plain: whether it is the product of the features.
    """

    words: ClassVar[tuple[str, ...]] = ()
    plain: ClassVar[bool] = False

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

    def centred(self, rows: Rows) -> Rows:
        """Rows whose kernel is nearest to the centred one; by default the same."""
        return rows

    def block(self, left: Floats, right: Floats) -> Floats:
        """The kernel of all pairs, shapes (a, d) and (b, d) to (a, b)."""
        raise NotImplementedError

    def diagonal(self, rows: Floats) -> Floats:
        """k(x, x) of every row, shapes (a, d) to (a,)."""
        raise NotImplementedError


class DataKernels:
    """The kernels on data, by name."""

    def __init__(self, *kernels: type[DataKernel]) -> None:
        self._kernels: dict[str, type[DataKernel]] = {}
        for kernel in kernels:
            self.register(kernel)

    def register(self, kernel: type[DataKernel]) -> None:
        """Add a kernel. Raises UsageError for one without a name, and for a name that is taken."""
        if not kernel.words:
            raise UsageError(f"{kernel.__name__} has no name, must have words such as ('my_kernel',)")
        name = kernel.words[0]
        if name in self._kernels and not made_again(self._kernels[name], kernel):
            raise UsageError(f"there is a kernel {name!r} already; the kernels are {', '.join(self._kernels)}")
        self._kernels[name] = kernel

    def unregister(self, name: str) -> None:
        """Take a kernel out again."""
        del self._kernels[name]

    @property
    def words(self) -> tuple[str, ...]:
        """How users name them."""
        return tuple(word for kernel in self._kernels.values() for word in kernel.words)

    def named(self, text: str) -> DataKernel:
        """The kernel of that name, which may end in `:` and a parameter. Raises UsageError for others."""
        name, _, parameter = text.partition(":")
        if name not in self._kernels:
            raise UsageError(f"kernel {text}: must be one of {', '.join(self.words)}")
        return self._kernels[name].named(text, parameter)
