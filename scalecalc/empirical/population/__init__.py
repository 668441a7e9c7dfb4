"""What measured curves say of the population that the samples are from: a power law, its errors, and whether it holds.

`curves` makes of traces the population's curves z(kappa) and T(kappa) + sigma^2, `law` has those of a power law, and
`covariance` how the measured ones fluctuate. `joint` fits the law to both; `windows` has local exponents for data that
follow none; `subsets` checks that fewer samples show the same curves. All know arrays only.
"""
