"""The command `schema`: what a spec may say, for editors."""

from __future__ import annotations

from typing import Any

from scalecalc.commands.base import TextCommand


class Schema(TextCommand):
    """The JSON Schema of a spec, with which editors complete and check it.

    Examples:
      $ scalecalc schema > scalecalc.schema.json
    """

    name = "schema"

    def text(self) -> str:
        import json

        return json.dumps(schema(), indent=2) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of a spec (draft 7), for editors and validators."""
    from scalecalc.spec.schema import json_schema

    return json_schema()
