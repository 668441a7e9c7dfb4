"""What exponents, regimes and maps say of weights that are trained for a time.

`laws` has the trajectories and their laws, `exponents` and `regimes` the tables. Others may import all of it.
"""

from scalecalc.results.trained import exponents, regimes

__all__ = ["exponents", "regimes"]
