"""Everything that is drawn: data, features, labels."""
