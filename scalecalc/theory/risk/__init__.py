"""Train and test error, their terms and their slopes, from the renormalized ridge.

`errors` has the formulas, for numbers, slopes and leading powers alike. `evaluate` gives everything at n points,
`local` the local exponents, `steps` what each stage does, `ridge_slopes` the slopes along the ridge.
"""
