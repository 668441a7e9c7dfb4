"""What the models of a spec are made of.

`types` has the base of all models and the types of fields, `values` marks that say what is allowed, `laws` powers of
P and N as text, and `kinds` the registries of kinds.
"""
