"""The formats, one file each, with what only tables for people need: `layout` and `excerpt`.

The registry of formats is `scalecalc.output.FORMATS`, which imports them when they are asked for.
"""
