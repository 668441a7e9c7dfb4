"""Rows of measured losses: `table` opens what they are in, `chosen` picks columns and rows, `Runs` are fitted."""

from scalecalc.fitting.runs.chosen import Choice, Runs, chosen
from scalecalc.fitting.runs.table import Given, RunTable, opened

__all__ = ["Choice", "Given", "RunTable", "Runs", "chosen", "opened"]
