"""Everything that is drawn: data, features, labels.

`cells` says which problems are drawn for a grid, `features` and `population` draw. `covariates` are the laws of the
inputs, one file each.
"""
