"""Regressions on the draws, and the measurement of their errors.

`measure` gives one replica's quantities, `accumulate` their sums, and `finite_size` how far the theory may be off.
"""
