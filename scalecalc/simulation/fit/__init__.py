"""Regressions on the draws, and the measurement of their errors."""
