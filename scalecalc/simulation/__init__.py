"""Regressions on drawn data: what the theory predicts, measured.

`draw` draws data and features, `fit` fits and measures them: arrays in and out, no files, no clock. `run` does it many
times, in processes or on a cluster, with checkpoints. `table` sets the means beside the theory.
"""
