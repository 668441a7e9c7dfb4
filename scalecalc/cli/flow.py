"""The command `flow`."""

from scalecalc.cli.computing import run
from scalecalc.cli.options import ComputeOptions, takes


@takes(ComputeOptions)
def flow(options: ComputeOptions) -> int:
    """How the ridge is renormalized, stage by stage: samples, noise of the features, each layer.

    Examples:
      $ scalecalc flow spec.yaml
      $ scalecalc flow spec.yaml --set samples=1000
      $ scalecalc flow spec.yaml --columns samples,stage,kappa --csv
      $ scalecalc flow spec.yaml --plot
    """
    from scalecalc.api import flow_blocks, flow_sketch

    return run(options, "flow", flow_blocks, flow_sketch)
