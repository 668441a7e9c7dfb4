"""From a study to the tables that commands return: the mathematics, one module per question.

Commands import `points`, `exponents`, `regimes` and `flow`. `columns` and `trajectories` are what they share, and
`varied` puts the cases of a spec that varies numbers one after the other.
"""
