"""What a spec says of a problem."""

from __future__ import annotations

from collections.abc import Mapping

from scalecalc.reading.text.source import Path
from scalecalc.record import record
from scalecalc.theory.activations import Nonlinearity
from scalecalc.theory.correlations import Correlation
from scalecalc.theory.grid import Axis
from scalecalc.theory.matrices import Weights
from scalecalc.theory.matrices.design import Ensemble
from scalecalc.theory.methods import Method
from scalecalc.theory.spectra import Spectrum
from scalecalc.theory.targets import Target

SPECTRUM: Path = ("spectrum",)
TARGET: Path = ("target",)
SAMPLES: Path = ("samples",)
CORRELATION: Path = ("correlation",)
TRAINING: Path = ("training",)
TEST: Path = ("test",)


@record
class Tested:
    """The test distribution where it differs from that of training; what is None is as there."""

    spectrum: Spectrum | None
    target: Target | None


@record
class Said:
    """The parts of a problem as a spec names them, with the paths of those that it has in various places.

    layers: the weights of each layer, the first acting on the data, None where nothing is said of them; by the path of
    the layer.  noise: where the noise of the features stands.
    places: where each coordinate stands, by the name of its column, in the order of the grid.
    axes: by these paths, of all coordinates that are given and have no problem.
    test: None where the test distribution is that of training.
    """

    spectrum: Spectrum
    target: Target
    layers: Mapping[Path, Weights | None]
    nonlinearity: Nonlinearity | None
    noise: Path
    correlation: Correlation | None
    ensemble: Ensemble | None
    training: Method | None
    places: Mapping[str, Path]
    axes: Mapping[Path, Axis]
    test: Tested | None = None
