"""How errors fall over training time: sums of products of powers of samples, width and time, for power laws.

`term` is one such product, `population` has those of fresh samples: gradient flow and one-pass SGD. Others may import
both.
"""
