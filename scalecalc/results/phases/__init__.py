"""The map of regimes over two numbers of a spec.

`table` has the map and its boundaries as tables. `traces` computes the laws once for each piece of the plane in which
one formula holds, `places` says which piece a place is in. Where all formulas are linear, as for exponents of laws,
`cells` has the exact polygons and `edges` the lines between them; else `curves` follows the lines.
"""
