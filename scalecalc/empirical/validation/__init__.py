"""How well ridge regression on measured samples predicts others: cross-validation.

`sides` takes the samples apart, by their kernel matrix or their features; `own` has the errors that the samples give of
themselves, leave-one-out among them; `held_out` those of samples that were not learned from; `succession` says whether
neighbouring rows are alike. They know arrays and Datasets only.
"""
