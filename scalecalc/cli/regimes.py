"""The command `regimes`."""

from scalecalc.cli.computing import run
from scalecalc.cli.options import LimitOptions, takes


@takes(LimitOptions)
def regimes(options: LimitOptions) -> int:
    """Which regime rules where along the sweep, and where one gives way to the next.

    Examples:
      $ scalecalc regimes spec.yaml
      $ scalecalc regimes spec.yaml --plot
      $ scalecalc regimes spec.yaml --along samples --csv
    """
    from scalecalc.api import regimes as answer
    from scalecalc.api import regimes_sketch

    return run(
        options,
        "regimes",
        lambda study: iter([answer(study, options.along)]),
        lambda study: regimes_sketch(study, options.along),
    )
