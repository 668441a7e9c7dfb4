"""The command `decompose`."""

from scalecalc.cli.computing import run
from scalecalc.cli.options import TermOptions, takes
from scalecalc.errors import UsageError


@takes(TermOptions)
def decompose(options: TermOptions) -> int:
    """Where the error comes from: squared bias and five variances at every grid point.

    Examples:
      $ scalecalc decompose spec.yaml
      $ scalecalc decompose spec.yaml --set noise=0 -o terms.csv
      $ scalecalc decompose spec.yaml --plot --stacked
      $ scalecalc decompose spec.yaml --format markdown > terms.md
    """
    from scalecalc.api import decompose_blocks, decompose_sketch

    if options.stacked and not (options.plot or options.figure):
        raise UsageError("--stacked says how to draw; add --plot, or --figure FILE")
    return run(options, "decompose", decompose_blocks, lambda study: decompose_sketch(study, options.stacked))
