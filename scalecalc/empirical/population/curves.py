"""The curves of the population that measured traces show: z(kappa), and T(kappa) + sigma^2 of the target.

With m = tr (K/n + lambda)^-1 / n and Y = y'(K/n + lambda)^-1 y / n: kappa = 1/m, z = n (1 - lambda m), and
kappa Y = T(kappa) + sigma^2 (arXiv:2405.00592, S-transforms). n drops out: subsets of the samples show the same curves.

Where the means are taken off, n - 1 directions are left, in which the ridge is lambda n/(n - 1).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scalecalc.arrays import Bools, Floats
from scalecalc.empirical.traces import Measured, Traces
from scalecalc.record import record

POINTS = 28
_LEFT = 0.02  # of the directions, at the smallest ridge: it is this share of the ridgeless kappa
_HIGHEST = 3.0  # ridge, in units of the largest eigenvalue
_LOWEST = 1e-12  # where eigenvalues are still told from rounding
_COARSE = 30  # ridges among which the smallest is looked for
_SURE = 0.9  # of the directions: fewer are not missing by chance, as they are of repeated samples


@record(eq=False)
class Curves:
    """Curves at r ridges.

    samples: n, less one where means are taken off.  modes: D as far as it is known, else inf.  ridges: lambda, shape
    (r,), increasing.  kappa, df1, unlearned: shape (r,), the last summed over targets, and 0 without targets.
    likeness: shape (r, r), the cosines between the targets' matrices at two ridges over the square of how many targets
    they seem to be: tr A_a A_b / (tr A_a tr A_b).
    df1_error, unlearned_error: shape (r,), of the computation alone.  kurtosis: excess kurtosis of independent features
    that vary as much as these.
    """

    samples: float
    modes: float
    ridges: Floats
    kappa: Floats
    df1: Floats
    unlearned: Floats
    likeness: Floats
    df1_error: Floats
    unlearned_error: Floats
    kurtosis: float = 0.0

    @property
    def targeted(self) -> bool:
        """Whether there are targets that are not 0."""
        return bool(np.all(self.unlearned > 0))

    @property
    def untargeted(self) -> Curves:
        """The same without targets."""
        nothing = np.zeros_like(self.unlearned)
        return replace(self, unlearned=nothing, unlearned_error=nothing)

    def where(self, chosen: Bools) -> Curves:
        """The curves at some of the ridges, shape (r,)."""
        pairs = np.ix_(chosen, chosen)
        names = ("ridges", "kappa", "df1", "unlearned", "df1_error", "unlearned_error")
        return replace(self, likeness=self.likeness[pairs], **{name: getattr(self, name)[chosen] for name in names})


def curves_of(traces: Traces, samples: int, modes: float, *, centred: bool = False) -> Curves:
    """The curves at the ridges of the traces. samples: n."""
    left = samples - float(centred)
    missing = traces.inverse - float(centred) / (samples * traces.ridges)  # the mean's direction has eigenvalue 0
    kappa = 1.0 / missing
    matrices = kappa[:, None, None] * traces.quadratic
    unlearned = np.trace(matrices, axis1=1, axis2=2)
    shapes = matrices.reshape(len(kappa), -1) / np.where(unlearned > 0, unlearned, 1.0)[:, None]
    computed = samples * kappa * traces.inverse_stderr
    return Curves(
        samples=left,
        modes=modes,
        ridges=traces.ridges,
        kappa=kappa,
        df1=traces.df1,
        unlearned=unlearned,
        likeness=shapes @ shapes.T,
        df1_error=computed * (1.0 - traces.df1 / left),
        unlearned_error=kappa * traces.quadratic_stderr,
    )


def informative(measured: Measured, modes: float, *, centred: bool = False) -> tuple[Floats, float]:
    """Ridges that tell most, from almost ridgeless to above the largest eigenvalue, and how many modes there are.

    modes: how many there can be at most, which is corrected by the rank where that is clearly less than the samples.
    """
    samples = measured.samples - float(centred)
    largest = measured.largest
    ridges = np.geomspace(max(_LOWEST * largest, measured.smallest_ridge), _HIGHEST * largest, _COARSE)
    df1 = measured.at(ridges).df1
    flat = df1[0] - df1[1] < 0.5
    rank = float(round(float(df1[0])))
    known = rank if flat and rank < _SURE * samples else modes
    wanted = (1.0 - _LEFT) * min(samples, known)
    low = np.exp(np.interp(-wanted, -df1, np.log(ridges)))
    return np.geomspace(low, ridges[-1], POINTS), known
