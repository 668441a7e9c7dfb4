"""Numerical tools that know nothing of the theory: roots, quadrature, power sums."""
