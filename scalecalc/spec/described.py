"""What a spec asks for, in a few lines for people."""

from __future__ import annotations

from scalecalc.spec.cases import Studies
from scalecalc.spec.study import Study
from scalecalc.theory.grid import Axis

Lines = list[tuple[str, str]]  # names and texts


def described(study: Study | Studies) -> Lines:
    """The task, what is varied, the axes of the grid, and the number of points."""
    return [
        ("task", study.title or "(no title)"),
        *_varied(study),
        *_axes(study),
        ("points", f"{study.rows:,}"),
    ]


def _varied(study: Study | Studies) -> Lines:
    """What is varied, with the values of all cases."""
    values = zip(*(case.values for case in study.cases), strict=True)
    return [
        (one.name, _listed(list(dict.fromkeys(taken)))) for one, taken in zip(study.variables, values, strict=False)
    ]


def _axes(study: Study | Studies) -> Lines:
    """The axes of the grid, with what they are in the first and the last case where these differ."""
    found: dict[str, list[str]] = {}
    for case in study.cases:
        for name, axis in case.study.grid.named().items():
            found.setdefault(name, []).append(_described(axis))
    return [
        (name, texts[0] if len(set(texts)) == 1 else f"{texts[0]} in the first case, {texts[-1]} in the last")
        for name, texts in found.items()
    ]


def _described(axis: Axis) -> str:
    if axis.optimal:
        return "the one of least test error at every point"
    if axis.law is not None:
        return str(axis.law)
    assert axis.values is not None  # an axis has one of the three
    return _listed(axis.values.tolist())


def _listed(values: list[float]) -> str:
    if len(values) == 1:
        return f"{values[0]:.15g}"
    return f"{len(values):,} values from {values[0]:.6g} to {values[-1]:.6g}"
