"""The command `predict`."""

from scalecalc.cli.computing import run
from scalecalc.cli.options import ComputeOptions, takes


@takes(ComputeOptions)
def predict(options: ComputeOptions) -> int:
    """Train and test error, renormalized ridges and effective dimensions at every grid point.

    Examples:
      $ scalecalc predict spec.yaml
      $ scalecalc predict spec.yaml --set ridge=1e-4 --columns samples,test_error
      $ scalecalc predict spec.yaml --csv > curve.csv
      $ scalecalc predict spec.yaml --plot
      $ scalecalc predict - --json < spec.yaml
    """
    from scalecalc.api import predict_blocks, predict_sketch

    return run(options, "predict", predict_blocks, predict_sketch)
