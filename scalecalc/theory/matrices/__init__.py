"""The random matrices by their S-transforms."""
