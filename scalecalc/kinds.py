"""All that a kind of one's own is written with: the bases of kinds, and what their fields and methods are made of.

Bases: `Spectrum, Target, Kernel, Weights, Activation, Correlation, Covariates, DataKernel`. `scalecalc.register` makes
a subclass known. For its fields in a spec: `Positive, NonNegative, Finite, ModeCount, ModesOrInf, Number, Allowed,
Field`. For its methods: `Floats, Entries, Powers, Nodes, nodes_of, Quantity, Real, Rows`. For rules in a `check`:
`Report, Path, Place`.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.empirical.kernels import DATA_KERNELS, DataKernel, DataKernels
from scalecalc.empirical.rows import Rows
from scalecalc.reading.fields.kinds import Kinds
from scalecalc.reading.fields.types import Finite, ModeCount, ModesOrInf, NonNegative, Positive
from scalecalc.reading.fields.values import Allowed, Number
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path
from scalecalc.simulation.draw.covariates import LAWS, Covariates, Laws
from scalecalc.theory.activations import ACTIVATIONS
from scalecalc.theory.activations.activation import Activation
from scalecalc.theory.activations.nonlinearity import Real
from scalecalc.theory.correlations import CORRELATIONS, Correlation
from scalecalc.theory.correlations.correlation import nodes_of
from scalecalc.theory.kernels import KERNELS, Kernel
from scalecalc.theory.matrices import WEIGHTS, Weights
from scalecalc.theory.matrices.formula import Quantity
from scalecalc.theory.modes.nodes import Nodes
from scalecalc.theory.spectra import SPECTRA, Entries, Spectrum
from scalecalc.theory.targets import TARGETS, Powers, Target
from scalecalc.theory.targets.kind import Place

# What can be registered: the base of its class, and where it goes.
REGISTRIES: dict[type[Any], Kinds[Any] | Laws | DataKernels] = {
    Spectrum: SPECTRA,
    Target: TARGETS,
    Kernel: KERNELS,
    Weights: WEIGHTS,
    Activation: ACTIVATIONS,
    Correlation: CORRELATIONS,
    Covariates: LAWS,
    DataKernel: DATA_KERNELS,
}

__all__ = [
    "Activation",
    "Allowed",
    "Correlation",
    "Covariates",
    "DataKernel",
    "Entries",
    "Field",
    "Finite",
    "Floats",
    "Kernel",
    "ModeCount",
    "ModesOrInf",
    "Nodes",
    "NonNegative",
    "Number",
    "Path",
    "Place",
    "Positive",
    "Powers",
    "Quantity",
    "Real",
    "Report",
    "Rows",
    "Spectrum",
    "Target",
    "Weights",
    "nodes_of",
]
