"""Regressions on drawn data: what the theory predicts, measured. Arrays in and out; no files, no clock."""
