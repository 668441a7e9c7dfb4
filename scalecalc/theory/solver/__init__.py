"""The renormalized ridge: from lambda to kappa2, through all stages, with its certificate.

`renormalize` solves at n points. `stages` says which matrices stand in between, `backwards` gives lambda at a known
kappa2. The others are the parts of the solver: bounds, slacks, edges of the spectrum, the check of each row.
"""
