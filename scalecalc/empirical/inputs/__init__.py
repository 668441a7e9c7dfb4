"""How samples come in: `given` opens what users give, `targets` makes columns of labels or numbers, `checks` looks
once through the features, and `square` through a kernel matrix. Only `load` uses them.
"""
