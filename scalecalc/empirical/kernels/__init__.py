"""Kernels on data: one file a kind. DATA_KERNELS holds them; a kernel of one's own is registered there."""

from scalecalc.empirical.kernels.gaussian import GaussianDataKernel
from scalecalc.empirical.kernels.kernel import PRECOMPUTED, DataKernel, DataKernels
from scalecalc.empirical.kernels.laplace import LaplaceDataKernel
from scalecalc.empirical.kernels.linear import LinearKernel
from scalecalc.empirical.kernels.relu import ReluDataKernel

DATA_KERNELS = DataKernels("kernel", LinearKernel, GaussianDataKernel, LaplaceDataKernel, ReluDataKernel)

__all__ = ["DATA_KERNELS", "PRECOMPUTED", "DataKernel", "DataKernels", "LinearKernel"]
