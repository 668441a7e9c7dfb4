"""Specs: YAML files (or dicts) that say what is learned, how, and over which sweep."""

from scalecalc.spec.cases import Studies
from scalecalc.spec.study import Study, load

__all__ = ["Studies", "Study", "load"]
