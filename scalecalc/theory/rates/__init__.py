"""How errors fall over training time: sums of products of powers of samples, width and time, for power laws.

`term` is one such product, `population` has those of fresh samples: gradient flow and one-pass SGD, and `data` what
finitely many samples add. `paths` compares them along a path, `stretches` along the time. Others may import all but
`data`.
"""
