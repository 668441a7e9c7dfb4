"""From text to a tree of values that know where they stand: YAML, Python objects, ranges on the command line.

`tree` puts it together, and `source` has what a tree is made of.
"""
