"""Asymptotic laws: the formulas of the errors on leading powers.

`asymptotics` has the laws of every term along a path, `resolution` what limits z, `ridge_law` the law of the optimal
ridge, and `growth.Scaling` what a path is. `balance` and `ingredients` serve these.
"""
