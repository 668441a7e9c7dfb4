"""How to spend a budget: the allocation of least error, exactly as numbers and as laws.

`cost` is what a budget pays for, `surface` the error as a function of what is free. `search` finds every valley of the
error under a budget, `integers` the best counts, `sensitivity` what it costs to be off, `asymptotic` the exponents of
the frontier as the budget goes to infinity, and `needs` what a smaller error takes.

The compute-optimal frontier is an extension of arXiv:2405.00592, which does not treat it.
"""
