"""Specs: YAML files (or dicts) that say what is learned, how, and over which sweep."""

from scalecalc.spec.cases import Studies
from scalecalc.spec.study import Study, load
from scalecalc.spec.sweep import Axis, Grid

__all__ = ["Axis", "Grid", "Studies", "Study", "load"]
