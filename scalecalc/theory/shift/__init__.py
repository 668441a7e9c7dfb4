"""Errors on test distributions other than that of training, and in single modes.

To a predictor that is trained on eigenvalues eta_k, a test distribution is a list of weights for its errors in each
mode. `probe` has these weights and their sums over modes, `by_rank` and `listed` where they come from, `response` what
a predictor makes of them. A single mode is a test distribution of that mode alone.
"""
