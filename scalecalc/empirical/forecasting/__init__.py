"""What more samples would bring: the learning curve of measured samples, and its continuation beyond them.

`policy` says which ridge is taken at which number of samples. `gather` measures leave-one-out errors on parts of the
samples, and all that the `methods` go on from, one file each. `forecast` chooses among them and says how far off it may
be; `limits` tells what holds the error up.
"""
