"""Train and test error, their terms and their slopes, from the renormalized ridge."""
