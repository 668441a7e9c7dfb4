"""The command line: `parser` makes it from the commands, `pipeline` runs one, `main` is the one place that catches.

Nothing but `__main__` imports from here.
"""
