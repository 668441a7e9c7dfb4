"""Spectra and targets as weighted nodes, and the sums over modes."""
