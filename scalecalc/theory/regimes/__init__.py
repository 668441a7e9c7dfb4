"""The regimes of a sweep: which law dominates in each part of it."""
