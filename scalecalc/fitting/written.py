"""A fit as a mapping, which is kept in a file for commands that go on from it.

It is written as YAML, with these keys:
  fit: 1, the version of this format.
  law, loss, delta, asymmetry: by name and number, as they were asked for.
  y: the name of the losses.  x: the names of the columns, in the order of the law.
  rows: how many there were.  domain: for each x the smallest and the largest value among them.
  largest: the largest run, a value for each x.
  parameters: the estimates for raw x and y, by name, which are all the law takes.  held: those that were given.
  draws: for each parameter, its values in the fits of resamples; entries of one position belong together. Or
  covariance: without resamples, `of` the parameters as listed, whose logs are meant where `log` says so, and `matrix`.
The law at raw x is the formula of its class in `laws`, with these parameters.
"""

from __future__ import annotations

from typing import Any

from scalecalc.fitting.fitted import Fitted, Question

VERSION = 1


def content(fit: Fitted, question: Question) -> dict[str, Any]:
    """What is written."""
    names = fit.law.listed
    order = [fit.law.parameters.index(name) for name in names]
    x = fit.runs.x
    largest = int(fit.rows.logs[:, fit.law.bought].sum(axis=1).argmax())
    return {
        "fit": VERSION,
        "law": question.law,
        "loss": question.loss,
        "delta": question.delta,
        "asymmetry": question.above,
        "y": fit.runs.loss,
        "x": list(fit.runs.names),
        "rows": len(fit.runs),
        "domain": {name: [float(v.min()), float(v.max())] for name, v in zip(fit.runs.names, x.T, strict=True)},
        "largest": dict(zip(fit.runs.names, x[largest].tolist(), strict=True)),
        "parameters": dict(zip(names, fit.estimates[order].tolist(), strict=True)),
        "held": [name for name, i in zip(names, order, strict=True) if fit.held[i]],
        **fit.sure.written(names, order),
    }
