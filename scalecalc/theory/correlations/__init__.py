"""The correlation of the samples, by the eigenvalues of its matrix."""
