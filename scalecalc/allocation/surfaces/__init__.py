"""Errors as functions of what a budget pays for.

`surface` says what every one answers, `theory` is the ridge solution of a spec, `trained` weights that are trained for
a time, and `posed` makes the one that a study asks for. Others may import these four.
"""
