"""What the tables say of weights that are trained for a time.

`errors` answers for predict and decompose, with `gains`, what early stopping is worth; `modes`, `exponents` and
`regimes` for the commands of these names. `laws` has the trajectories and their laws. Others may import all of it.
"""
