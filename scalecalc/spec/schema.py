"""The JSON Schema of specs, for editors, generated from the models."""

from __future__ import annotations

from typing import Any

from scalecalc.spec.model import grammar

_DRAFT = "http://json-schema.org/draft-07/schema#"  # the last one that yaml-language-server knows
_NULL = {"type": "null"}


def json_schema() -> dict[str, Any]:
    """A draft-07 schema that accepts every valid spec and knows all keys; rules across keys are not in it."""
    schema = _tidied(grammar().root.model_json_schema(by_alias=True))
    return {"$schema": _DRAFT, "title": "scalecalc spec", **schema}


def _tidied(schema: Any) -> Any:
    """Without what pydantic puts in that no editor needs or that draft-07 does not know.

    Titles made from names go, and so do nulls, which stand for keys left out, and OpenAPI's `discriminator`;
    what stands beside a `$ref` would be overlooked, so the reference moves into `allOf`.
    """
    if isinstance(schema, list):
        return [_tidied(one) for one in schema if one != _NULL]
    if not isinstance(schema, dict):
        return schema
    # `title` and `default` are also names of keys; as names they have a schema, a dict, for value.
    kept = {
        key: _tidied(value)
        for key, value in schema.items()
        if key != "discriminator"
        and not (key == "title" and isinstance(value, str))
        and not (key == "default" and value is None)
    }
    if len(kept.get("anyOf", ())) == 1:
        kept |= kept.pop("anyOf")[0]
    if "$ref" in kept and len(kept) > 1:
        kept["allOf"] = [{"$ref": kept.pop("$ref")}]
    return kept
