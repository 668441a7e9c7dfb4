"""The command `schema`."""

from scalecalc.cli.options import TextOptions, takes
from scalecalc.cli.writing import destination
from scalecalc.errors import ExitStatus


@takes(TextOptions)
def schema(options: TextOptions) -> int:
    """The JSON Schema of a spec, with which editors complete and check it.

    Examples:
      $ scalecalc schema > scalecalc.schema.json
    """
    import json

    from scalecalc.api import schema as answer

    with destination(options.output) as out:
        out.write(json.dumps(answer(), indent=2) + "\n")
    return ExitStatus.OK
