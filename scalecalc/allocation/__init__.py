"""How to spend a budget: the allocation of least error, exactly as numbers and as laws.

`cost` is what a budget pays for, and `surfaces` has the errors as functions of what is free.
`search` finds every valley of the error under a budget, by the steps of `descent`; `integers` the best counts;
`frontier` the best of all, its slopes, and what it costs to be off; `asymptotic` its exponents as the budget goes to
infinity, which are `kinks` of the exponent of the error; `targets` what a smaller error takes. Others may import
`cost`, `surfaces`, `frontier`, `asymptotic`, `targets` and `fitted`, the allocation by a law that was fitted.

The compute-optimal frontier is an extension of arXiv:2405.00592, which does not treat it.
"""
