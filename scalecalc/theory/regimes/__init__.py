"""The regimes of a sweep: which law dominates in each part of it.

`stretches` cuts a sweep by laws and exact errors, `observed` by exact errors alone. `names` puts a regime into words.
"""
