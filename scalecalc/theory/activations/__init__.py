"""Activations of the features, by their moments."""
