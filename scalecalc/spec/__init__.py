"""Specs: YAML files (or dicts) that say what is learned, how, and over which sweep.

`load` makes a `Study` of a spec, or `Studies` where the spec varies numbers. `model` has what may be said, `rules` and
`design_rules` what must hold between keys, and `schema` the JSON Schema. The rest is not for others.
"""

from scalecalc.spec.cases import Studies
from scalecalc.spec.study import Study, load

__all__ = ["Studies", "Study", "load"]
