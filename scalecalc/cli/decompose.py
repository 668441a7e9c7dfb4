"""The command `decompose`."""

from scalecalc.cli.computing import run
from scalecalc.cli.options import ComputeOptions, takes


@takes(ComputeOptions)
def decompose(options: ComputeOptions) -> int:
    """Where the error comes from: squared bias and five variances at every grid point.

    Examples:
      $ scalecalc decompose spec.yaml
      $ scalecalc decompose spec.yaml --set noise=0 -o terms.csv
      $ scalecalc decompose spec.yaml --format markdown > terms.md
    """
    from scalecalc.api import decompose_blocks

    return run(options, "decompose", decompose_blocks)
