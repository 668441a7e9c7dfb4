"""The theory: arrays and frozen dataclasses in and out, no printing.

The kinds in `spectra`, `targets` and `kernels` have their fields in a spec, and some read data files. `problem` puts
together what is solved. The rest knows numbers only.
"""
