"""The theory: arrays and frozen dataclasses in and out, no printing.

Kinds, as in `spectra`, `targets` and `matrices`, have their fields in a spec; some read data files. `problem` makes of
kinds what is solved. The rest knows numbers only.
"""
