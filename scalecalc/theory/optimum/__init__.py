"""The ridge, or the time of training, that minimises the test error.

`optimal.at_optimum` puts it into points, and `optimal.optimum` says how flat the minimum is, too.
`stopping.stop` does both for the time of gradient flow. The others look for
valleys of the error on a ladder of ridges.
"""
