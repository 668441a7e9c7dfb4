"""Laws of measured losses: fitted to a table of runs, with what the fit can and cannot say.

`runs` are the rows of a table, `laws` and `losses` what is fitted and how, one file each. `starts` and `minimise` find
the optimum, `resampled` how sure it is, `diagnostics` what it hangs on; `fitted` puts them together. `written` keeps a
fit in a file, `reading` reads it again, and `said` reads texts such as floor=1.7. Only `runs`, `written` and
`reading` know of files.
"""
