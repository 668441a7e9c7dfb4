"""The modes of a spectrum with its target, as the theory takes them: tasks, weighted nodes, the sums over them.

`tasks` says what every task answers; `nodes` has the sums. What follows a law, what stands beside unresolved modes, and
what is cut short for drawing are here as well. The kinds of spectra are in `spectra`.
"""
