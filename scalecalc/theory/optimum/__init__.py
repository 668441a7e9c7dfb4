"""The ridge that minimises the test error.

`optimal.at_optimum` puts it into points, and `optimal.optimum` says how flat the minimum is, too. The others look for
valleys of the error on a ladder of ridges.
"""
