"""From the kinds that a spec names to a problem that can be solved: its task, its random matrices and its grid.

`pose.pose` makes it of `said.Said`, and reports every rule of the kinds that does not hold. Nothing here knows which
kinds there are.
"""
