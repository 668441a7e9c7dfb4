"""From text to models that are valid by themselves: YAML with places, overrides, fields, problems.

Nothing here knows what a spec is about. Specs are read by `spec`, which brings the models.
"""
