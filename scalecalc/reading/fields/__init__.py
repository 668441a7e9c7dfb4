"""What the models of a spec are made of: kinds of numbers and texts, sweeps, laws."""
