"""Asymptotic laws: the formulas on leading powers."""
