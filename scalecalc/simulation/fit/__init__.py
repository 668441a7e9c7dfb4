"""Regressions on what was drawn, and what is measured of them."""
