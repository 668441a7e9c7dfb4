"""Which law rules where along a sweep."""
