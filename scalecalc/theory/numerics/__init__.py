"""Numerical tools that know nothing of the theory: roots, quadrature, power sums.

Every module here may be imported by the rest of the theory.
"""
