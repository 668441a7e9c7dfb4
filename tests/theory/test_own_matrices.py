"""Random matrices of one's own, registered from outside the package: two whose answers are known."""
