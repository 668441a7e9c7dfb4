"""Kernels on the sphere: the kinds a spec may name, one file each, with their eigenvalues degree by degree.

KERNELS is the registry of kinds; a kernel of one's own is a `Kernel` that is registered there.
"""

from scalecalc.reading.fields.kinds import Kinds
from scalecalc.theory.kernels.gaussian import GaussianKernel
from scalecalc.theory.kernels.kind import Kernel
from scalecalc.theory.kernels.laplace import LaplaceKernel
from scalecalc.theory.kernels.polynomial import PolynomialKernel
from scalecalc.theory.kernels.relu import ReluKernel

KERNELS: Kinds[Kernel] = Kinds(GaussianKernel, LaplaceKernel, ReluKernel, PolynomialKernel, stand_in="relu")

__all__ = ["KERNELS", "Kernel"]
