"""Spectrum of kind `sphere`: kernels of inputs that are uniform on a sphere, one level per degree."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from scalecalc.arrays import Floats
from scalecalc.data import Folder
from scalecalc.reading.fields.kinds import OneOf
from scalecalc.reading.fields.values import LARGEST_COUNT, Number
from scalecalc.reading.report import Report
from scalecalc.reading.text.source import Path
from scalecalc.theory.kernels import KERNELS, Kernel
from scalecalc.theory.kernels.zonal import MOST_DEGREES, Resolved, multiplicity, resolve
from scalecalc.theory.spectra.kind import Entries, Spectrum, sound


class SphereSpectrum(Spectrum):
    """The eigenvalues of a kernel for x uniform on S^(d-1), each with the multiplicity of the spherical harmonics."""

    by_degree: ClassVar[bool] = True

    kind: Literal["sphere"]
    dimension: Annotated[
        float, Number("an integer >= 2 (up to 1e60)", minimum=2, maximum=LARGEST_COUNT, whole=True)
    ] = Field(description="the dimension d of the space around the sphere S^(d-1)")
    kernel: Annotated[Kernel, OneOf(KERNELS, "{kind: relu, depth: 1}")] = Field(
        description="the kernel, a function of x.y"
    )
    degrees: Annotated[
        float | None,
        Number(f"an integer from 1 to {MOST_DEGREES}", minimum=1, maximum=MOST_DEGREES, whole=True),
    ] = Field(
        default=None, description="the number of degrees that are resolved, from 0 on (default: as many as matter)"
    )

    def levels(self) -> tuple[Floats, Floats]:
        """One for each degree."""
        found = self._resolved()
        return found.coefficients, found.multiplicities

    def rows(self, path: Path, report: Report) -> float | None:
        """One for each degree."""
        return float(len(self.levels()[0])) if sound(report, path) else None

    def entries(self, path: Path, report: Report, folder: Folder) -> Entries | None:
        """The degrees, and what is left of the trace."""
        found = super().entries(path, report, folder)
        if found is None:
            return None
        rest = self._resolved().unresolved
        note = f"The spectrum has {len(found)} degrees; of the trace {self.kernel.trace:g}, {rest:.3g} is beyond them."
        return replace(found, unresolved=rest, notes=(note,) if rest > 0 else ())

    def _resolved(self) -> Resolved:
        return _resolved(self.kernel, self.dimension, None if self.degrees is None else int(self.degrees))


@lru_cache(maxsize=64)
def _resolved(kernel: Kernel, dimension: float, degrees: int | None) -> Resolved:
    """The degrees that matter, or so many of them, and the trace of all others."""
    found = resolve(dimension, lambda count: kernel.coefficients(dimension, count), kernel.trace, kernel.falls())
    kept = found.coefficients.size
    if degrees is None or degrees == kept:
        return found
    if degrees < kept:
        shares = found.multiplicities * found.coefficients
        rest = found.unresolved + float(np.sum(shares[degrees:][::-1]))
        return Resolved(found.coefficients[:degrees], found.multiplicities[:degrees], rest)
    counts = multiplicity(dimension, degrees)
    counts = counts[counts <= LARGEST_COUNT]
    eta = kernel.coefficients(dimension, counts.size)
    more = float(np.sum((counts * eta)[kept:]))
    return Resolved(eta, counts, max(found.unresolved - more, 0.0))
