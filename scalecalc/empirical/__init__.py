"""What measured data say: kernel matrices of samples, their spectra, and what ridge regression on them gives.

`dataset` has the samples and `load` reads them; `kernels` are what makes a kernel matrix of features, one file a kind;
`gram` makes it. `traces` are what it knows of the population, and `eigen` gives errors of single samples. Everything
but `load` knows arrays only.
"""
