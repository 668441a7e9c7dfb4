"""Random matrices: one file a kind of feature weights, its spec fields, S-transform, leading law, and how it is drawn.

`weights` says what every kind answers, `WEIGHTS` which kinds there are; a kind of one's own is registered there.
`response` is what the solver sees of a matrix, and `design` puts all random matrices of a problem together.
"""

from scalecalc.reading.fields.kinds import Kinds
from scalecalc.theory.matrices.file import FileWeights
from scalecalc.theory.matrices.gaussian import GAUSSIAN, GaussianWeights
from scalecalc.theory.matrices.orthogonal import OrthogonalWeights
from scalecalc.theory.matrices.power_law import PowerLawWeights
from scalecalc.theory.matrices.weights import Weights

WEIGHTS: Kinds[Weights] = Kinds(GaussianWeights, OrthogonalWeights, PowerLawWeights, FileWeights, stand_in="gaussian")

__all__ = ["GAUSSIAN", "WEIGHTS", "Weights"]
