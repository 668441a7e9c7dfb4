"""What to type: the only module here that speaks of options."""

from __future__ import annotations

USES = """\
scalecalc example NAME           prints one, to be piped or kept
scalecalc example NAME --to DIR  writes it with the files that it reads
"""
WRITTEN = "scalecalc example {name} --to DIR"
ESTIMATED = "scalecalc estimate {features} --target {labels}"
FITTED = "scalecalc fit {runs} --x params --x tokens --y loss"
