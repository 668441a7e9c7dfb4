"""The command `exponents`."""

from scalecalc.cli.computing import run
from scalecalc.cli.options import LimitOptions, takes


@takes(LimitOptions)
def exponents(options: LimitOptions) -> int:
    """How fast each term decays: asymptotic exponents and amplitudes, local exponents, fits.

    Examples:
      $ scalecalc exponents spec.yaml
      $ scalecalc exponents spec.yaml --plot
      $ scalecalc exponents spec.yaml --along samples --json
    """
    from scalecalc.api import exponents as answer
    from scalecalc.api import exponents_sketch

    return run(
        options,
        "exponents",
        lambda study: iter([answer(study, options.along)]),
        lambda study: exponents_sketch(study, options.along),
    )
